import Catalogue
package import Contracts
import Invoicing
package import Kernel
package import Statements
import Tariffs
package import Typesetting

/// A statement as a document: the file at the letter, and what the customer keeps.
package struct StatementDocument: Sendable {
    private let statement: Statement
    private let contract: Contract
    private let head: Letterhead
    private let language: Language

    package init(_ statement: Statement, of contract: Contract, head: Letterhead, language: Language) {
        self.statement = statement
        self.contract = contract
        self.head = head
        self.language = language
    }

    package var fileName: String { "\(statement.number).pdf" }

    package func document() throws -> PDFDocument {
        let number = statement.number
        var document = PDFDocument(title: title, createdAt: statement.issuedAt.iso8601) { page, pages in
            PDFText("\(number) · \(page)/\(pages)").coloured("5a6a80")
        }
        addHead(to: &document)
        addParties(to: &document)
        document.table(try lineTable())
        document.space(points: 8)
        document.table(try sumTable())
        document.space(points: 4)
        document.paragraph(
            PDFText(language("Bằng chữ: ", "In words (Vietnamese): ")) + PDFText(try statement.payable.inWords).italic
        )
        try addDetails(to: &document)
        document.space(points: 12)
        document.paragraph(
            PDFText(
                language(
                    "Thông báo cước không thay cho hóa đơn. Hóa đơn điện tử được phát hành sau khi thanh toán được đối soát.",
                    "A statement is no invoice. The e-invoice is issued once the payment has been reconciled."
                )
            ).italic.coloured("5a6a80"),
            percent: 90
        )
        return document
    }

    private var title: String {
        language("THÔNG BÁO CƯỚC THÁNG \(statement.month.display)", "STATEMENT FOR \(statement.month.display)")
    }

    private func addHead(to document: inout PDFDocument) {
        document.paragraph(PDFText(head.name).bold.coloured("0b3a8f"), percent: 130)
        document.paragraph(
            PDFText("\(head.legalName) · \(head.address) · \(head.phone)").coloured("5a6a80"),
            percent: 90
        )
        document.rule()
        document.space(points: 10)
        document.paragraph(PDFText(title).bold, .centre, percent: 160)
        document.paragraph(
            PDFText(
                language(
                    "Số \(statement.number) · Kỳ \(statement.period.display)",
                    "No. \(statement.number) · Period \(statement.period.display)"
                )
            ),
            .centre
        )
        document.space(points: 10)
    }

    private func addParties(to document: inout PDFDocument) {
        let buyer = contract.buyer
        var facts = [
            (language("Khách hàng", "Customer"), buyer.displayName), (language("Địa chỉ", "Address"), buyer.address),
        ]
        if case .taxpayer(let code, _) = buyer.invoiceParty {
            facts.append((language("Mã số thuế", "Tax code"), "\(code)"))
        }
        facts += [
            (language("Hợp đồng", "Contract"), contract.number),
            (language("Ngày phát hành", "Issued on"), statement.issuedAt.day.display),
            (language("Hạn thanh toán", "Due"), statement.due.display),
        ]
        for (name, value) in facts { document.paragraph(PDFText("\(name): ") + PDFText(value).bold) }
        document.space(points: 8)
    }

    private func lineTable() throws -> PDFTable {
        let names = [
            language("STT", "No."), language("Nội dung", "What"), language("Thời gian", "Days"),
            language("Số lượng", "Quantity"), language("Thành tiền", "Before VAT"), language("Thuế", "VAT"),
            language("Cộng", "Total"),
        ]
        return PDFTable(
            [
                .init(6, .centre), .init(34), .init(18, .centre), .init(11, .right), .init(14, .right),
                .init(10, .right), .init(14, .right),
            ],
            head: names.map { PDFTable.Cell(PDFText($0).bold) },
            rows: statement.lines.enumerated().map { position, line in
                [
                    PDFTable.Cell(PDFText("\(position + 1)")), PDFTable.Cell(PDFText(line.title(language))),
                    PDFTable.Cell(PDFText("\(line.days.from.display)\n\(line.days.to.display)")),
                    PDFTable.Cell(PDFText("\(line.quantity.grouped) \(line.unit.text(in: language))")),
                    PDFTable.Cell(PDFText(line.price.net.grouped)), PDFTable.Cell(PDFText(vat(line.price.rate))),
                    PDFTable.Cell(PDFText(line.price.total.grouped)),
                ]
            }
        )
    }

    private func sumTable() throws -> PDFTable {
        var sums: [(String, String, Bool)] = [
            (language("Cộng chưa thuế", "Before VAT"), statement.totals.net.display, false)
        ]
        for part in statement.totals.perRate {
            let net = part.net.display
            sums.append(
                (
                    language("Thuế GTGT \(vat(part.rate)) trên \(net)", "VAT \(vat(part.rate)) on \(net)"),
                    part.vat.display, false
                )
            )
        }
        sums.append((language("Tổng cộng", "Total"), statement.totals.total.display, false))
        if !statement.setOff.isZero {
            sums.append((language("Cấn trừ", "Set off"), "−\(statement.setOff.display)", false))
        }
        sums.append((language("Số tiền phải thanh toán", "To pay"), try statement.payable.display, true))
        return PDFTable(
            [.init(70, .right), .init(30, .right)],
            rows: sums.map { name, value, isTotal in
                let texts = [PDFText(name), PDFText(value)]
                return (isTotal ? texts.map(\.bold) : texts).map { PDFTable.Cell($0) }
            },
            border: .none
        )
    }

    /// How the used units were priced, so that the customer can work it out again.
    private func addDetails(to document: inout PDFDocument) throws {
        let used = statement.lines.filter { $0.kind == .usage }
        guard !used.isEmpty else { return }
        document.space(points: 10)
        document.paragraph(PDFText(language("Chi tiết sử dụng", "How usage was priced")).bold)
        for line in used {
            let unit = line.unit.text(in: language)
            document.paragraph(PDFText("\(line.planName.text(in: language)): \(line.quantity.grouped) \(unit)"))
            if line.included > 0 {
                document.paragraph(
                    PDFText(
                        language(
                            "– miễn phí theo gói: \(line.included.grouped) \(unit)",
                            "– covered by the fee: \(line.included.grouped) \(unit)"
                        )
                    )
                )
            }
            for tier in line.tiers {
                let per = tier.per == 1 ? unit : "\(tier.per.grouped) \(unit)"
                document.paragraph(
                    PDFText("– \(tier.units.grouped) \(unit) × \(tier.price.display)/\(per) = \(tier.net.display)")
                )
            }
        }
    }

    private func vat(_ rate: VATRate) -> String {
        switch rate {
        case .percent: rate.code
        case .notSubject: language("không chịu thuế", "not subject")
        case .notDeclared: language("không kê khai", "not declared")
        }
    }
}
