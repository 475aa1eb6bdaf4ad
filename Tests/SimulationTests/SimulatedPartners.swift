import Activation
import Contracts
import Foundation
import Invoicing
import Kernel
import Notices

/// Everybody's mailbox. People outside know what their letters say and nothing else.
struct SimulatedPost: Sendable {
    struct Letter: Sendable {
        let key: String
        let to: String
        let text: String
        /// Which life of the program sent it.
        let life: Int
        /// Whether the program can know that it was taken: it lived, heard the answer, and kept its lease meanwhile.
        var isCertain = false
    }

    private(set) var letters: [Letter] = []

    /// - Returns: The letter's place, for what is learnt about it later.
    mutating func take(_ mail: OutgoingMail, from life: Life) -> Int {
        letters.append(Letter(key: mail.key, to: mail.to, text: mail.text, life: life.number))
        return letters.count - 1
    }

    mutating func makeCertain(_ index: Int) { letters[index].isCertain = true }

    /// The codes of six digits in somebody's letters, the newest first.
    func codes(to email: String) -> [String] {
        words(to: email).filter { $0.count == 6 && $0.allSatisfy(\.isNumber) }
    }

    /// The tokens of the payment links in somebody's letters, the newest first.
    func links(to email: String) -> [String] {
        words(to: email).compactMap { word in
            word.range(of: "/p/").map { String(word[$0.upperBound...]) }
        }
    }

    private func words(to email: String) -> [String] {
        letters.reversed().filter { $0.to == email }.flatMap { letter in
            letter.text.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    }
}

/// The product's own system: which services it runs, by the key that named them first.
struct SimulatedProvisioning: Sendable {
    struct Service: Sendable {
        let key: String
        let contract: String
        let line: ContractLine.ID
        let reference: String
        var wanted = ServiceOrder.Wanted.running
        var sequence: Int64 = 0
    }

    private(set) var services: [Service] = []

    mutating func activate(_ task: ActivationTask) -> ActivationOutcome {
        if let known = services.first(where: { $0.key == task.key }) { return Self.active(known) }
        let service = Service(
            key: task.key,
            contract: task.contractNumber,
            line: task.line.id,
            reference: "PROV-\(services.count + 1)"
        )
        services.append(service)
        return Self.active(service)
    }

    private static func active(_ service: Service) -> ActivationOutcome {
        .active(reference: service.reference, access: [])
    }

    mutating func change(_ task: ServiceTask) -> ServiceOutcome {
        guard let index = services.firstIndex(where: { $0.key == task.key }) else {
            return .refused(reason: "no such service")
        }
        guard task.sequence >= services[index].sequence else { return .outdated }
        services[index].sequence = task.sequence
        services[index].wanted = task.wanted
        return .done
    }
}

/// The e-invoice provider. It draws up whatever it is given, twice if it is given twice: that no invoice exists twice
/// is for the house to see to.
struct SimulatedInvoices: Sendable {
    struct Held: Sendable {
        let id: String
        let draft: InvoiceDraft
        var number: Int?
        var status = ProviderInvoice.Status.draft

        var isRefused: Bool { if case .refused = status { true } else { false } }
    }

    private(set) var held: [Held] = []
    private var lastNumber = 0

    func find(_ key: String) -> ProviderInvoice? {
        let all = held.filter { $0.draft.key == key }
        return (all.last { !$0.isRefused } ?? all.last).map(Self.answer)
    }

    mutating func save(_ draft: InvoiceDraft) -> ProviderInvoice {
        held.append(Held(id: "I\(held.count + 1)", draft: draft))
        return Self.answer(held[held.count - 1])
    }

    mutating func sign(_ id: String) throws(InvoicingFailure) {
        guard let index = held.firstIndex(where: { $0.id == id }) else { throw .refused(reason: "none") }
        guard held[index].number == nil else { throw .refused(reason: "already signed") }
        lastNumber += 1
        held[index].number = lastNumber
        held[index].status = .waiting
    }

    /// The authority answers between two looks.
    mutating func status(_ id: String, accepts: Bool) throws(InvoicingFailure) -> ProviderInvoice {
        guard let index = held.firstIndex(where: { $0.id == id }) else { throw .refused(reason: "none") }
        let answer = Self.answer(held[index])
        if held[index].status == .waiting {
            held[index].status = accepts ? .accepted : .refused(reason: "wrong tax code")
        }
        return answer
    }

    private static func answer(_ held: Held) -> ProviderInvoice {
        ProviderInvoice(
            id: held.id,
            status: held.status,
            series: "1C26TQD",
            number: held.number.map { "\($0)" },
            codes: (held.status == .accepted ? "M\(held.id)" : nil, "L\(held.id)")
        )
    }
}
