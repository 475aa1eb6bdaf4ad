import Kernel
import Markup
import SandboxKit
import ServiceProvisioning

/// `GET /sandbox/provisioning`. Shows no secrets.
struct ActivationListPage {
    let activations: [StoredActivation]
    let faults: SandboxFaults<ProvisioningFaults>
    let language: Language

    var page: SandboxPage {
        SandboxPage(
            title: language("Hệ thống cấp phát dịch vụ giả lập", "Imitated product systems"),
            language: language
        ) {
            """
            <div class="scroll" tabindex="0" role="region" aria-label="\(language("Dịch vụ đã cấp", "Activations"))">
            <table>
            <thead><tr><th scope="col">\(language("Hợp đồng", "Contract"))</th>
            <th scope="col">\(language("Dịch vụ", "Product"))</th><th scope="col">\(language("Gói", "Plan"))</th>
            <th scope="col">\(language("Khách hàng", "Customer"))</th>
            <th scope="col">\(language("Trạng thái", "State"))</th>
            <th scope="col">\(language("Lệnh gần nhất", "Last change"))</th>
            <th scope="col">\(language("Số lần trả lời", "Answers"))</th><th scope="col">\(language("Lúc", "At"))</th>
            </tr></thead><tbody>\(activations, row)</tbody></table></div>
            \(activations.isEmpty ? empty : nil)
            \(FaultForm(faults, action: "/sandbox/provisioning/faults", language: language).html)
            """
        }
    }

    private var empty: HTML { "<p>\(language("Chưa cấp dịch vụ nào.", "Nothing activated yet."))</p>" }

    private func row(_ item: StoredActivation) -> HTML {
        """
        <tr><td>\(item.order.contractNumber)</td><td>\(item.order.productCode)</td>
        <td>\(item.order.planCode) × \(item.service.quantity ?? item.order.quantity)</td><td>\(item.order.customer.name)</td>
        <td>\(state(item))</td><td>\(change(item.service))</td><td>\(item.answeredCount)</td><td>\(item.askedAt.display)</td></tr>
        """
    }

    private func change(_ service: ServiceHeard) -> String {
        guard service.sequence > 0 else { return "–" }
        let cause =
            switch service.cause {
            case .request: language("theo yêu cầu", "on request")
            case .debt: language("do nợ cước", "for debt")
            case .agreement: language("theo hợp đồng", "by contract")
            case nil: ""
            }
        return "#\(service.sequence) · \(service.from) · \(cause)"
    }

    private func state(_ item: StoredActivation) -> HTML {
        switch item.answer.state {
        case .active:
            switch item.service.state {
            case .running: "<span class=\"good\">\(language("Đang hoạt động", "Active"))</span>"
            case .resting: "<span class=\"bad\">\(language("Tạm ngưng", "Suspended"))</span>"
            case .ended: "<span>\(language("Đã ngừng", "Ended"))</span>"
            }
        case .pending: "<span>\(language("Đang khởi tạo", "Pending"))</span>"
        case .failed: "<span class=\"bad\">\(language("Thất bại", "Failed"))</span>"
        }
    }
}
