import Foundation
import Hummingbird
import Kernel
import Logging
import SandboxKit
import ServiceProvisioning
import Storage

/// The HTTP side.
struct ProvisioningRoutes: Sendable {
    let store: ActivationStore
    let signer: ProvisioningSigner
    let world: World
    let faults: SandboxFaults<ProvisioningFaults>
    let logger: Logger

    /// A no of this protocol.
    struct Refusal: Error {
        let code: ActivationProblemCode
        let message: String
    }

    func add(to router: Router<BasicRequestContext>) {
        router.post("/v1/activations") { request, _ in
            try await answering(request) { body in try await activate(body) }
        }
        router.get("/v1/activations/:key") { request, context in
            let key = context.parameters.get("key")?.removingPercentEncoding ?? ""
            return try await answering(request) { _ in try await look(key) }
        }
        router.post("/v1/activations/:key/service") { request, context in
            let key = context.parameters.get("key")?.removingPercentEncoding ?? ""
            return try await answering(request) { body in try await change(key, body) }
        }
        router.get("/sandbox/provisioning") { request, _ in
            let all = try await store.database.read { connection in
                try ActivationStore.select("1 = 1 ORDER BY asked_at DESC, key LIMIT 200", on: connection)
            }
            return ActivationListPage(activations: all, faults: faults, language: request.language).page
        }
    }

    /// Checks the signature over what came, then does it; every refusal becomes a problem of the protocol.
    private func answering(
        _ request: Request,
        _ body: @Sendable ([UInt8]) async throws -> Response
    ) async throws -> Response {
        let bytes = try await request.bodyBytes()
        let delay = faults.current.slowMilliseconds
        if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
        if faults.take({ $0.drip.spend() }) { return .dripping(Array(#"{"state":"pending"}"#.utf8)) }
        do {
            try signer.verify(
                headers(of: request),
                method: request.method.rawValue,
                path: request.uri.path,
                body: bytes,
                seconds: world.now().milliseconds / 1_000
            )
            return try await body(bytes)
        } catch let error as ProvisioningSignatureError {
            logger.warning("activation call not believed", metadata: ["reason": "\(error)"])
            return try problem(error.code, "the signature does not hold: \(error)")
        } catch let refusal as Refusal {
            return try problem(refusal.code, refusal.message)
        }
    }

    private func headers(of request: Request) -> ProvisioningHeaders {
        func value(_ name: String) -> String {
            request.headers.first { $0.name.rawName.lowercased() == name.lowercased() }?.value ?? ""
        }
        return ProvisioningHeaders(
            timestamp: value(ProvisioningHeaders.timestampName),
            keyID: value(ProvisioningHeaders.keyIDName),
            signature: value(ProvisioningHeaders.signatureName)
        )
    }

    func problem(_ code: ActivationProblemCode, _ message: String) throws -> Response {
        try SandboxJSON.response(
            ActivationProblem(code, message),
            status: HTTPResponse.Status(code: code.status)
        )
    }

    private func activate(_ body: [UInt8]) async throws -> Response {
        guard let order = try? ProvisioningWire.order(from: body), Self.isSound(order) else {
            throw Refusal(code: .badRequest, message: "not an order, or a value out of range")
        }
        let failure = faults.take { orders in orders.fail.spend() ? orders.failStatus : nil }
        if let failure { return try problem(failure == 500 ? .internalError : .unavailable, "ordered to fail") }
        let fresh = makeActivation(order)
        let (activation, isNew) = try await store.database.write { connection -> (StoredActivation, Bool) in
            guard var known = try ActivationStore.select("key = \(order.key)", on: connection).first else {
                try ActivationStore.insert(fresh, on: connection)
                return (fresh, true)
            }
            guard known.order == order else {
                throw Refusal(code: .keyReused, message: "this key was used for another order")
            }
            known.isAskedFor()
            try ActivationStore.update(known, on: connection)
            return (known, false)
        }
        if faults.take({ $0.timeOutAfterSuccess.spend() }) {
            try await Task.sleep(for: .milliseconds(faults.current.silenceMilliseconds))
            return Response(status: .gatewayTimeout)
        }
        let asNew = isNew || faults.take { $0.answerTwice.spend() }
        return try answer(activation, done: asNew ? .created : .ok)
    }

    private func look(_ key: String) async throws -> Response {
        let found = try await store.database.write { connection -> StoredActivation? in
            guard var known = try ActivationStore.select("key = \(key)", on: connection).first else { return nil }
            known.isAskedFor()
            try ActivationStore.update(known, on: connection)
            return known
        }
        guard let found else { throw Refusal(code: .notFound, message: "no activation under this key") }
        return try answer(found, done: .ok)
    }

    private func answer(_ activation: StoredActivation, done: HTTPResponse.Status) throws -> Response {
        try SandboxJSON.response(activation.answer, status: activation.answer.state == .pending ? .accepted : done)
    }

    private func makeActivation(_ order: ActivationOrder) -> StoredActivation {
        let access = AccessDetails(order: order, random: world.randomBytes(24)).list
        let (state, polls) = faults.take { orders -> (ActivationAnswer.State, Int) in
            if orders.refuse.spend() { return (.failed, 0) }
            return orders.pending.spend() ? (.pending, orders.pollsUntilActive) : (.active, 0)
        }
        let message =
            switch state {
            case .active: ""
            case .pending: "Đang khởi tạo"
            case .failed: "Không thể cấp phát dịch vụ"
            }
        return StoredActivation(
            order: order,
            answer: ActivationAnswer(
                key: order.key,
                reference: "ACT-" + world.randomBytes(6).hex.uppercased(),
                state: state,
                access: state == .active ? access : [],
                message: message
            ),
            pollsLeft: Int64(polls),
            access: access,
            askedAt: world.now(),
            answeredCount: 1
        )
    }

    private static func isSound(_ order: ActivationOrder) -> Bool {
        let texts = [order.key, order.productCode, order.planCode, order.contractNumber, order.customer.email]
        guard texts.allSatisfy({ (1...200).contains($0.utf8.count) }), (1...1_000_000).contains(order.quantity),
            let start = Day(iso8601: order.startsOn)
        else { return false }
        guard let endsOn = order.endsOn else { return true }
        return Day(iso8601: endsOn).map { $0 >= start } ?? false
    }
}
