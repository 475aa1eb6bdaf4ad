import Markup

/// A picture for each kind of service, so that the eye finds it before the words do. Drawn in the tokens' colours.
enum Picture: String, CaseIterable, Sendable {
    case invoice = "e-invoice"
    case signature = "digital-signature"
    case contract = "e-contract"
    case collaboration
    case cloud
    case telecom
    case office
    case erp
    case pos
    case education
    case tourism
    case agriculture
    case camera
    case other

    init(category: String) { self = Picture(rawValue: category) ?? .other }

    var html: HTML { drawn("picture") }
    var large: HTML { drawn("picture large") }

    private func drawn(_ name: String) -> HTML {
        """
        <svg class="\(name)" viewBox="0 0 64 64" aria-hidden="true"><rect class="p-a" x="2" y="2" width="60" \
        height="60" rx="19"/>\(drawing)</svg>
        """
    }

    private var drawing: HTML {
        switch self {
        case .invoice:
            """
            <path class="p-d" d="M19 13h19l8 8v31l-4.5-3-4.5 3-4.5-3-4.5 3-4.5-3-4.5 3z"/>\
            <path class="p-l" d="M25 25h11M25 32h15"/><circle class="p-c" cx="43" cy="44" r="7"/>\
            <path class="p-d" d="M39.5 44l2.6 2.6 4.6-5-1.4-1.2-3.3 3.5-1.2-1.2z"/>
            """
        case .signature:
            """
            <path class="p-l" d="M13 42c6-16 11-17 10-8-1 8 4 8 8 1 4-8 5 5 10 4 4-1 5-4 9-4"/>\
            <path class="p-m" d="M15 51h34"/><path class="p-b" d="M39 30l-1-6 11-12 5 5-11 12z"/>
            """
        case .contract:
            """
            <path class="p-b" d="M24 11h17l7 7v24H24z"/><path class="p-d" d="M16 20h18l7 7v25H16z"/>\
            <path class="p-l" d="M22 32h10M22 38h13"/><path class="p-m" d="M23 45l3 3 7-7"/>
            """
        case .collaboration:
            """
            <rect class="p-b" x="11" y="15" width="42" height="29" rx="5"/><circle class="p-d" cx="25" cy="26" r="5"/>\
            <circle class="p-d" cx="40" cy="26" r="5"/><path class="p-d" d="M17 40c1-6 4-8 8-8s7 2 7.5 8z"/>\
            <path class="p-d" d="M33 40c1-6 3-8 7-8s7 2 8 8z"/><path class="p-m" d="M24 51h16"/>
            """
        case .cloud:
            """
            <path class="p-b" d="M21 40a9 9 0 0 1 .5-18 12.5 12.5 0 0 1 23.5 3.5A7.5 7.5 0 0 1 44 40z"/>\
            <path class="p-m" d="M24 46v7M32 46v10M40 46v7"/><circle class="p-d" cx="27" cy="32" r="2"/>\
            <circle class="p-d" cx="33" cy="32" r="2"/><circle class="p-d" cx="39" cy="32" r="2"/>
            """
        case .telecom:
            """
            <path class="p-l" d="M32 30L23 53M32 30l9 23M26 45h12"/><circle class="p-c" cx="32" cy="26" r="5"/>\
            <path class="p-l" d="M22 33a12 12 0 0 1 0-15M42 33a12 12 0 0 0 0-15M16 38a20 20 0 0 1 0-25M48 38a20 20 0 0 0 0-25"/>
            """
        case .office:
            """
            <path class="p-b" d="M11 19a4 4 0 0 1 4-4h11l5 6h18a4 4 0 0 1 4 4v5H11z"/>\
            <path class="p-d" d="M11 28h42v18a4 4 0 0 1-4 4H15a4 4 0 0 1-4-4z"/>\
            <path class="p-l" d="M19 37h18"/><path class="p-m" d="M19 43h11"/>
            """
        case .erp:
            """
            <rect class="p-d" x="12" y="13" width="40" height="38" rx="5"/><rect class="p-b" x="19" y="33" width="6" \
            height="12" rx="1"/><rect class="p-b" x="29" y="27" width="6" height="18" rx="1"/><rect class="p-c" x="39" \
            y="20" width="6" height="25" rx="1"/>
            """
        case .pos:
            """
            <path class="p-d" d="M15 28h34v22H15z"/><path class="p-b" d="M15 14h34l4 12a6 6 0 0 1-10.5 2 6 6 0 0 1-10.5 \
            0 6 6 0 0 1-10.5 0A6 6 0 0 1 11 26z"/><path class="p-c" d="M35 36h9v14h-9z"/><path class="p-l" d="M20 37h8v6h-8z"/>
            """
        case .education:
            """
            <path class="p-b" d="M32 15l23 10-23 10L9 25z"/><path class="p-l" d="M18 31v10c4 5 24 5 28 0V31"/>\
            <path class="p-m" d="M52 27v13"/><circle class="p-c" cx="52" cy="43" r="3"/>
            """
        case .tourism:
            """
            <circle class="p-c" cx="44" cy="21" r="7"/><path class="p-b" d="M9 47l15-23 10 14 5-6 16 15z"/>\
            <path class="p-l" d="M12 53c4-3 7-3 10 0s7 3 10 0 7-3 10 0 7 3 10 0"/>
            """
        case .agriculture:
            """
            <path class="p-l" d="M32 53V29"/><path class="p-b" d="M32 33C31 22 23 17 13 17c0 11 7 17 19 16z"/>\
            <path class="p-c" d="M32 41c1-9 8-13 18-13 0 9-7 14-18 13z"/><path class="p-l" d="M19 53h26"/>
            """
        case .camera:
            """
            <path class="p-b" d="M12 21l30-8 5 17-30 8z"/><circle class="p-d" cx="39" cy="24" r="4"/>\
            <path class="p-l" d="M26 37v9H14M14 41v10"/><path class="p-m" d="M51 17a9 9 0 0 1 3 9"/>
            """
        case .other:
            """
            <path class="p-b" d="M14 23l18-9 18 9v19l-18 9-18-9z"/><path class="p-d" d="M17 24l15-7 15 7-15 7z"/>
            """
        }
    }
}
