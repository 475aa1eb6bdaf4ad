/// The two tools of the command line: one JSON document in, one JSON document out, never a crash.
///
///     {"kind":"pay","secret":"…","params":{"vnp_Amount":"1000000", …}}
public enum VNPAYCommandLine {
    /// `{"data":…,"hash":…}`: what is hashed, and its signature.
    public static func sign(line: String) -> String {
        switch read(line) {
        case .failure(let fault): fault.json
        case .success(let input):
            JSONText.object([
                member("data", .string(input.kind.dataToHash(input.fields))),
                member("hash", .string(VNPAYSignature.sign(input.fields, as: input.kind, secret: input.secret))),
            ]).written
        }
    }

    /// `{"valid":true}`, or `{"valid":false,"mistake":…,"explanation":{"vi":…,"en":…}, …}` that names the known mistake
    /// by which the signature came about, with the right string beside the one that was hashed.
    public static func explain(line: String) -> String {
        switch read(line) {
        case .failure(let fault): return fault.json
        case .success(let input):
            let diagnosis = VNPAYDiagnosis(of: input.fields, as: input.kind, secret: input.secret, thorough: true)
            guard !diagnosis.isValid else { return JSONText.object([member("valid", .bool(true))]).written }
            var members = [
                member("valid", .bool(false)),
                member("mistake", .string(diagnosis.code)),
                member("mistakes", .array(diagnosis.mistakes.map { .string($0.code) })),
            ]
            if let parameter = diagnosis.mistakes.lazy.compactMap(\.parameter).first {
                members.append(member("parameter", .string(parameter)))
            }
            members.append(
                member(
                    "explanation",
                    ["vi": .string(diagnosis.words.vietnamese), "en": .string(diagnosis.words.english)]
                )
            )
            members.append(member("data", .string(diagnosis.rightData)))
            if let wrong = diagnosis.wrongData { members.append(member("hashed", .string(wrong))) }
            return JSONText.object(members).written
        }
    }

    private struct Input {
        let kind: VNPAYMessageKind
        let secret: VNPAYSecret
        let fields: VNPAYFields
    }

    /// What is wrong with the line and what to do about it. It never repeats the secret.
    private struct Fault: Error {
        let words: VNPAYWords

        init(_ vietnamese: String, _ english: String) { words = VNPAYWords(vietnamese, english) }

        var json: String {
            let error: JSONText = ["vi": .string(words.vietnamese), "en": .string(words.english)]
            return JSONText.object([member("error", .string(words.english)), member("explanation", error)]).written
        }
    }

    private static func member(_ name: String, _ value: JSONText) -> JSONText.Member {
        JSONText.Member(name: name, value: value)
    }

    private static func read(_ line: String) -> Result<Input, Fault> {
        guard let document = JSONText(line), case .object = document else {
            return .failure(
                Fault(
                    #"đây không phải đối tượng JSON; hãy viết {"kind":"pay","secret":"…","params":{…}} trên một dòng"#,
                    #"this line is not a JSON object: write {"kind":"pay","secret":"…","params":{…}} on one line"#
                )
            )
        }
        let kinds = VNPAYMessageKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = document["kind"]?.scalar.flatMap(VNPAYMessageKind.init(rawValue:)) else {
            return .failure(Fault("\"kind\" phải là một trong: \(kinds)", "\"kind\" must be one of \(kinds)"))
        }
        guard case .string(let secret) = document["secret"] else {
            return .failure(
                Fault(
                    "\"secret\" phải là chuỗi bí mật của website",
                    "\"secret\" must be the terminal's hash secret, a string"
                )
            )
        }
        guard case .object(let members) = document["params"] else {
            return .failure(
                Fault(
                    "\"params\" phải là một đối tượng gồm các trường vnp_… và giá trị của chúng",
                    "\"params\" must be an object of vnp_… fields and their values"
                )
            )
        }
        let fields = VNPAYFields(json: members)
        if let name = fields.repeatedName {
            return .failure(
                Fault(
                    "\(name) xuất hiện hai lần trong \"params\"",
                    "\(name) stands twice in \"params\": keep one of them"
                )
            )
        }
        return .success(Input(kind: kind, secret: VNPAYSecret(secret), fields: fields))
    }
}
