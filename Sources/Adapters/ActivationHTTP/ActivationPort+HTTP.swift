package import Activation
import Contracts
package import CurlTransfer
package import Kernel
import People
package import ServiceProvisioning

/// Where a product's own system is and how our calls to it are signed.
package struct ProvisioningSettings: Sendable {
    package let baseURL: String
    package let signer: ProvisioningSigner

    package init(baseURL: String, signer: ProvisioningSigner) {
        self.baseURL = baseURL
        self.signer = signer
    }
}

extension ActivationPort {
    /// A signed HTTP call. Every call names its activation by a key, so that repeating it does no harm.
    package static func http(
        _ settings: ProvisioningSettings,
        client: HTTPClient,
        now: @escaping Now
    ) -> ActivationPort {
        ActivationPort { task in await ask(task, settings, client, now) }
    }

    private static func ask(
        _ order: ActivationTask,
        _ settings: ProvisioningSettings,
        _ client: HTTPClient,
        _ now: Now
    ) async -> ActivationOutcome {
        guard let body = try? ProvisioningWire.bytes(ActivationOrder(order)) else {
            return .refused(reason: "the order cannot be written")
        }
        let signed = settings.signer.headers(
            method: "POST",
            path: ProvisioningWire.activationsPath,
            body: body,
            seconds: now().milliseconds / 1_000
        )
        let call = HTTPCall(
            "POST",
            settings.baseURL + ProvisioningWire.activationsPath,
            headers: signed.pairs.map { HTTPHeader($0.name, $0.value) } + [
                HTTPHeader("Content-Type", "application/json")
            ],
            body: body,
            timeoutMilliseconds: 20_000
        )
        do throws(TransferError) {
            return ActivationOutcome(try await client.send(call), key: order.key)
        } catch {
            return .tryLater(reason: "\(error)")
        }
    }
}

extension ActivationOrder {
    fileprivate init(_ order: ActivationTask) {
        self.init(
            key: order.key,
            plan: (order.line.productCode, order.line.planCode, order.line.quantity),
            contractNumber: order.contractNumber,
            customer: ActivationCustomer(
                name: order.buyer.name,
                email: order.buyer.email.description,
                phone: order.buyer.phone.description
            ),
            term: (order.startsOn.iso8601, order.endsOn?.iso8601)
        )
    }
}

extension ActivationOutcome {
    fileprivate init(_ answer: HTTPAnswer, key: String) {
        guard (200...202).contains(answer.status) else {
            let problem = ProvisioningWire.problem(from: answer.body)
            let reason = problem.map { "\($0.code): \($0.message)" } ?? "HTTP \(answer.status)"
            let passing = problem?.known?.isPassing ?? !(400...499).contains(answer.status)
            self = passing ? .tryLater(reason: reason) : .refused(reason: reason)
            return
        }
        guard let said = try? ProvisioningWire.answer(from: answer.body), said.key == key else {
            self = .tryLater(reason: "not an answer of this protocol")
            return
        }
        switch said.state {
        case .pending: self = .pending
        case .failed: self = .refused(reason: said.message)
        case .active:
            self = .active(
                reference: said.reference,
                access: said.access.map { detail in
                    AccessItem(
                        label: Bilingual(vietnamese: detail.label.vi, english: detail.label.en),
                        value: detail.value,
                        isSecret: detail.secret
                    )
                }
            )
        }
    }
}
