package import Hummingbird
package import Kernel
package import Logging
package import SandboxKit
package import ServiceProvisioning
package import Storage

/// The systems of all products, on loopback: they make a package usable when asked in a signed call, and keep a journal
/// of what they made. `GET /sandbox/provisioning` shows it; `POST /sandbox/provisioning/faults` orders misbehaviour.
package struct ProvisioningSandbox: Sendable {
    let store: ActivationRecordStore
    let signer: ProvisioningSigner
    let world: World
    let logger: Logger
    package let faults: SandboxFaults<ProvisioningFaults>

    package init(database: any SQLDatabase, signer: ProvisioningSigner, world: World, logger: Logger) {
        store = ActivationRecordStore(database: database)
        self.signer = signer
        self.world = world
        self.logger = logger
        faults = SandboxFaults { ProvisioningFaults() }
    }

    package static let migrations = ActivationRecordStore.migrations

    package func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("/v1/activations") { request, _ in try await take(request) }
        router.get("/v1/activations/:key") { request, context in
            try await show(request, key: try context.parameters.require("key"))
        }
        router.get("/sandbox/provisioning") { request, _ in try await console(request) }
        faults.addRoutes(to: router, path: "/sandbox/provisioning/faults")
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.bodyBytes()
        if let refusal = try refusal(request, body) { return refusal }
        guard let order = try? ProvisioningWire.order(from: body), !order.key.isEmpty, order.quantity > 0 else {
            return try problem(.badRequest, "the body is not an activation order")
        }
        let orders = faults.take { faults in
            let now = faults
            _ = faults.fail.spend()
            _ = faults.dropAnswer.spend()
            return now
        }
        if orders.delayMilliseconds > 0 { try await Task.sleep(for: .milliseconds(orders.delayMilliseconds)) }
        if orders.fail > 0 { return try problem(.unavailable, "ordered to fail") }
        if orders.refusePlans.contains(order.planCode) { return try problem(.unknownPlan, "no plan \(order.planCode)") }
        let readyAt = world.now().adding(seconds: orders.pendingSeconds)
        let record = ActivationRecord(order, readyAt: readyAt, secret: world.randomBytes(9).base64URL, at: world.now())
        guard let kept = try await store.keep(record) else {
            return try problem(.keyReused, "the key \(order.key) was used for another order")
        }
        // The harder case for the caller: it was done, and the answer is lost.
        if orders.dropAnswer > 0 { return try problem(.internalError, "the answer was lost") }
        return try answer(kept)
    }

    private func show(_ request: Request, key: String) async throws -> Response {
        if let refusal = try refusal(request, []) { return refusal }
        guard let record = try await store.find(key) else { return try problem(.notFound, "no activation \(key)") }
        return try answer(record)
    }

    private func answer(_ record: ActivationRecord) throws -> Response {
        let isReady = record.readyAt <= world.now()
        let answer = ActivationAnswer(
            key: record.key, reference: record.reference, state: isReady ? .active : .pending,
            access: isReady ? record.access : [], message: isReady ? "active" : "under way"
        )
        return try SandboxJSON.response(bytes: ProvisioningWire.bytes(answer), status: isReady ? .ok : .accepted)
    }

    private func refusal(_ request: Request, _ body: [UInt8]) throws -> Response? {
        func header(_ name: String) -> String {
            HTTPFields.Element.Name(name).flatMap { request.headers[$0] } ?? ""
        }
        let headers = ProvisioningHeaders(
            timestamp: header(ProvisioningHeaders.timestampName), keyID: header(ProvisioningHeaders.keyIDName),
            signature: header(ProvisioningHeaders.signatureName)
        )
        do throws(ProvisioningSignatureError) {
            try signer.verify(
                headers, method: request.method.rawValue, path: request.uri.path, body: body,
                seconds: world.now().milliseconds / 1_000
            )
            return nil
        } catch {
            return try problem(error.code, "the signature is not believed")
        }
    }

    private func problem(_ code: ActivationProblemCode, _ message: String) throws -> Response {
        try SandboxJSON.response(
            bytes: ProvisioningWire.bytes(ActivationProblem(code, message)), status: .init(code: code.status)
        )
    }
}

/// What the products' systems have been told to do wrong. What is left out is off.
package struct ProvisioningFaults: Codable, Hashable, Sendable {
    /// The next so many orders are answered 503, and nothing is done.
    package var fail = 0
    /// The next so many orders are carried out, and their answer is lost.
    package var dropAnswer = 0
    package var delayMilliseconds = 0
    /// New activations stay "pending" for so many seconds of the clock.
    package var pendingSeconds: Int64 = 0
    /// Plans that are refused for good.
    package var refusePlans: [String] = []

    package init() {}

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fail = try values.decodeIfPresent(Int.self, forKey: .fail) ?? 0
        dropAnswer = try values.decodeIfPresent(Int.self, forKey: .dropAnswer) ?? 0
        delayMilliseconds = min(60_000, max(0, try values.decodeIfPresent(Int.self, forKey: .delayMilliseconds) ?? 0))
        pendingSeconds = try values.decodeIfPresent(Int64.self, forKey: .pendingSeconds) ?? 0
        refusePlans = try values.decodeIfPresent([String].self, forKey: .refusePlans) ?? []
    }
}
