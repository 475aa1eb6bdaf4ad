import Activation
import Contracts
import Invoicing
import Kernel

extension Words {
    /// Paid, activated, invoiced: how far it is, and what is still to come.
    func progress(
        _ contract: Contract,
        _ activations: [LineActivation],
        _ invoice: InvoiceRequest?,
        paidAt: Timestamp
    ) -> [Happening] {
        [
            Happening(state: .done, words: language("Đã thanh toán", "Paid"), time: paidAt.displayWithSeconds),
            activation(activations), invoicing(invoice),
        ]
    }

    /// Of a month's fee: paid, then invoiced.
    func progress(_ invoice: InvoiceRequest?, paidAt: Timestamp) -> [Happening] {
        [
            Happening(state: .done, words: language("Đã thanh toán", "Paid"), time: paidAt.displayWithSeconds),
            invoicing(invoice),
        ]
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
