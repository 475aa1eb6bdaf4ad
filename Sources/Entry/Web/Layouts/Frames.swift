import Kernel
import Markup

/// The shop window: who we are, how to get in, and who stands behind it.
func storefrontFrame(_ around: Surroundings, _ main: HTML) -> HTML {
    """
    <header class="topbar"><div class="wrap">
    \(brand(around, to: .home))
    \(storefrontNavigation(around))
    </div></header>
    \(demoNotice(around))
    <main id="main" tabindex="-1">
    \(main)
    </main>
    \(footer(around))
    """
}

/// The payment page: nothing that leads away from the one thing to do.
func paymentFrame(_ around: Surroundings, _ main: HTML) -> HTML {
    let language = around.language
    return """
        <header class="topbar"><div class="wrap">
        \(brand(around, to: .home))
        <nav aria-label="\(language("Tùy chọn", "Options"))">\(languageSwitch(around))</nav>
        </div></header>
        \(demoNotice(around))
        <main id="main" tabindex="-1">
        \(main)
        </main>
        \(footer(around))
        """
}

/// The customer's own pages: a few rooms, always one tap apart.
func portalFrame(_ around: Surroundings, _ section: PortalSection, _ main: HTML) -> HTML {
    let language = around.language
    return """
        <header class="topbar"><div class="wrap">
        \(brand(around, to: .home))
        \(storefrontNavigation(around))
        </div></header>
        \(demoNotice(around))
        <div class="wrap side">
        <nav class="tabs" aria-label="\(language("Tài khoản", "Account"))">
        \(PortalSection.allCases.markup { portalTab(language, $0, isHere: $0 == section) })
        \(signOutForm(around))
        </nav>
        <main id="main" tabindex="-1">
        \(main)
        </main>
        </div>
        \(footer(around))
        """
}

/// Where staff work: wide, with the rooms on the left.
func staffFrame(_ around: Surroundings, _ section: StaffSection, _ main: HTML) -> HTML {
    let language = around.language
    let rooms = StaffSection.allCases.filter { around.staff?.sections.contains($0) ?? false }
    return """
        <header class="topbar"><div class="wrap wide">
        \(brand(around, to: .staff))
        <nav aria-label="\(language("Tùy chọn", "Options"))">
        \(around.staff.map { staffBadge($0, language) })
        <a href="\(Address.guides)">\(Icon.info.html)<span class="long">\(language("Hướng dẫn", "Guides"))</span></a>
        \(languageSwitch(around))
        </nav>
        </div></header>
        \(demoNotice(around))
        <div class="staff-shell">
        \(rooms.isEmpty ? "" : "<nav class=\"staff-nav no-print\" aria-label=\"\(language("Khu vực làm việc", "Workspace"))\"><div class=\"tabs\">\(rooms.markup { staffTab(around, $0, isHere: $0 == section) })\(staffSignOutForm(around))</div></nav>")
        <main id="main" tabindex="-1" class="stack">
        \(main)
        </main>
        </div>
        """
}

/// Around the pages where staff get in.
func staffEntranceFrame(_ around: Surroundings, _ main: HTML) -> HTML {
    let language = around.language
    return """
        <header class="topbar"><div class="wrap">
        \(brand(around, to: .staff))
        <nav aria-label="\(language("Tùy chọn", "Options"))">\(languageSwitch(around))</nav>
        </div></header>
        \(demoNotice(around))
        <main id="main" tabindex="-1"><div class="wrap narrow stack">
        \(main)
        </div></main>
        """
}

private func staffBadge(_ badge: StaffBadge, _ language: Language) -> HTML {
    let told = language("\(badge.waiting) việc hoặc tin chưa xem", "\(badge.waiting) tasks or news")
    return """
        <a href="\(Address.inbox)" class="bell">\(Icon.bell.html)<span class="count">\(badge.waiting)</span>\
        <span class="unseen">\(told)</span></a>
        <a href="\(Address.ownDesk)">\(Icon.person.html)<span class="long">\(badge.name) · \(badge.unit)</span></a>
        """
}

private func staffSignOutForm(_ around: Surroundings) -> HTML {
    """
    <form method="post" action="\(Address.staffSignOut)">\(csrfField(around))\
    \(button(around.language("Đăng xuất", "Sign out"), .plain, icon: .leave))</form>
    """
}

