import Contracts
package import Journal
package import Kernel
import Notices
import People
package import Storage

/// Takes one invoice a step further: save the draft, sign it, wait for the authority's code, fetch the files. What was
/// asked and not answered is read back by our key before anything is asked again, so that no invoice exists twice.
package struct PushInvoice: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let port: InvoicingPort

    /// Between two looks at an invoice that waits for its code, in milliseconds.
    private static let pollMilliseconds: Int64 = 3_000

    package init(database: any SQLDatabase, world: World, port: InvoicingPort) {
        self.database = database
        self.world = world
        self.port = port
    }

    package func callAsFunction(_ id: InvoiceRequest.ID) async throws -> Delivery {
        let found = try await database.read { connection -> (InvoiceRequest, Contract)? in
            guard let request = try InvoiceRequest.find(id, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return nil }
            return (request, contract)
        }
        guard let (request, contract) = found else { return .park(reason: "there is no invoice request \(id)") }
        do throws(InvoicingFailure) {
            switch request.state {
            case .accepted: return .done
            case .refused: return .park(reason: request.document.remark ?? "refused")
            case .pending: return try await submit(request, contract)
            case .unknown: return try await readBack(request)
            case .submitted: return try await sign(request)
            case .signed: return try await poll(request)
            }
        } catch {
            return try await giveUp(request, error)
        }
    }

    private func submit(_ request: InvoiceRequest, _ contract: Contract) async throws(InvoicingFailure) -> Delivery {
        guard let draft = try? InvoiceDraft(key: request.key, date: request.date, contract: contract) else {
            throw .refused(reason: "the contract's totals do not add up")
        }
        if let mistake = draft.mistake { throw .refused(reason: mistake) }
        // Only who writes the intent may call: whoever comes second reads back instead.
        guard try await settle(request.id, .submitting) else { return .waiting(milliseconds: 1_000) }
        do throws(InvoicingFailure) {
            let saved = try await port.save(draft)
            return try await take(saved, request.id)
        } catch {
            if case .notSent = error { try await settle(request.id, .provenAbsent) }
            throw error
        }
    }

    private func readBack(_ request: InvoiceRequest) async throws(InvoicingFailure) -> Delivery {
        guard let known = try await port.find(request.key) else {
            try await settle(request.id, .provenAbsent)
            return .waiting(milliseconds: 0)
        }
        return try await take(known, request.id)
    }

    private func sign(_ request: InvoiceRequest) async throws(InvoicingFailure) -> Delivery {
        guard let providerID = request.document.providerID else { return try await readBack(request) }
        // Asked before each signing, since an earlier one may have been done and its answer lost.
        let known = try await port.status(providerID)
        guard case .draft = known.status else { return try await take(known, request.id) }
        try await port.sign(providerID)
        return try await take(port.status(providerID), request.id)
    }

    private func poll(_ request: InvoiceRequest) async throws(InvoicingFailure) -> Delivery {
        guard let providerID = request.document.providerID else { return try await readBack(request) }
        return try await take(port.status(providerID), request.id)
    }

    /// Writes down what the provider says, and tells how to go on.
    private func take(_ known: ProviderInvoice, _ id: InvoiceRequest.ID) async throws(InvoicingFailure) -> Delivery {
        switch known.status {
        case .draft:
            try await settle(id, .foundAsDraft, known)
            return .waiting(milliseconds: 0)
        case .waiting, .other:
            try await settle(id, .foundAsSigned, known)
            return .waiting(milliseconds: Self.pollMilliseconds)
        case .refused(let reason):
            throw .refused(reason: reason)
        case .accepted:
            let pdf = try await port.pdf(known.id)
            let xml = try await port.xml(known.id)
            try await settle(id, .accepted, known, files: (pdf, xml))
            return .done
        }
    }

    private func giveUp(_ request: InvoiceRequest, _ failure: InvoicingFailure) async throws -> Delivery {
        switch failure {
        case .notSent(let reason), .unknown(let reason):
            return .failed(reason: reason)
        case .refused(let reason):
            do throws(InvoicingFailure) {
                try await settle(request.id, .refused, remark: reason)
            } catch {
                return .failed(reason: error.reason)
            }
            return .park(reason: reason)
        }
    }

    /// - Returns: Whether the event changed anything.
    @discardableResult
    private func settle(
        _ id: InvoiceRequest.ID,
        _ event: InvoiceRequest.Event,
        _ known: ProviderInvoice? = nil,
        files: (pdf: [UInt8], xml: [UInt8])? = nil,
        remark: String? = nil
    ) async throws(InvoicingFailure) -> Bool {
        do {
            return try await database.write { [world] connection in
                guard var request = try InvoiceRequest.find(id, on: connection) else { return false }
                let previous = request.state
                guard try request.apply(event) else { return false }
                request.document.learn(known, remark: remark)
                try request.update(from: previous, at: world.now(), on: connection)
                if let files { try request.keepFiles(pdf: files.pdf, xml: files.xml, on: connection) }
                try request.tell(in: world, on: connection)
                return true
            }
        } catch {
            // Our own database failed: what the provider did stays to be read back.
            throw .unknown(reason: "the answer could not be stored")
        }
    }
}

extension InvoiceDocument {
    fileprivate mutating func learn(_ known: ProviderInvoice?, remark: String?) {
        self.remark = remark
        guard let known else { return }
        providerID = known.id
        series = known.series ?? series
        number = known.number ?? number
        authorityCode = known.authorityCode ?? authorityCode
        lookupCode = known.lookupCode ?? lookupCode
    }
}

extension InvoiceRequest {
    fileprivate func tell(in world: World, on connection: any SQLConnection) throws {
        try AuditEntry.record(
            "invoice.\(state.rawValue)",
            on: "contract:\(contract)",
            by: .partner("invoicing"),
            [
                "key": key, "series": document.series ?? "", "number": document.number ?? "",
                "remark": document.remark ?? "",
            ],
            in: world,
            connection
        )
        guard state == .accepted, let contract = try Contract.find(contract, on: connection) else { return }
        let buyer = contract.buyer.recipient
        let address = contract.declaration?.invoiceEmail?.description ?? buyer.email
        try Notice.enqueue(
            .invoiceIssued,
            about: "\(id)",
            of: contract.subject,
            to: Notice.Recipient(email: address, name: buyer.name, language: buyer.language),
            in: world,
            on: connection
        )
    }
}
