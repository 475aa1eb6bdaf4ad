import Kernel
import Organisation

/// `/api/openapi.json`, OpenAPI 3.1: written from the table that also routes.
struct OpenAPIDocument: Sendable {
    let language: Language

    var text: String { get throws { try APICoding.encode(value) + "\n" } }

    var value: JSONValue {
        get throws {
            .of([
                "openapi": "3.1.0",
                "info": .of([
                    "title": "QLDV", "version": "1.0.0", "description": .text(introduction),
                ]),
                "servers": [.of(["url": "/api/v1"])],
                "security": [.of(["bearer": []])],
                "paths": paths,
                "components": .of([
                    "securitySchemes": .of([
                        "bearer": .of([
                            "type": "http", "scheme": "bearer", "bearerFormat": "qldv_<id>.<secret>",
                            "description": .text(
                                language(
                                    "Mã cấp ở /quan-ly/api. Mỗi lời gọi cần phạm vi ghi ở x-scope.",
                                    "Issued at /quan-ly/api. Each call needs the scope that x-scope names."
                                )
                            ),
                        ])
                    ]),
                    "schemas": try schemas,
                    "responses": .of(["Problem": problemResponse]),
                ]),
            ])
        }
    }

    private var introduction: String {
        language(
            """
            API của QLDV: khách hàng, hợp đồng, phê duyệt, thanh toán, hoàn tiền, kích hoạt, hóa đơn, đối soát. Số tiền là số nguyên đồng \
            (`amount_dong`), ngày như `2026-11-24`, thời điểm ISO 8601 theo +07:00. Trường không có giá trị thì vắng mặt; \
            trường lạ trong yêu cầu bị từ chối. Danh sách đọc từ mới đến cũ theo `next_cursor`. Mọi POST làm thay đổi \
            dữ liệu cần `Idempotency-Key`: cùng khóa và cùng nội dung nhận lại câu trả lời đầu tiên, khác nội dung bị từ \
            chối 422; yêu cầu bị từ chối không giữ khóa. Lỗi theo RFC 9457, ngôn ngữ theo `Accept-Language`.
            """,
            """
            The API of QLDV: customers, contracts, approvals, payments, refunds, activations, invoices, reconciliation. Amounts are whole đồng \
            (`amount_dong`), days read `2026-11-24`, instants are ISO 8601 in +07:00. A field without a value is absent; \
            a field that is not known is refused. Lists go from the newest to the oldest by `next_cursor`. Every POST that \
            changes something needs an `Idempotency-Key`: the same key with the same input gets the first answer again, \
            with another input 422; a refused request does not keep its key. Errors follow RFC 9457, in the language of \
            `Accept-Language`.
            """
        )
    }

    // MARK: Paths

