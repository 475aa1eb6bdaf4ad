import Hummingbird
import Kernel
import Markup
import SandboxKit

extension ProvisioningSandbox {
    /// What has been made, newest first.
    func console(_ request: Request) async throws -> SandboxPage {
        let records = try await store.all(limit: 100)
        let language = request.language
        let title = language("Hệ thống dịch vụ", "Product systems")
        return SandboxPage(title: title, language: language) {
            guard !records.isEmpty else {
                return "<p>\(language("Chưa có gói nào được kích hoạt.", "Nothing has been activated yet."))</p>"
            }
            return """
                <table><thead><tr><th>\(language("Hợp đồng", "Contract"))</th><th>\(language("Gói", "Plan"))</th>\
                <th>\(language("Khách hàng", "Customer"))</th><th>\(language("Số lần gọi", "Calls"))</th>\
                <th>\(language("Lúc", "At"))</th></tr></thead><tbody>\(records, row)</tbody></table>
                """
        }
    }

    private func row(_ record: ActivationRecord) -> HTML {
        """
        <tr><td>\(record.contractNumber)</td><td>\(record.planCode) × \(record.quantity)</td>\
        <td>\(record.customerEmail)</td><td>\(record.askedCount)</td><td>\(record.createdAt.display)</td></tr>
        """
    }
}
