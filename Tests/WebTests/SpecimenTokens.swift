import Kernel
import Markup

@testable import Web

extension Specimen {
    private static let token = TokenLine(
        id: "018f",
        name: "ERP – đồng bộ hợp đồng",
        person: "Trần Thị Mai · KV1",
        scopes: "Xem khách hàng; Xem hợp đồng",
        created: "23/11/2026 14:05",
        expires: "21/02/2027 14:05",
        lastUsed: "23/11/2026 15:12",
        state: Badge("Còn hiệu lực", .good),
        isLive: true
    )

    private static func newToken(_ around: Surroundings, isWrong: Bool) -> NewTokenPage {
        NewTokenPage(
            around: around,
            name: Field(
                name: "name",
                label: around.language("Tên chương trình", "Name of the program"),
                value: isWrong ? "" : "ERP",
                error: isWrong ? "Mục này còn thiếu." : nil
            ),
            days: Field(name: "days", label: around.language("Số ngày hiệu lực", "Days it works"), value: "90"),
            person: Select(
                name: "staff",
                label: around.language("Làm việc thay", "Acts for"),
                options: [.init("018e", "Trần Thị Mai · KV1")],
                value: "018e"
            ),
            scopes: [
                Choice(kind: .checkbox, name: "scope", value: "viewContracts", label: "Xem hợp đồng", isChosen: true),
                Choice(kind: .checkbox, name: "scope", value: "declareContracts", label: "Khai báo hợp đồng"),
            ],
            scopesError: isWrong ? "Người này không có một trong các quyền đã chọn." : nil
        )
    }

    static let tokens: [Specimen] = [
        Specimen(name: "tokens", page: TokensPage(around: atWork(), lines: [token], news: "Đã thu hồi mã.")),
        Specimen(name: "tokens-empty", page: TokensPage(around: atWork(.english), lines: [])),
        Specimen(name: "token-new", page: newToken(atWork(), isWrong: false)),
        Specimen(name: "token-new-wrong", page: newToken(atWork(), isWrong: true)),
        Specimen(name: "token-issued", page: TokenIssuedPage(around: atWork(), text: "qldv_018f.k3yK3Yk3yK3Y")),
    ]
}
