package import Kernel

/// Why a spreadsheet cannot be read or written. The words tell the person who chose the file what to do.
package enum SpreadsheetError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(path: String)
    case empty
    /// Neither a workbook nor text.
    case unknownFormat
    /// The format of Excel 97, or a workbook with a password: both begin alike.
    case oldOrLockedWorkbook
    /// A web page that somebody named `.xls`.
    case webPage
    /// A ZIP archive without a sheet: a document, an OpenDocument table, a binary workbook.
    case noSheet
    /// Broken off or altered; `part` is the file within the archive.
    case damaged(part: String)
    case tooLarge(limitBytes: Int64)
    case tooDense(limit: Int64)
    case tooMuchText(limitBytes: Int64)
    case tooManyRows(limit: Int)
    case tooManyColumns(row: Int, limit: Int)
    case cellTooLong(row: Int)
    /// The same in text, where a forgotten quote makes one cell of many.
    case fieldTooLong(row: Int)
    /// The text ends within quotes that were opened in this row.
    case unclosedQuote(row: Int)
    case notWritten(reason: String)

    package var description: String { words.english }

    /// One sentence on what is wrong and one on what to do.
    package var words: Bilingual {
        switch self {
        case .unreadable, .empty, .unknownFormat, .oldOrLockedWorkbook, .webPage, .noSheet, .damaged: fileWords
        case .tooLarge, .tooDense, .tooMuchText, .tooManyRows, .tooManyColumns, .cellTooLong, .fieldTooLong,
            .unclosedQuote, .notWritten:
            contentWords
        }
    }

    private var fileWords: Bilingual {
        switch self {
        case .empty:
            Bilingual(vietnamese: "Tệp trống. Hãy tải lại tệp.", english: "The file is empty. Download it again.")
        case .unknownFormat:
            Bilingual(
                vietnamese: "Tệp không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv.",
                english: "The file is not a spreadsheet. Choose an .xlsx or a .csv file."
            )
        case .oldOrLockedWorkbook:
            Bilingual(
                vietnamese:
                    "Tệp có định dạng .xls cũ hoặc có mật khẩu. Hãy mở bằng Excel và lưu thành .xlsx không mật khẩu.",
                english: "The file is an old .xls or has a password. Open it in Excel and save it as .xlsx without one."
            )
        case .webPage:
            Bilingual(
                vietnamese: "Tệp là một trang web mang tên bảng tính. Hãy mở bằng Excel và lưu thành .xlsx.",
                english: "The file is a web page named like a spreadsheet. Open it in Excel and save it as .xlsx."
            )
        case .noSheet:
            Bilingual(
                vietnamese: "Tệp nén này không chứa trang tính Excel. Hãy mở bằng Excel và lưu thành .xlsx.",
                english: "This archive holds no Excel sheet. Open it in Excel and save it as .xlsx."
            )
        case .damaged(let part):
            Bilingual(
                vietnamese: "Tệp bị hỏng hoặc thiếu (\(part)). Hãy tải lại tệp.",
                english: "The file is damaged or cut off (\(part)). Download it again."
            )
        case .unreadable, .tooLarge, .tooDense, .tooMuchText, .tooManyRows, .tooManyColumns, .cellTooLong,
            .fieldTooLong, .unclosedQuote, .notWritten:
            Bilingual(
                vietnamese: "Không đọc được tệp. Hãy tải tệp lên lần nữa.",
                english: "The file cannot be opened. Upload it again."
            )
        }
    }

    private var contentWords: Bilingual {
        switch self {
        case .tooManyRows(let limit):
            Bilingual(
                vietnamese: "Tệp có hơn \(limit) dòng. Hãy tách thành nhiều tệp.",
                english: "The file has more than \(limit) rows. Split it into several files."
            )
        case .tooManyColumns(let row, let limit):
            Bilingual(
                vietnamese: "Dòng \(row) có hơn \(limit) cột. Hãy xóa các cột thừa.",
                english: "Row \(row) has more than \(limit) columns. Delete the needless ones."
            )
        case .cellTooLong(let row):
            Bilingual(
                vietnamese: "Một ô ở dòng \(row) của trang tính quá dài. Hãy mở bằng Excel, rút gọn ô đó rồi lưu lại.",
                english:
                    "A cell in row \(row) of the sheet is too long. Open it in Excel, shorten that cell and save it."
            )
        case .fieldTooLong(let row):
            Bilingual(
                vietnamese: "Một ô ở dòng \(row) quá dài; có thể thiếu dấu ngoặc kép đóng. Hãy sửa ô đó.",
                english: "A cell in row \(row) is too long, perhaps for want of a closing quote. Mend that cell."
            )
        case .unclosedQuote(let row):
            Bilingual(
                vietnamese: "Dấu ngoặc kép mở ở dòng \(row) không được đóng. Hãy tải lại tệp hoặc sửa dòng đó.",
                english: "A quote opened in row \(row) is never closed. Download the file again, or mend that row."
            )
        case .notWritten(let reason):
            Bilingual(
                vietnamese: "Không ghi được bảng tính (\(reason)). Hãy kiểm tra dung lượng đĩa rồi thử lại.",
                english: "The spreadsheet cannot be written (\(reason)). Check the space on the disk and try again."
            )
        case .tooLarge, .tooDense, .tooMuchText, .unreadable, .empty, .unknownFormat, .oldOrLockedWorkbook, .webPage,
            .noSheet, .damaged:
            Bilingual(
                vietnamese: "Tệp quá lớn sau khi giải nén. Hãy tách thành nhiều tệp, hoặc lưu thành .csv.",
                english: "The file is too large when unpacked. Split it into several files, or save it as .csv."
            )
        }
    }
}
