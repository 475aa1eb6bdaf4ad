import Configuration
import InvoicingBHTT
import InvoicingMobiFone

/// Which system draws up the invoices: one at a time, since both would number them.
enum InvoicingChoice: Sendable {
    case mobiFone(MobiFoneSettings)
    case bhtt(BHTTSettings)

    /// As the operator names them.
    enum Name: String, CaseIterable, Sendable {
        case mobiFone = "mobifone"
        case bhttREST = "bhtt-rest"
        case bhttFile = "bhtt-file"
    }

    /// - Parameter reader: Of the keys under `invoicing`.
    init(reader: ConfigReader) throws {
        let text = reader.string(forKey: "system", default: Name.mobiFone.rawValue)
        guard let name = Name(rawValue: text) else {
            throw BadSetting(key: "invoicing.system", rule: Name.allCases.map(\.rawValue).joined(separator: ", "))
        }
        switch name {
        case .mobiFone:
            self = .mobiFone(
                MobiFoneSettings(
                    baseURL: try reader.requiredString(forKey: "address"),
                    login: (
                        try reader.requiredString(forKey: "username"),
                        try reader.requiredString(forKey: "password", isSecret: true)
                    ),
                    taxCode: reader.string(forKey: "taxCode", default: "0100686209")
                )
            )
        case .bhttREST:
            self = .bhtt(
                .rest(
                    baseURL: try reader.requiredString(forKey: "address"),
                    keyID: reader.string(forKey: "keyID", default: "qldv"),
                    secret: try reader.requiredString(forKey: "secret", isSecret: true)
                )
            )
        case .bhttFile:
            self = .bhtt(
                .files(
                    outgoing: try reader.requiredString(forKey: "outgoing"),
                    answers: try reader.requiredString(forKey: "answers")
                )
            )
        }
    }
}
