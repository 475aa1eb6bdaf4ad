import Alarms
import Contracts
package import Journal
package import Kernel
import Organisation
package import Storage

/// Takes one invoice a step further: save the draft, sign it, wait for the authority's code, fetch the files. What was
/// asked and not answered is read back by our key before anything is asked again, so that no invoice exists twice. One
/// queue a series, in order of date and payment.
package struct PushInvoice: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let port: InvoicingPort

    /// Between two looks at an invoice that waits for its code, in milliseconds.
    private static let pollMilliseconds: Int64 = 3_000
    /// While the provider cannot be reached: nothing is wrong with the invoice, so its failures are not counted.
    private static let outageMilliseconds: Int64 = 30_000
    /// The next in the queue looks soon; those behind it are woken by the one before them.
    private static let nextMilliseconds: Int64 = 2_000
    private static let queuedMilliseconds: Int64 = 300_000

    package init(database: any SQLDatabase, world: World, port: InvoicingPort) {
        self.database = database
        self.world = world
        self.port = port
    }

    package func callAsFunction(_ id: InvoiceRequest.ID) async throws -> Delivery {
        let found = try await database.read { connection -> Work? in
            guard let request = try InvoiceRequest.find(id, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return nil }
            return Work(
                request: request,
                contract: contract,
                series: try InvoiceRequest.series(of: id, on: connection),
                lines: try request.lines(on: connection),
                corrected: try request.kind.corrected.flatMap { try InvoiceRequest.find($0, on: connection) }
            )
        }
        guard let task = found else { return .park(reason: "there is no invoice request \(id)") }
        let request = task.request
        do throws(InvoicingFailure) {
            switch request.state {
            case .accepted: return .done
            case .refused: return .park(reason: request.document.remark ?? "refused")
            case .needsPerson: return .park(reason: request.obstacle?.rawValue ?? "needs a person")
            case .pending: return try await submit(task)
            case .unknown: return try await readBack(request)
            case .submitted: return try await sign(request)
            case .signed: return try await poll(request)
            }
        } catch {
            return try await giveUp(request, error)
        }
    }

    private struct Work: Sendable {
        let request: InvoiceRequest
        let contract: Contract
        let series: String
        let lines: [InvoiceLine]
        let corrected: InvoiceRequest?

        func draft() throws(InvoicingFailure) -> InvoiceDraft {
            let draft: InvoiceDraft?
            do {
                draft = try InvoiceDraft(
                    request,
                    series: series,
                    contract: contract,
                    lines: lines,
                    corrected: corrected
                )
            } catch {
                draft = nil
            }
            guard let draft else { throw .refused(reason: "the amounts or the corrected invoice do not agree") }
            if let mistake = draft.mistake { throw .refused(reason: mistake) }
            return draft
        }
    }

    private func submit(_ task: Work) async throws(InvoicingFailure) -> Delivery {
        let request = task.request
        let draft = try task.draft()
        // Only who writes the intent may call: whoever comes second reads back instead.
        switch try await takeTurn(request.id) {
        case .taken: return .waiting(milliseconds: 1_000)
        case .steppedAside(let obstacle): return .park(reason: obstacle.rawValue)
        case .frozen: return .waiting(milliseconds: Alarm.frozenMilliseconds)
        case .behind(1): return .waiting(milliseconds: Self.nextMilliseconds)
        case .behind: return .waiting(milliseconds: Self.queuedMilliseconds)
        case .ours: break
        }
        do throws(InvoicingFailure) {
            return try await take(port.save(draft), request.id)
        } catch {
            switch error {
            case .notSent: try await settle(request.id, .provenAbsent)
            case .unknown: break
            case .refused:
                // "Duplicate" is a refusal as well: what it holds under our key decides.
                if let known = try await port.find(request.key), !request.hasSeenRefused(known) {
                    return try await take(known, request.id)
                }
            }
            throw error
        }
    }

    private func readBack(_ request: InvoiceRequest) async throws(InvoicingFailure) -> Delivery {
        guard let known = try await port.find(request.key), !request.hasSeenRefused(known) else {
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
        do throws(InvoicingFailure) {
            try await port.sign(providerID)
        } catch {
            guard case .refused = error else { throw error }
            // Perhaps because it is signed already.
            let known = try await port.status(providerID)
            if case .draft = known.status { throw error }
            return try await take(known, request.id)
        }
        return try await take(port.status(providerID), request.id)
    }

    private func poll(_ request: InvoiceRequest) async throws(InvoicingFailure) -> Delivery {
        guard let providerID = request.document.providerID else { return try await readBack(request) }
        return try await take(port.status(providerID), request.id)
    }

    /// Writes down what the provider says, and goes on: a draft is signed at once, so that nothing of its series comes
    /// between.
    private func take(_ known: ProviderInvoice, _ id: InvoiceRequest.ID) async throws(InvoicingFailure) -> Delivery {
        switch known.status {
        case .draft:
            guard let changed = try await settle(id, .foundAsDraft, known) else { return .waiting(milliseconds: 0) }
            return try await sign(changed)
        case .waiting, .other:
            try await settle(id, .foundAsSigned, known)
            return .waiting(milliseconds: Self.pollMilliseconds)
        case .refused(let reason):
            try await settle(id, .refused, known, remark: reason)
            return .park(reason: reason)
        case .accepted:
            let files = InvoiceFiles(pdf: try await port.pdf(known.id), xml: try await port.xml(known.id))
            try await settle(id, .accepted, known, files: files)
            return .done
        }
    }

    private func giveUp(_ request: InvoiceRequest, _ failure: InvoicingFailure) async throws -> Delivery {
        switch failure {
        case .notSent(let reason):
            try await database.write { try request.note(reason, on: $0) }
            return .waiting(milliseconds: Self.outageMilliseconds)
        case .unknown(let reason):
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

    private enum Turn: Sendable {
        case ours
        /// Somebody else has asked, or it is not pending any more.
        case taken
        /// So many before it; 2 is two or more.
        case behind(Int)
        /// An alarm stands against its contract. Those behind it go first; what the provider has already is finished.
        case frozen
        case steppedAside(InvoiceObstacle)
    }

    /// Writes the intent, when it is this invoice's turn and its date may still be issued.
    private func takeTurn(_ id: InvoiceRequest.ID) async throws(InvoicingFailure) -> Turn {
        try await writing { [world] connection in
            guard var request = try InvoiceRequest.find(id, on: connection), request.state == .pending else {
                return .taken
            }
            guard try !Alarm.freezes("contract:\(request.contract)", on: connection) else { return .frozen }
            let ahead = try request.countAhead(on: connection)
            guard ahead == 0 else { return .behind(ahead) }
            if let obstacle = try request.newObstacle(on: connection) {
                _ = try request.apply(.steppedAside)
                request.obstacle = obstacle
                try request.update(from: .pending, at: world.now(), on: connection)
                try request.wakeNext(at: world.now(), on: connection)
                try request.tell(in: world, on: connection)
                return .steppedAside(obstacle)
            }
            _ = try request.apply(.submitting)
            try request.update(from: .pending, at: world.now(), on: connection)
            try request.tell(in: world, on: connection)
            return .ours
        }
    }

    /// - Returns: The request, when the event changed anything.
    @discardableResult
    private func settle(
        _ id: InvoiceRequest.ID,
        _ event: InvoiceRequest.Event,
        _ known: ProviderInvoice? = nil,
        files: InvoiceFiles? = nil,
        remark: String? = nil
    ) async throws(InvoicingFailure) -> InvoiceRequest? {
        try await writing { [world] connection in
            guard var request = try InvoiceRequest.find(id, on: connection) else { return nil }
            let previous = request.state
            guard try request.apply(event) else { return nil }
            request.document.learn(known, remark: remark)
            try request.update(from: previous, at: world.now(), on: connection)
            if let files { try request.keep(files, on: connection) }
            if previous.holdsQueue, !request.state.holdsQueue { try request.wakeNext(at: world.now(), on: connection) }
            try request.tell(in: world, on: connection)
            return request
        }
    }

    private func writing<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws(InvoicingFailure) -> Value {
        do {
            return try await database.write(body)
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
    /// Sent again after a refusal, the provider may still hold the refused one under our key: that is no answer.
    fileprivate func hasSeenRefused(_ known: ProviderInvoice) -> Bool {
        guard case .refused = known.status else { return false }
        return known.id == document.providerID
    }

    /// Why it may not be sent as it stands.
    fileprivate func newObstacle(on connection: any SQLConnection) throws -> InvoiceObstacle? {
        if let last = try lastIssuedDay(on: connection), date < last { return .earlierDate }
        guard let corrected = kind.corrected else { return nil }
        return try InvoiceChain.read(corrected, on: connection)?.mayBeCorrected(by: self) == true ? nil : .overtaken
    }
}
