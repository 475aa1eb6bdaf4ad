import Hummingbird
import Kernel
import SandboxKit
import ServiceProvisioning
import Storage

// Changes of services that run.
extension ProvisioningRoutes {
    func change(_ key: String, _ body: [UInt8]) async throws -> Response {
        guard let change = try? ProvisioningWire.change(from: body), change.sequence > 0,
            (1...1_000_000).contains(change.quantity), Day(iso8601: change.from) != nil
        else { throw Refusal(code: .badRequest, message: "not a change, or a value out of range") }
        let failure = faults.take { orders in orders.failChanges.spend() ? orders.failStatus : nil }
        if let failure { return try problem(failure == 500 ? .internalError : .unavailable, "ordered to fail") }
        if faults.take({ $0.refuseChanges.spend() }) {
            throw Refusal(code: .cannotChange, message: "Không thể thực hiện lệnh này")
        }
        let answer = try await store.database.write { connection -> ServiceAnswer in
            guard var known = try ActivationStore.select("key = \(key)", on: connection).first,
                known.answer.state == .active
            else { throw Refusal(code: .notFound, message: "no active service under this key") }
            known.answeredCount += 1
            guard change.sequence >= known.service.sequence else {
                throw Refusal(code: .outdated, message: "number \(known.service.sequence) was heard before")
            }
            if change.sequence > known.service.sequence {
                guard known.service.state != .ended else {
                    throw Refusal(code: .cannotChange, message: "the service has ended")
                }
                known.service = ServiceHeard(
                    sequence: change.sequence,
                    state: change.state,
                    quantity: change.quantity,
                    cause: change.cause,
                    from: change.from
                )
            }
            try ActivationStore.update(known, on: connection)
            return ServiceAnswer(
                key: key,
                sequence: known.service.sequence,
                state: known.service.state,
                quantity: known.service.quantity ?? known.order.quantity
            )
        }
        if faults.take({ $0.timeOutChanges.spend() }) {
            try await Task.sleep(for: .milliseconds(faults.current.silenceMilliseconds))
            return Response(status: .gatewayTimeout)
        }
        return try SandboxJSON.response(answer, status: .ok)
    }
}
