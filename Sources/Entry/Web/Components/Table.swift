import Kernel
import Markup

/// Rows of the same kind. On a phone each row folds into a small card, its columns named beside the values.
struct Table: Sendable {
    struct Column: Sendable {
        enum Order: String, Sendable { case ascending, descending }
        let name: String
        var isAmount = false
        /// Holds a box to tick or a sign: as wide as that.
        var isNarrow = false
        /// Where a click on the heading leads, when the table can be sorted by it.
        var sortAddress: Address?
        var order: Order?
    }

    let caption: String
    let columns: [Column]
    let rows: [[HTML]]
    /// The sums under the rows, one cell a column.
    var totals: [HTML] = []

    var html: HTML {
        """
        <div class="table-frame" role="region" tabindex="0" aria-label="\(caption)"><table class="table folds">
        <caption class="unseen">\(caption)</caption>
        <thead><tr>\(columns.markup(heading))</tr></thead>
        <tbody>
        \(rows.markup { "<tr>\(cells($0))</tr>\n" })</tbody>
        \(totals.isEmpty ? "" : "<tfoot><tr>\(cells(totals))</tr></tfoot>")</table></div>
        """
    }

    private func heading(_ column: Column) -> HTML {
        let sorted: HTML = column.order.map { " aria-sort=\"\($0.rawValue)\"" } ?? ""
        let name: HTML =
            column.sortAddress.map { "<a href=\"\($0)\">\(column.name)\(arrow(column.order))</a>" }
            ?? .text(column.name)
        return "<th scope=\"col\"\(look(column))\(sorted)>\(name)</th>"
    }

    private func arrow(_ order: Column.Order?) -> HTML {
        switch order {
        case .ascending: "<span aria-hidden=\"true\">▲</span>"
        case .descending: "<span aria-hidden=\"true\">▼</span>"
        case nil: "<span aria-hidden=\"true\">↕</span>"
        }
    }

    private func cells(_ row: [HTML]) -> HTML {
        zip(columns, row).markup { column, cell in
            """
            <td data-label="\(column.name)"\(look(column))><span>\(cell)</span></td>
            """
        }
    }

    private func look(_ column: Column) -> HTML {
        column.isAmount ? " class=\"amount\"" : column.isNarrow ? " class=\"narrow\"" : ""
    }
}

/// The way through a list that does not fit on one page.
struct Pager: Sendable {
    /// `1–20 trong 134`
    let position: String
    let earlier: Address?
    let later: Address?
    /// Which list, when a page has more than one.
    var list = ""

    func html(_ language: Language) -> HTML {
        """
        <nav class="pager" aria-label="\(language("Trang", "Pages")) \(list)"><span class="muted">\(position)</span>\
        <span class="row">\(step(language("Trước", "Earlier"), earlier))\
        \(step(language("Sau", "Later"), later))</span></nav>
        """
    }

    private func step(_ words: String, _ address: Address?) -> HTML {
        if let address {
            linkButton(words, .quiet, to: address)
        } else {
            "<span class=\"button quiet\" aria-disabled=\"true\">\(words)</span>"
        }
    }
}

/// A search box and a few choices above a list; works by plain GET.
func filters(_ address: Address, _ language: Language, fields: HTML) -> HTML {
    """
    <form method="get" action="\(address)" role="search" class="filters">\(fields)\
    \(button(language("Tìm", "Search"), .quiet, icon: .search))</form>
    """
}
