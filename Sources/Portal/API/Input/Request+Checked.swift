import Hummingbird
import Register

/// Reads what came in, refusing everything that the endpoint doesn't declare.
extension Request {
    /// The JSON body as fields, checked by the endpoint's schema: `{"a": {"b": "c"}, "d": ["e"]}` becomes `a[b]=c&d=e`, so that ``FormReader``
    /// reads it like a form.
    /// - Throws: ``PortalError/invalid(_:)`` with everything that is wrong, ``PortalError/malformed(_:)``.
    func checkedBody(in context: some VisitContext) async throws -> FormFields {
        guard let endpoint = context.visit.endpoint, let schema = endpoint.request else { return FormFields() }
        let bytes = try await wholeBody(limit: endpoint.bodyLimit)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: endpoint.bodyLimit, depth: 8))
        } catch {
            throw PortalError.malformed("请求内容不是有效的 JSON。")
        }
        var errors: [FieldError] = []
        schema.check(value, at: "", &errors)
        guard errors.isEmpty else { throw PortalError.invalid(Array(errors.prefix(50))) }
        var fields = FormFields()
        for member in value.object ?? [] { Self.add(member.value, as: member.name, to: &fields) }
        return fields
    }

    /// The query, checked by the endpoint's declared parameters.
    func checkedQuery(in context: some VisitContext) throws -> FormFields {
        let declared = context.visit.endpoint?.query ?? []
        let fields = try query()
        var errors: [FieldError] = []
        for (name, value) in fields.pairs {
            guard let parameter = declared.first(where: { $0.name == name }) else {
                errors.append(FieldError(name, "没有这个参数。"))
                continue
            }
            if fields.all(name).count > 1 {
                errors.append(FieldError(name, "只能出现一次。"))
                continue
            }
            parameter.schema.check(parameter.schema.value(of: value), at: name, &errors)
        }
        for parameter in declared where parameter.isRequired && fields[parameter.name] == nil {
            errors.append(FieldError(parameter.name, "此项必填。"))
        }
        guard errors.isEmpty else { throw PortalError.invalid(Array(errors.prefix(50))) }
        return fields
    }

    private static func add(_ value: JSONValue, as name: String, to fields: inout FormFields) {
        switch value {
        case .null: return
        case .string(let text): fields.append(name, text)
        case .bool(let flag): fields.append(name, flag ? "true" : "false")
        case .number(let number): fields.append(name, value.int.map(String.init) ?? "\(number)")
        case .array(let items): for item in items { add(item, as: name, to: &fields) }
        case .object(let members): for member in members { add(member.value, as: "\(name)[\(member.name)]", to: &fields) }
        }
    }
}

extension Schema {
    /// A query's text as the JSON that the schema means.
    fileprivate func value(of text: String) -> JSONValue {
        switch self {
        case .whole, .integer, .money, .number: Int(text).map { .number(Double($0)) } ?? .string(text)
        case .boolean: text == "true" ? .bool(true) : text == "false" ? .bool(false) : .string(text)
        default: .string(text)
        }
    }
}
