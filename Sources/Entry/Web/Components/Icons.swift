import Markup

/// A small line drawing beside words. It never stands alone: screen readers skip it.
enum Icon: CaseIterable, Sendable {
    case arrow, bell, box, calendar, card, check, clock, copy, cross, download, eye, home, info, key, leave, lock, mail
    case person, phone, print, receipt, refresh, search, shield, warning

    var html: HTML { "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">\(drawing)</svg>" }

    private var drawing: HTML {
        switch self {
        case .arrow: "<path d=\"M5 12h14M13 6l6 6-6 6\"/>"
        case .bell: "<path d=\"M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4\"/>"
        case .box: "<path d=\"M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8\"/>"
        case .calendar: "<path d=\"M4 6h16v14H4zM4 10h16M8 3v4M16 3v4\"/>"
        case .card: "<path d=\"M3 6h18v12H3zM3 10h18M7 15h4\"/>"
        case .check: "<path d=\"M4 12.5l5.5 5.5L20 7\"/>"
        case .clock: "<circle cx=\"12\" cy=\"12\" r=\"8.5\"/><path d=\"M12 7v5l3.5 2\"/>"
        case .copy: "<path d=\"M9 9h11v11H9zM5 15H4V4h11v1\"/>"
        case .cross: "<path d=\"M6 6l12 12M18 6L6 18\"/>"
        case .download: "<path d=\"M12 4v11M7 11l5 5 5-5M4 20h16\"/>"
        case .eye: "<path d=\"M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z\"/><circle cx=\"12\" cy=\"12\" r=\"3\"/>"
        case .home: "<path d=\"M4 11l8-7 8 7v9h-5v-6H9v6H4z\"/>"
        case .info: "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 11v5M12 7.5v.5\"/>"
        case .key: "<circle cx=\"8\" cy=\"15\" r=\"4\"/><path d=\"M11 12l8-8M16 7l3 3\"/>"
        case .leave: "<path d=\"M14 4h6v16h-6M11 8l-4 4 4 4M7 12h9\"/>"
        case .lock: "<path d=\"M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3\"/>"
        case .mail: "<path d=\"M3 6h18v12H3zM3 7l9 7 9-7\"/>"
        case .person: "<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4 21c1-5 4-7 8-7s7 2 8 7\"/>"
        case .phone: "<path d=\"M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4c-9 2-17-6-15-15z\"/>"
        case .print: "<path d=\"M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z\"/>"
        case .receipt: "<path d=\"M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6\"/>"
        case .refresh: "<path d=\"M20 12a8 8 0 1 1-2.5-5.8M20 3v5h-5\"/>"
        case .search: "<circle cx=\"11\" cy=\"11\" r=\"6.5\"/><path d=\"M16 16l5 5\"/>"
        case .shield: "<path d=\"M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5\"/>"
        case .warning: "<path d=\"M12 4l9.5 16h-19zM12 10v4.5M12 17v.5\"/>"
        }
    }
}
