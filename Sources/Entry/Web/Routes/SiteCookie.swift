import Hummingbird

/// The cookies of the site. Over https their names begin with `__Host-`: browsers then take them from this very host
/// only, for all of it and encrypted, and no neighbour can plant one.
enum SiteCookie: String, CaseIterable, Sendable {
    case session = "qldv_session"
    case staff = "qldv_staff"
    case visitor = "qldv_visitor"
    case language = "qldv_language"
    case theme = "qldv_theme"

    func name(isSecure: Bool) -> String { isSecure ? "__Host-\(rawValue)" : rawValue }

    /// An empty value takes the cookie away.
    func cookie(_ value: String, maxAge: Int, isSecure: Bool) -> Cookie {
        Cookie(
            name: name(isSecure: isSecure),
            value: value,
            maxAge: value.isEmpty ? 0 : maxAge,
            // `__Host-` stands for the whole host.
            path: self == .staff && !isSecure ? "/quan-ly" : "/",
            secure: isSecure,
            httpOnly: true,
            sameSite: .lax
        )
    }
}

extension Request {
    func cookie(_ cookie: SiteCookie, isSecure: Bool) -> String? {
        cookies[cookie.name(isSecure: isSecure)]?.value
    }
}
