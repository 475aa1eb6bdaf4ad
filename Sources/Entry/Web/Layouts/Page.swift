import Kernel
import Markup

/// One screen: the finished words that go on it, and their markup. No logic and no domain types: amounts and dates
/// have been formatted before.
protocol Page: Sendable {
    var around: Surroundings { get }
    var title: String { get }
    /// What a search engine tells of the page; empty for none.
    var summary: String { get }
    var frame: Frame { get }
    var main: HTML { get }
}

/// What stands around a page.
enum Frame: Sendable {
    case storefront
    case payment
    case portal(PortalSection)
    case staff(StaffSection)
    /// Where staff sign in.
    case staffEntrance
    /// Nothing but the sheet itself: the specimen page brings its own.
    case bare
}

enum PortalSection: CaseIterable, Sendable { case packages, statements, payments, invoices, details }

/// The rooms of the staff pages, in the order of the work.
enum StaffSection: CaseIterable, Sendable {
    case overview, inbox, approvals, contracts, customers, activations, statements, payments, reconciliation
    case invoices, books, alarms, house, auditLog, ownDesk
}

extension Page {
    var language: Language { around.language }
    var summary: String { "" }

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)"\(themeAttribute)>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) · \(around.seller.name)</title>
        <meta name="color-scheme" content="light dark">
        \(robots)\(description)<link rel="icon" href="\(StaticFile.favicon.address)" type="image/svg+xml">
        <link rel="preload" href="\(StaticFile.regular.fixedAddress)" as="font" type="font/woff2" crossorigin>
        <link rel="stylesheet" href="\(StaticFile.sheet.address)">
        <script src="\(StaticFile.script.address)" defer></script>
        </head>
        <body>
        <a class="skip" href="#main">\(language("Đến nội dung chính", "Skip to the content"))</a>
        \(framed)
        </body>
        </html>

        """
    }

    private var themeAttribute: HTML {
        switch around.theme {
        case .device: ""
        case .light, .dark: " data-theme=\"\(around.theme.rawValue)\""
        }
    }

    /// Only the shop window is for search engines.
    private var robots: HTML {
        switch frame {
        case .storefront: ""
        case .payment, .portal, .staff, .staffEntrance, .bare: "<meta name=\"robots\" content=\"noindex\">\n"
        }
    }

    private var description: HTML {
        summary.isEmpty ? "" : "<meta name=\"description\" content=\"\(summary)\">\n"
    }

    private var framed: HTML {
        switch frame {
        case .storefront: storefrontFrame(around, main)
        case .payment: paymentFrame(around, main)
        case .portal(let section): portalFrame(around, section, main)
        case .staff(let section): staffFrame(around, section, main)
        case .staffEntrance: staffEntranceFrame(around, main)
        case .bare: "<main id=\"main\" tabindex=\"-1\">\(main)</main>"
        }
    }
}
