package import Contracts
package import Kernel

/// The provisioning of one contract line at the product's own system.
package struct LineActivation: Hashable, Sendable {
    package typealias ID = Kernel.ID<LineActivation>

    package enum State: Hashable, Sendable {
        case requested
        case active(at: Timestamp, reference: String, access: [AccessItem])
        /// The product's system will not do it; a person has to look.
        case refused(reason: String)

        package var isRefused: Bool {
            switch self {
            case .requested, .active: false
            case .refused: true
            }
        }
    }

    package enum Event: Hashable, Sendable {
        case activated(at: Timestamp, reference: String, access: [AccessItem])
        case refused(reason: String)
        /// A person has mended the cause; ask again.
        case retried
    }

    package enum Mistake: Error, Hashable, Sendable { case contradiction }

    package let id: ID
    package let contract: Contract.ID
    package let line: ContractLine.ID
    package let startsOn: Day
    package let endsOn: Day?
    package internal(set) var state: State

    /// Names the activation at the product's system: the same key activates once, however often it is sent.
    package var key: String { "qldv-\(id)" }

    /// True when the event changed something.
    package mutating func apply(_ event: Event) throws(Mistake) -> Bool {
        switch (state, event) {
        case (.requested, .activated(let time, let reference, let access)),
            (.refused, .activated(let time, let reference, let access)):
            state = .active(at: time, reference: reference, access: access)
            return true
        case (.requested, .refused(let reason)):
            state = .refused(reason: reason)
            return true
        case (.refused, .retried):
            state = .requested
            return true
        case (.active, .activated), (.refused, .refused), (.requested, .retried):
            return false
        case (.active, .refused), (.active, .retried):
            throw .contradiction
        }
    }
}

/// What the customer needs to use the package: an address, a user name, a licence key.
package struct AccessItem: Hashable, Sendable, Codable {
    package let labelVietnamese: String
    package let labelEnglish: String
    package let value: String
    /// Shown only on request.
    package let isSecret: Bool

    package init(label: Bilingual, value: String, isSecret: Bool) {
        labelVietnamese = label.vietnamese
        labelEnglish = label.english
        self.value = value
        self.isSecret = isSecret
    }

    package var label: Bilingual { Bilingual(vietnamese: labelVietnamese, english: labelEnglish) }
}
