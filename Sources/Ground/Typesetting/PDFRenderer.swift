import CPango

/// Draws a document once. A class because it holds cairo's and Pango's handles; it stays on the thread that made it.
final class PDFRenderer {
    private let document: PDFDocument
    private let pageTotal: Int?
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let context: OpaquePointer
    private let output = PDFOutput()
    private var top = PDFRenderer.margin
    private var pageNumber = 1

    private static let width = 595.276
    private static let height = 841.89
    private static let margin = 42.0
    private static let bottom = height - 56
    private static let padding = 4.0
    private static let font = "Noto Sans"
    private static var textWidth: Double { width - 2 * margin }

    init?(_ document: PDFDocument, pageTotal: Int?) {
        self.document = document
        self.pageTotal = pageTotal
        let sink = Unmanaged.passUnretained(output).toOpaque()
        let write: cairo_write_func_t = { context, bytes, count in
            guard let context, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
            let output = Unmanaged<PDFOutput>.fromOpaque(context).takeUnretainedValue()
            output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
            return CAIRO_STATUS_SUCCESS
        }
        guard let surface = cairo_pdf_surface_create_for_stream(write, sink, Self.width, Self.height) else {
            return nil
        }
        guard let cairo = cairo_create(surface) else {
            cairo_surface_destroy(surface)
            return nil
        }
        guard let context = pango_cairo_create_context(cairo) else {
            cairo_destroy(cairo)
            cairo_surface_destroy(surface)
            return nil
        }
        self.surface = surface
        self.cairo = cairo
        self.context = context
        // Without these, the letters stand unevenly at print sizes.
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, document.createdAt)
    }

    deinit {
        cshim_unref(UnsafeMutableRawPointer(context))
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    func draw() -> (bytes: [UInt8], pageCount: Int)? {
        startPage()
        for block in document.blocks { draw(block) }
        endPage()
        cairo_surface_finish(surface)
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, cairo_status(cairo) == CAIRO_STATUS_SUCCESS
        else { return nil }
        return (output.bytes, pageNumber)
    }

    private func draw(_ block: PDFBlock) {
        switch block {
        case .paragraph(let text, let alignment):
            let layout = makeLayout(text, width: Self.textWidth, alignment)
            makeRoom(layout.height)
            show(layout, x: Self.margin, y: top)
            top += layout.height + 3
        case .rule:
            makeRoom(8)
            line(from: (Self.margin, top + 4), to: (Self.width - Self.margin, top + 4), thickness: 0.6)
            top += 8
        case .space(let points): top += points
        case .table(let table): draw(table)
        }
    }

    // MARK: Tables

    private func draw(_ table: PDFTable) {
        let head = table.head.isEmpty ? nil : measure(table.head, in: table)
        if let head {
            makeRoom(head.height * 2)
            draw(head, border: table.border, shaded: true)
        }
        for cells in table.rows {
            let row = measure(cells, in: table)
            if top + row.height > Self.bottom {
                turnPage()
                if let head { draw(head, border: table.border, shaded: true) }
            }
            draw(row, border: table.border, shaded: false)
        }
        top += 8
    }

    private struct MeasuredRow {
        var cells: [(layout: PDFLayout, x: Double, width: Double)] = []
        var height = 0.0
    }

    private func measure(_ cells: [PDFTable.Cell], in table: PDFTable) -> MeasuredRow {
        let shares = table.columns.reduce(0) { $0 + $1.share }
        var row = MeasuredRow()
        var column = 0
        var x = Self.margin
        for cell in cells {
            let covered = table.columns.dropFirst(column).prefix(cell.span)
            guard let first = covered.first else { break }
            let width = Self.textWidth * Double(covered.reduce(0) { $0 + $1.share }) / Double(shares)
            let layout = makeLayout(cell.text, width: width - 2 * Self.padding, cell.alignment ?? first.alignment)
            row.cells.append((layout, x, width))
            row.height = max(row.height, layout.height + 2 * Self.padding)
            x += width
            column += covered.count
        }
        return row
    }

    private func draw(_ row: MeasuredRow, border: PDFTable.Border, shaded: Bool) {
        for cell in row.cells {
            if border == .grid {
                if shaded { fill((cell.x, top, cell.width, row.height), grey: 0.93) }
                cairo_set_line_width(cairo, 0.5)
                cairo_rectangle(cairo, cell.x, top, cell.width, row.height)
                cairo_stroke(cairo)
            }
            show(cell.layout, x: cell.x + Self.padding, y: top + Self.padding)
        }
        top += row.height
    }

    // MARK: Pages

    private func makeRoom(_ height: Double) {
        if top + height > Self.bottom, top > Self.margin { turnPage() }
    }

    private func turnPage() {
        endPage()
        pageNumber += 1
        startPage()
    }

    private func startPage() {
        top = Self.margin
        guard let watermark = document.watermark else { return }
        let layout = makeLayout(PDFText(watermark).bold.coloured("e4e7eb"), width: Self.height, .centre, size: 54)
        cairo_save(cairo)
        cairo_translate(cairo, Self.width / 2, Self.height / 2)
        cairo_rotate(cairo, -0.9)
        show(layout, x: -Self.height / 2, y: -layout.height / 2)
        cairo_restore(cairo)
    }

    private func endPage() {
        let text = document.footer(pageNumber, pageTotal ?? pageNumber)
        let layout = makeLayout(text.sized(percent: 85).coloured("52606d"), width: Self.textWidth, .centre)
        show(layout, x: Self.margin, y: Self.height - 40)
        cairo_show_page(cairo)
    }

    // MARK: Pen

    private func line(from: (Double, Double), to: (Double, Double), thickness: Double) {
        cairo_set_line_width(cairo, thickness)
        cairo_move_to(cairo, from.0, from.1)
        cairo_line_to(cairo, to.0, to.1)
        cairo_stroke(cairo)
    }

    private func fill(_ box: (Double, Double, Double, Double), grey: Double) {
        cairo_set_source_rgb(cairo, grey, grey, grey)
        cairo_rectangle(cairo, box.0, box.1, box.2, box.3)
        cairo_fill(cairo)
        cairo_set_source_rgb(cairo, 0, 0, 0)
    }

    private func makeLayout(
        _ text: PDFText,
        width: Double,
        _ alignment: PDFAlignment,
        size: Double? = nil
    ) -> PDFLayout {
        let pango = pango_layout_new(context)
        let scale = Double(PANGO_SCALE)
        let description = pango_font_description_from_string(Self.font)
        pango_font_description_set_absolute_size(description, (size ?? document.fontSize) * scale)
        pango_layout_set_font_description(pango, description)
        pango_font_description_free(description)
        pango_layout_set_width(pango, Int32(max(1, width) * scale))
        pango_layout_set_wrap(pango, PANGO_WRAP_WORD_CHAR)
        switch alignment {
        case .left: pango_layout_set_alignment(pango, PANGO_ALIGN_LEFT)
        case .centre: pango_layout_set_alignment(pango, PANGO_ALIGN_CENTER)
        case .right: pango_layout_set_alignment(pango, PANGO_ALIGN_RIGHT)
        }
        pango_layout_set_markup(pango, text.markup, -1)
        return PDFLayout(pango)
    }

    private func show(_ layout: PDFLayout, x: Double, y: Double) {
        guard let pango = layout.pango else { return }
        cairo_move_to(cairo, x, y)
        pango_cairo_show_layout(cairo, pango)
    }
}

/// Text that has been broken into lines.
private final class PDFLayout {
    let pango: OpaquePointer?
    let height: Double

    init(_ pango: OpaquePointer?) {
        self.pango = pango
        var width: Int32 = 0
        var height: Int32 = 0
        if let pango { pango_layout_get_size(pango, &width, &height) }
        self.height = Double(height) / Double(PANGO_SCALE)
    }

    deinit { if let pango { cshim_unref(UnsafeMutableRawPointer(pango)) } }
}

/// Where cairo writes.
private final class PDFOutput { var bytes: [UInt8] = [] }
