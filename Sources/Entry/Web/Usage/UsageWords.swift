package import Kernel
package import Spreadsheet
package import Usage

/// Files of usage in a reader's words.
struct UsageWords: Sendable {
    let language: Language

    func state(_ file: UsageImport) -> Badge {
        switch file.state {
        case .checking: Badge(language("Đang kiểm tra", "Being looked at"), .brand)
        case .checked where file.counts.refused > 0: Badge(language("Có dòng lỗi", "Has wrong lines"), .warn)
        case .checked: Badge(language("Chờ xác nhận", "Waits for you"), .warn)
        case .importing: Badge(language("Đang nhập", "Being imported"), .brand)
        case .done: Badge(language("Đã nhập", "Imported"), .good)
        case .withdrawn: Badge(language("Không nhập", "Not imported"), .calm)
        }
    }

    func person(_ name: String?) -> String { name ?? language("Dòng lệnh", "Command line") }

    func row(_ file: UsageImport, by name: String?) -> UsageImportsPage.Row {
        UsageImportsPage.Row(
            id: "\(file.id)",
            name: file.name,
            state: state(file),
            when: file.startedAt.display,
            who: person(name),
            rows: file.counts.rows.grouped,
            added: file.added.grouped,
            refused: file.counts.refused.grouped
        )
    }

    func known(_ file: UsageImport, by name: String?) -> String {
        language(
            "Tệp này đã được nhập lúc \(file.startedAt.display), người nhập: \(person(name)).",
            "This file was imported on \(file.startedAt.display) by \(person(name))."
        )
    }

    func page(
        _ dossier: UsageQueries.Dossier,
        showsMistakes: Bool,
        pager: Pager,
        around: Surroundings
    ) -> UsageImportPage {
        let file = dossier.file
        let counts = file.counts
        return UsageImportPage(
            around: around,
            id: "\(file.id)",
            name: file.name,
            state: state(file),
            lead: "\(file.startedAt.display) · \(person(dossier.person))",
            sums: sums(file),
            percent: file.state == .importing ? file.percent : nil,
            late: counts.late > 0 && file.state != .withdrawn ? late(counts.late) : nil,
            tabLinks: tabs(file, dossier.totals.count, showsMistakes),
            showsMistakes: showsMistakes,
            totals: dossier.totals.items.map(total),
            mistakes: dossier.mistakes.map(mistake),
            pager: pager,
            steps: steps(file),
            stateWord: file.state == .importing || file.state == .checking ? word(file) : nil
        )
    }

    /// Changes whenever the page would show something else.
    func word(_ file: UsageImport) -> String { "\(file.state.rawValue)-\(file.percent)" }

    private func steps(_ file: UsageImport) -> UsageImportPage.Steps {
        var steps = UsageImportPage.Steps()
        let counts = file.counts
        steps.hasMistakes = counts.refused > 0
        guard file.state == .checked else { return steps }
        steps.mayWithdraw = true
        steps.mayImport = counts.refused == 0
        steps.mayKeepGood = counts.refused > 0 && counts.new > 0
        steps.summary =
            counts.refused == 0
            ? language(
                "\(counts.new.grouped) dòng mới sẽ được ghi và tính cước; \(counts.repeated.grouped) dòng đã có được bỏ qua. "
                    + "Muốn sửa sau đó phải dùng dòng điều chỉnh.",
                "\(counts.new.grouped) new lines will be kept and charged; \(counts.repeated.grouped) known ones are "
                    + "left alone. What is wrong afterwards needs a correction."
            )
            : language(
                "\(counts.refused.grouped) dòng có lỗi. Nên sửa tệp rồi tải lên lại; hoặc chỉ nhập \(counts.new.grouped) "
                    + "dòng đúng và nhập phần còn lại sau.",
                "\(counts.refused.grouped) lines are wrong. Better mend the file and upload it again; or import the "
                    + "\(counts.new.grouped) good ones, and the rest later."
            )
        return steps
    }

    private func late(_ count: Int64) -> String {
        language(
            "\(count.grouped) dòng thuộc các tháng đã phát hành thông báo cước; sẽ tính vào thông báo kế tiếp.",
            "\(count.grouped) rows belong to months already billed; they will be on the next statement."
        )
    }

    private func sums(_ file: UsageImport) -> [Figure] {
        let counts = file.counts
        return [
            Figure(value: counts.rows.grouped, label: language("Số dòng", "Rows")),
            file.state == .done || file.state == .importing
                ? Figure(value: file.added.grouped, label: language("Đã nhập", "Imported"), tone: .good)
                : Figure(value: counts.new.grouped, label: language("Dòng mới", "New")),
            Figure(value: counts.repeated.grouped, label: language("Đã có từ trước", "Known before")),
            Figure(
                value: counts.refused.grouped,
                label: language("Dòng lỗi", "Wrong"),
                address: Address.usageImport("\(file.id)").asking("xem", "loi"),
                tone: counts.refused > 0 ? .bad : .calm
            ),
        ]
    }

    private func tabs(_ file: UsageImport, _ totals: Int64, _ showsMistakes: Bool) -> [TabLink] {
        let here = Address.usageImport("\(file.id)")
        return [
            TabLink(
                words: language("Theo hợp đồng", "By contract"),
                address: here.asking("xem", "tong"),
                isHere: !showsMistakes,
                count: totals.grouped
            ),
            TabLink(
                words: language("Dòng lỗi", "Wrong lines"),
                address: here.asking("xem", "loi"),
                isHere: showsMistakes,
                count: file.counts.refused.grouped
            ),
        ]
    }

    private func total(_ total: UsageTotal) -> UsageImportPage.Total {
        UsageImportPage.Total(
            contract: ("\(total.key.contract)", total.contractNumber),
            customer: total.customer,
            meter: "\(total.key.plan) · \(total.key.meter)",
            month: total.key.month.display,
            rows: total.rows.grouped,
            quantity: total.quantity.grouped,
            late: total.late == 0 ? "–" : total.late.grouped
        )
    }

    private func mistake(_ item: UsageImportMistake) -> UsageImportPage.Mistake {
        UsageImportPage.Mistake(
            row: item.mistake.line.grouped,
            column: item.mistake.column.header.text(in: language),
            text: item.mistake.text,
            words: item.mistake.words.text(in: language)
        )
    }
}

extension UsageImportMistake {
    /// The line as it stood there, then its row, the wrong column, what was read and what to do. It can be mended and
    /// imported as it is: columns with other names are passed over.
    package func sheetCells(_ columns: Int, _ language: Language) -> [SpreadsheetCell] {
        let own = (0..<columns).map { place -> SpreadsheetCell in
            place < cells.count && !cells[place].isEmpty ? .text(cells[place]) : .empty
        }
        return own + [
            .integer(mistake.line), .text(mistake.column.header.text(in: language)), .text(mistake.text),
            .text(mistake.words.text(in: language)),
        ]
    }
}
