import Activation
import Approvals
import Contracts
import Invoicing
import Kernel
import Markup

extension Words {
    /// Paid, activated, invoiced: how far it is, and what is still to come.
    func progress(
        _ contract: Contract,
        _ activations: [LineActivation],
        _ invoice: InvoiceRequest?,
        paidAt: Timestamp
    ) -> [Happening] {
        let paid = Happening(
            state: .done,
            words: language("Đã thanh toán", "Paid"),
            time: paidAt.displayWithSeconds
        )
        if contract.state == .rejected { return [paid, rejected] }
        return [paid] + approvals(contract) + [activation(activations), invoicing(invoice)]
    }

    /// A declared contract is agreed to by two parts of the house before it is activated (B5).
    private func approvals(_ contract: Contract) -> [Happening] {
        guard contract.channel == .declared else { return [] }
        let days = ApprovalDeadline.workingDays
        let usual = language(
            "thường trong \(days) ngày làm việc",
            "usually within \(days) working days"
        )
        func step(_ words: String, _ done: String, _ state: Happening.State) -> Happening {
            let isNow = state == .now
            return Happening(
                state: state,
                words: state == .done ? done : words,
                detail: isNow || state == .next ? "<span class=\"muted small\">\(usual)</span>" : ""
            )
        }
        let standing = contract.state.approvals
        return [
            step(
                language("Công ty khu vực phê duyệt hợp đồng", "The regional company approves the contract"),
                language("Công ty khu vực đã phê duyệt", "Approved by the regional company"),
                standing.regional
            ),
            step(
                language("Trung tâm CNTT phê duyệt hợp đồng", "The IT centre approves the contract"),
                language("Trung tâm CNTT đã phê duyệt", "Approved by the IT centre"),
                standing.itCentre
            ),
        ]
    }

    /// Of a month's fee: paid, then invoiced.
    func progress(_ invoice: InvoiceRequest?, paidAt: Timestamp) -> [Happening] {
        [
            Happening(state: .done, words: language("Đã thanh toán", "Paid"), time: paidAt.displayWithSeconds),
            invoicing(invoice),
        ]
    }

    private var rejected: Happening {
        Happening(
            state: .stuck,
            words: language(
                "Hợp đồng không được chấp thuận; số tiền sẽ được hoàn lại",
                "The contract was not accepted; the money will be returned"
            )
        )
    }

    private func activation(_ activations: [LineActivation]) -> Happening {
        for activation in activations {
            switch activation.state {
            case .requested:
                return Happening(state: .now, words: language("Đang kích hoạt gói", "Activating the package"))
            case .refused:
                return Happening(
                    state: .stuck,
                    words: language(
                        "Nhân viên đang xử lý việc kích hoạt",
                        "Our staff are looking into the activation"
                    )
                )
            case .active: continue
            }
        }
        guard case .active(let time, _, _)? = activations.last?.state else {
            return Happening(state: .next, words: language("Kích hoạt gói", "Activation"))
        }
        return Happening(
            state: .done,
            words: language("Gói đã kích hoạt", "Package active"),
            time: time.displayWithSeconds
        )
    }

    private func invoicing(_ invoice: InvoiceRequest?) -> Happening {
        guard let invoice else {
            return Happening(state: .next, words: language("Xuất hóa đơn điện tử", "E-invoice"))
        }
        switch invoice.state {
        case .pending, .unknown, .submitted:
            return Happening(state: .now, words: language("Đang lập hóa đơn điện tử", "Drawing up the e-invoice"))
        case .signed:
            return Happening(
                state: .now,
                words: language("Đang chờ mã của cơ quan thuế", "Waiting for the tax authority's code")
            )
        case .accepted:
            return Happening(
                state: .done,
                words: language(
                    "Đã phát hành hóa đơn số \(invoice.document.number ?? "")",
                    "E-invoice no. \(invoice.document.number ?? "") issued"
                )
            )
        case .refused, .needsPerson:
            return Happening(
                state: .stuck,
                words: language("Nhân viên đang xử lý hóa đơn", "Our staff are looking into the invoice")
            )
        }
    }
}

extension ContractState {
    /// How far the two approvals are.
    fileprivate var approvals: (regional: Happening.State, itCentre: Happening.State) {
        switch self {
        case .draft, .awaitingPayment, .cancelled: (.next, .next)
        case .paid, .awaitingRegionalApproval: (.now, .next)
        case .awaitingITApproval: (.done, .now)
        case .rejected: (.stuck, .stuck)
        case .activating, .active, .suspended, .expired, .terminated: (.done, .done)
        }
    }
}
