import MobiFoneInvoice

/// The XML of an invoice in the order of the tax authority's form (spec §5, PBan 2.1.0), without a true signature.
struct InvoiceXML {
    let invoice: IssuedInvoice
    let seller: MobiFoneSandboxSettings.Seller

    var text: String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            + tag(
                "HDon",
                tag("DLHDon", head + tag("NDHDon", sellerPart + buyer + lines + totals)) + authority + "<DSCKS/>"
            )
    }

    private var draft: MobiFone.Draft { invoice.draft }

    private var head: String {
        tag(
            "TTChung",
            value("PBan", "2.1.0") + value("THDon", "Hóa đơn giá trị gia tăng")
                + value("KHMSHDon", String(invoice.series.prefix(1)))
                + value("KHHDon", String(invoice.series.dropFirst()))
                + value("SHDon", invoice.number.map { String($0) }) + value("NLap", draft.nlap)
                + value("HDCTTChinh", "0")
                + value("DVTTe", draft.dvtte) + value("HTTToan", draft.htttoan)
                + value("MSTTCGP", MobiFone.providerTaxCode) + related
        )
    }

    /// The invoice that this one corrects: 1 replaces, 2 adjusts.
    private var related: String {
        guard let kind = invoice.kind, kind.isCorrection else { return "" }
        return tag(
            "TTHDLQuan",
            value("TCHDon", kind == .replacement ? "1" : "2") + value("LHDCLQuan", draft.lhdclquan.map { "\($0)" })
                + value("KHMSHDCLQuan", draft.khmshdclquan) + value("KHHDCLQuan", draft.khhdclquan)
                + value("SHDCLQuan", draft.shdclquan) + value("NLHDCLQuan", draft.nlhdclquan)
                + value("GChu", draft.hoadon68_khac.flatMap(\.data).first?.dlieu)
        )
    }

    private var sellerPart: String {
        tag("NBan", value("Ten", seller.name) + value("MST", seller.taxCode) + value("DChi", seller.address))
    }

    private var buyer: String {
        tag(
            "NMua",
            value("Ten", draft.ten) + value("MST", draft.mst) + value("DChi", draft.dchi) + value("MKHang", draft.mnmua)
                + value("SDThoai", draft.sdtnmua) + value("CCCDan", draft.cmndmua) + value("DCTDTu", draft.email)
                + value("HVTNMHang", draft.tnmua)
        )
    }

    private var lines: String {
        tag(
            "DSHHDVu",
            draft.lines.map { line in
                tag(
                    "HHDVu",
                    value("TChat", String(line.kmai)) + value("STT", String(line.stt)) + value("MHHDVu", line.ma)
                        + value("THHDVu", line.ten) + value("DVTinh", line.mdvtinh)
                        + value("SLuong", String(line.sluong))
                        + value("DGia", String(line.dgia)) + value("ThTien", String(line.thtien))
                        + value("TSuat", MobiFone.VATCode(rawValue: line.tsuat)?.invoiceText)
                )
            }.joined()
        )
    }

    private var totals: String {
        let rates = RateTotal.of(draft).map { total in
            tag(
                "LTSuat",
                value("TSuat", total.rate.invoiceText) + value("ThTien", String(total.net))
                    + value("TThue", String(total.vat))
            )
        }
        return tag(
            "TToan",
            tag("THTTLTSuat", rates.joined()) + value("TgTCThue", String(draft.tgtcthue))
                + value("TgTThue", String(draft.tgtthue)) + value("TgTTTBSo", String(draft.tgtttbso))
                + value("TgTTTBChu", draft.tgtttbchu ?? AmountInWords.text(draft.tgtttbso))
        )
    }

    private var authority: String { value("MCCQT", invoice.authorityCode) }

    private func tag(_ name: String, _ content: String) -> String { "<\(name)>\(content)</\(name)>" }

    private func value(_ name: String, _ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: if scalar.value >= 0x20 { escaped.unicodeScalars.append(scalar) }
            }
        }
        return "<\(name)>\(escaped)</\(name)>"
    }
}

/// What one rate adds up to on an invoice.
struct RateTotal {
    let rate: MobiFone.VATCode
    let net: Int64
    let vat: Int64

    /// In the order of the codes' list, only those that occur.
    static func of(_ draft: MobiFone.Draft) -> [RateTotal] {
        MobiFone.VATCode.allCases.compactMap { rate in
            let lines = draft.lines.filter { $0.tsuat == rate.rawValue }
            guard !lines.isEmpty else { return nil }
            return RateTotal(
                rate: rate,
                net: lines.reduce(0) { $0 + $1.thtien },
                vat: lines.reduce(0) { $0 + $1.tthue }
            )
        }
    }
}