private func storefrontNavigation(_ around: Surroundings) -> HTML {
    let language = around.language
    let account: HTML =
        if let name = around.signedInName {
            "<a href=\"\(Address.portal)\">\(Icon.person.html)<span class=\"long\">\(name)</span></a>"
        } else {
            """
            <a href="\(Address.signIn)">\(Icon.person.html)<span class="long">\
            \(language("Đăng nhập", "Sign in"))</span></a>
            """
        }
    return """
        <nav aria-label="\(language("Chính", "Main"))">
        <a class="only-wide" href="\(Address.home)">\(language("Dịch vụ", "Services"))</a>
        \(languageSwitch(around))
        \(account)
        </nav>
        """
}

private func brand(_ around: Surroundings, to address: Address) -> HTML {
    """
    <a class="brand" href="\(address)"><svg viewBox="0 0 40 40" aria-hidden="true"><rect class="b-a" width="40" \
    height="40" rx="12"/><path class="b-b" d="M11 27a9 9 0 0 1 9-9M11 19a17 17 0 0 1 17-7"/><circle class="b-c" \
    cx="27" cy="26" r="4.6"/></svg><span>\(around.seller.name)</span></a>
    """
}

private func languageSwitch(_ around: Surroundings) -> HTML {
    let other: Language =
        switch around.language {
        case .vietnamese: .english
        case .english: .vietnamese
        }
    return """
        <a href="\(Address.here(around.path).asking("lang", other.rawValue))" lang="\(other.rawValue)" \
        hreflang="\(other.rawValue)" aria-label="\(other("Tiếng Việt", "English"))">\(other.rawValue.uppercased())</a>
        """
}

private func demoNotice(_ around: Surroundings) -> HTML {
    guard around.isDemo else { return "" }
    return """
        <div class="demo" role="note"><div class="wrap small">\(Icon.info.html)
        \(around.language(
            "Bản dùng thử: cổng thanh toán, hóa đơn và thư đều là giả lập, không có tiền thật.",
            "Demonstration: gateway, invoices and mail are sandboxes; no money moves."
        ))</div></div>
        """
}

private func portalTab(_ language: Language, _ section: PortalSection, isHere: Bool) -> HTML {
    let (icon, words, address): (Icon, String, Address) =
        switch section {
        case .packages: (.box, language("Gói của tôi", "My packages"), .portal)
        case .statements: (.calendar, language("Cước tháng", "Monthly fees"), .ownStatements)
        case .payments: (.card, language("Thanh toán", "Payments"), .payments)
        case .invoices: (.receipt, language("Hóa đơn", "Invoices"), .invoices)
        case .details: (.person, language("Thông tin", "My details"), .details)
        }
    return "<a href=\"\(address)\"\(current(isHere))>\(icon.html)\(words)</a>\n"
}

private func signOutForm(_ around: Surroundings) -> HTML {
    """
    <form method="post" action="\(Address.signOut)">\(csrfField(around))\
    \(button(around.language("Đăng xuất", "Sign out"), .plain, icon: .leave))</form>
    """
}

private func staffTab(_ around: Surroundings, _ section: StaffSection, isHere: Bool) -> HTML {
    let room = section.room(around.language)
    return "<a href=\"\(room.address)\"\(current(isHere))>\(room.icon.html)\(room.name)</a>\n"
}

func current(_ isHere: Bool) -> HTML { isHere ? " aria-current=\"page\"" : "" }

private func footer(_ around: Surroundings) -> HTML {
    let language = around.language
    let seller = around.seller
    return """
        <footer class="foot"><div class="wrap">
        <div><strong>\(seller.legalName)</strong><br>\(seller.address)<br>\
        \(language("Mã số thuế", "Tax code")) <span class="number">\(seller.taxCode)</span></div>
        <div><strong>\(language("Hỗ trợ", "Support"))</strong>
        <ul><li><a href="tel:\(seller.phone)">\(seller.phone)</a></li>
        <li><a href="\(link: "mailto:" + seller.email)">\(seller.email)</a></li></ul></div>
        <div><strong>\(language("Về trang này", "About this site"))</strong>
        <ul><li><a href="\(Address.guides)">\(language("Hướng dẫn", "Guides"))</a></li>
        <li><a href="\(Address.terms)">\(language("Điều khoản sử dụng", "Terms of service"))</a></li>
        <li><a href="\(Address.here(around.path).asking("theme", themeSwitch(around).0.rawValue))">\
        \(themeSwitch(around).1)</a></li></ul></div>
        </div></footer>
        """
}

/// The theme the footer offers, and its words.
private func themeSwitch(_ around: Surroundings) -> (Theme, String) {
    let language = around.language
    return switch around.theme {
    case .device, .light: (.dark, language("Giao diện tối", "Dark theme"))
    case .dark: (.light, language("Giao diện sáng", "Light theme"))
    }
}
