/// What QLDV asks of a product's system: activate one line of a contract.
///
/// `POST {base}/v1/activations`. The key names the contract line and stays the same in every repetition; the same key
/// again gives the same result and activates nothing twice.
package struct ActivationOrder: Codable, Hashable, Sendable {
    package var key: String
    package var productCode: String
    package var planCode: String
    package var quantity: Int64
    package var contractNumber: String
    package var customer: ActivationCustomer
    /// First day of service, `yyyy-MM-dd`.
    package var startsOn: String
    /// Last day of service, `yyyy-MM-dd`; `nil` when the plan has no term.
    package var endsOn: String?

    package init(
        key: String,
        plan: (productCode: String, planCode: String, quantity: Int64),
        contractNumber: String,
        customer: ActivationCustomer,
        term: (startsOn: String, endsOn: String?)
    ) {
        self.key = key
        productCode = plan.productCode
        planCode = plan.planCode
        quantity = plan.quantity
        self.contractNumber = contractNumber
        self.customer = customer
        startsOn = term.startsOn
        endsOn = term.endsOn
    }
}

/// Whom the product's system may write to.
package struct ActivationCustomer: Codable, Hashable, Sendable {
    package var name: String
    package var email: String
    package var phone: String

    package init(name: String, email: String, phone: String) {
        self.name = name
        self.email = email
        self.phone = phone
    }
}

/// The answer: 201 when this call activated, 200 when an earlier one had, 202 while it is under way (then ask
/// `GET {base}/v1/activations/{key}`).
package struct ActivationAnswer: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable, CaseIterable { case active, pending, failed }

    package var key: String
    /// The product system's own number for it.
    package var reference: String
    package var state: State
    /// How the customer gets in; empty until active.
    package var access: [AccessDetail]
    /// For staff, in any language; may be empty.
    package var message: String

    package init(key: String, reference: String, state: State, access: [AccessDetail], message: String) {
        self.key = key
        self.reference = reference
        self.state = state
        self.access = access
        self.message = message
    }
}

/// One thing that the customer needs: an address, an account, a licence key.
package struct AccessDetail: Codable, Hashable, Sendable {
    package struct Label: Codable, Hashable, Sendable {
        package var vi: String
        package var en: String
        package init(vi: String, en: String) {
            self.vi = vi
            self.en = en
        }
    }

    package var label: Label
    package var value: String
    /// Shown only when the customer asks for it, and never in an e-mail or a log.
    package var secret: Bool

    package init(label: Label, value: String, secret: Bool) {
        self.label = label
        self.value = value
        self.secret = secret
    }
}

/// The body of every answer that is neither 2xx nor silence.
package struct ActivationProblem: Codable, Hashable, Sendable {
    /// A code of `ActivationProblemCode`, or one that this version does not know.
    package var code: String
    package var message: String

    package init(_ code: ActivationProblemCode, _ message: String) {
        self.code = code.rawValue
        self.message = message
    }

    package var known: ActivationProblemCode? { ActivationProblemCode(rawValue: code) }
}

/// What can be wrong with a call.
package enum ActivationProblemCode: String, Codable, Hashable, Sendable, CaseIterable {
    /// 401: no signature, or not the right one.
    case badSignature = "bad_signature"
    /// 401: the timestamp is too far from the server's clock.
    case staleTimestamp = "stale_timestamp"
    /// 401: no such key id.
    case unknownKeyID = "unknown_key_id"
    /// 400: not the JSON asked for, or a value out of range.
    case badRequest = "bad_request"
    /// 404: the product's system does not sell this.
    case unknownPlan = "unknown_plan"
    /// 404: no activation under this key.
    case notFound = "not_found"
    /// 409: the key was used for another order.
    case keyReused = "key_reused"
    /// 409: a later change of this service was heard before.
    case outdated = "outdated"
    /// 409: the service cannot be changed so, such as one that has ended.
    case cannotChange = "cannot_change"
    /// 503: not now; the same call again later.
    case unavailable = "unavailable"
    /// 500: a defect over there; the same call again later.
    case internalError = "internal_error"

    /// The status that carries this code.
    package var status: Int {
        switch self {
        case .badSignature, .staleTimestamp, .unknownKeyID: 401
        case .badRequest: 400
        case .unknownPlan, .notFound: 404
        case .keyReused, .outdated, .cannotChange: 409
        case .unavailable: 503
        case .internalError: 500
        }
    }

    /// Whether the same call may succeed later without anybody's hand.
    package var isPassing: Bool {
        switch self {
        case .unavailable, .internalError, .staleTimestamp: true
        case .badSignature, .unknownKeyID, .badRequest, .unknownPlan, .notFound, .keyReused, .outdated,
            .cannotChange:
            false
        }
    }
}