    private var paths: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in APIRoutes.endpoints {
            paths["/" + endpoint.path, default: [:]][endpoint.method.rawValue.lowercased()] = operation(endpoint)
        }
        return .object(paths.mapValues(JSONValue.object))
    }

    private func operation(_ endpoint: Endpoint) -> JSONValue {
        var parameters = endpoint.pathParameters.map { name in
            // What is not known by a UUID.
            let kinds: [String: FieldKind] = [
                "reference": .text(1...100), "day": .day, "number": .integer(1...Int64.max),
            ]
            return parameter(.always(name, kinds[name] ?? .id, "", ""), in: "path")
        }
        parameters += endpoint.query.map { parameter($0, in: "query") }
        if endpoint.keepsKey {
            parameters.append(
                .of([
                    "name": "Idempotency-Key", "in": "header", "required": true,
                    "description": .text(Problem.Kind.keyMissing.advice.text(in: language)),
                    "schema": .of([
                        "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]{1,100}$",
                    ]),
                ])
            )
        }
        return .of([
            "operationId": .text(operationID(endpoint)),
            "summary": .text(endpoint.words.text(in: language)),
            "tags": [.text(String(endpoint.path.split(separator: "/").first ?? ""))],
            "x-scope": .text(endpoint.action.rawValue),
            "parameters": parameters.isEmpty ? nil : .list(parameters),
            "requestBody": requestBody(endpoint.input),
            "responses": responses(endpoint),
        ])
    }

    /// `post_contracts_id_submit`: stable as long as the address is.
    private func operationID(_ endpoint: Endpoint) -> String {
        let parts = endpoint.path.split(separator: "/").map { $0.filter { $0 != "{" && $0 != "}" } }
        return ([endpoint.method.rawValue.lowercased()] + parts).joined(separator: "_")
    }

    private func parameter(_ field: ShapeField, in place: String) -> JSONValue {
        .of([
            "name": .text(field.name), "in": .text(place), "required": .flag(field.isRequired),
            "description": field.words.english.isEmpty ? nil : .text(field.words.text(in: language)),
            "schema": schema(field.kind),
        ])
    }

    private func requestBody(_ input: Endpoint.Input) -> JSONValue? {
        switch input {
        case .none: nil
        case .json(let shape, _):
            .of(["required": true, "content": .of(["application/json": .of(["schema": reference(shape)])])])
        case .file(let types, _):
            .of(["required": true, "content": .object(files(types))])
        }
    }

    private func files(_ types: [String]) -> [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: types.map { ($0, .of(["schema": .of([:])])) })
    }

    private func responses(_ endpoint: Endpoint) -> JSONValue {
        var responses: [String: JSONValue] = [:]
        for (status, content) in endpoint.outputs {
            let description = status == 201 ? language("Đã tạo", "Created") : language("Xong", "Done")
            let headers: JSONValue? =
                status == 201
                ? .of(["Location": .of(["schema": .of(["type": "string"])])]) : nil
            let body: JSONValue? =
                switch content {
                case .none: nil
                case .json(let shape): .of(["application/json": .of(["schema": reference(shape)])])
                case .file(let types): .object(files(types))
                }
            responses["\(status)"] = .of(["description": .text(description), "headers": headers, "content": body])
        }
        for status in endpoint.problems {
            responses["\(status)"] = .of(["$ref": "#/components/responses/Problem"])
        }
        return .object(responses)
    }

    private var problemResponse: JSONValue {
        .of([
            "description": .text(ProblemBody.shape.words.text(in: language)),
            "content": .of(["application/problem+json": .of(["schema": reference(ProblemBody.shape)])]),
        ])
    }

    // MARK: Schemas

    /// Every shape that a call takes or gives.
    static var shapes: [String: Shape] {
        var shapes: [String: Shape] = [:]
        for shape in ProblemBody.shape.all + APIRoutes.endpoints.flatMap(\.shapes) { shapes[shape.name] = shape }
        return shapes
    }

    private var schemas: JSONValue {
        get throws { .object(Self.shapes.mapValues(object)) }
    }

    private func reference(_ shape: Shape) -> JSONValue { .of(["$ref": .text("#/components/schemas/\(shape.name)")]) }

    private func object(_ shape: Shape) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for field in shape.fields {
            let described = JSONValue.text(field.words.text(in: language))
            switch schema(field.kind) {
            case .object(var members):
                members["description"] = described
                properties[field.name] = .object(members)
            case .null, .flag, .integer, .text, .list, .otherNumber: continue
            }
        }
        let required = shape.fields.filter(\.isRequired).map { JSONValue.text($0.name) }
        return .of([
            "type": "object", "description": .text(shape.words.text(in: language)),
            "properties": .object(properties), "required": required.isEmpty ? nil : .list(required),
            "additionalProperties": false,
        ])
    }

    private func schema(_ kind: FieldKind) -> JSONValue {
        switch kind {
        case .text(let length):
            .of([
                "type": "string", "minLength": .integer(Int64(length.lowerBound)),
                "maxLength": .integer(Int64(length.upperBound)),
                "pattern": #"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$"#,
            ])
        case .bytes(let limit):
            .of([
                "type": "string", "contentEncoding": "base64", "maxLength": .integer(Int64((limit + 2) / 3 * 4)),
                "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            ])
        case .id: .of(["type": "string", "format": "uuid"])
        case .day: .of(["type": "string", "format": "date"])
        case .instant: .of(["type": "string", "format": "date-time"])
        case .integer(let range):
            .of([
                "type": "integer", "format": "int64", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ])
        case .flag: .of(["type": "boolean"])
        case .choice(let choices): .of(["type": "string", "enum": .list(choices.map(JSONValue.text))])
        case .object(let shape): reference(shape)
        case .list(let kind, let count):
            .of([
                "type": "array", "items": schema(kind), "minItems": .integer(Int64(count.lowerBound)),
                "maxItems": .integer(Int64(count.upperBound)),
            ])
        case .clearable(let kind): .of(["anyOf": [schema(kind), .of(["type": "null"])]])
        }
    }
}

extension Endpoint {
    /// What goes in and what comes out.
    var shapes: [Shape] {
        var shapes: [Shape] = []
        switch input {
        case .none, .file: break
        case .json(let shape, _): shapes += shape.all
        }
        for (_, content) in outputs {
            switch content {
            case .none, .file: continue
            case .json(let shape): shapes += shape.all
            }
        }
        return shapes
    }
}
