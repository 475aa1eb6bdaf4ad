package import Activation
package import CurlTransfer
package import Kernel
import ServiceProvisioning

extension ServicePort {
    /// A signed HTTP call. Every change carries its number, so that repeating it does no harm, and coming late neither.
    package static func http(
        _ settings: ProvisioningSettings,
        client: HTTPClient,
        now: @escaping Now
    ) -> ServicePort {
        ServicePort { task in await tell(task, settings, client, now) }
    }

    private static func tell(
        _ task: ServiceTask,
        _ settings: ProvisioningSettings,
        _ client: HTTPClient,
        _ now: Now
    ) async -> ServiceOutcome {
        guard let body = try? ProvisioningWire.bytes(ServiceChange(task)) else {
            return .refused(reason: "the change cannot be written")
        }
        let path = ProvisioningWire.servicePath(key: task.key)
        let signed = settings.signer.headers(
            method: "POST",
            path: path,
            body: body,
            seconds: now().milliseconds / 1_000
        )
        let call = HTTPCall(
            "POST",
            settings.baseURL + path,
            headers: signed.pairs.map { HTTPHeader($0.name, $0.value) } + [
                HTTPHeader("Content-Type", "application/json")
            ],
            body: body,
            timeoutMilliseconds: 20_000
        )
        do throws(TransferError) {
            return ServiceOutcome(try await client.send(call), task)
        } catch {
            return .tryLater(reason: "\(error)")
        }
    }
}

extension ServiceChange {
    fileprivate init(_ task: ServiceTask) {
        let state: State =
            switch task.wanted {
            case .running: .running
            case .resting: .resting
            case .ended: .ended
            }
        let cause: Cause =
            switch task.cause {
            case .request: .request
            case .debt: .debt
            case .agreement: .agreement
            }
        self.init(
            sequence: task.sequence,
            state: state,
            quantity: task.quantity,
            cause: cause,
            from: task.day.iso8601
        )
    }
}

extension ServiceOutcome {
    fileprivate init(_ answer: HTTPAnswer, _ task: ServiceTask) {
        guard answer.status == 200 else {
            let problem = ProvisioningWire.problem(from: answer.body)
            if problem?.known == .outdated {
                self = .outdated
                return
            }
            let reason = problem.map { "\($0.code): \($0.message)" } ?? "HTTP \(answer.status)"
            let passing = problem?.known?.isPassing ?? !(400...499).contains(answer.status)
            self = passing ? .tryLater(reason: reason) : .refused(reason: reason)
            return
        }
        guard let said = try? ProvisioningWire.serviceAnswer(from: answer.body), said.key == task.key,
            said.sequence == task.sequence
        else {
            self = .tryLater(reason: "not an answer of this protocol")
            return
        }
        self = .done
    }
}
