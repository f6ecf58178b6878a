/// The shape of a JSON value, declared beside the handler that reads or writes it. The API document is made from these.
package indirect enum Schema: Hashable, Sendable {
    package enum Format: String, Hashable, Sendable {
        case date, dateTime = "date-time", uri, uuid, email, binary, int64
    }

    package struct Property: Hashable, Sendable {
        package let name: String
        package let schema: Schema
        package let summary: String
        package let isRequired: Bool

        package static func required(_ name: String, _ schema: Schema, _ summary: String = "") -> Property {
            Property(name: name, schema: schema, summary: summary, isRequired: true)
        }

        package static func optional(_ name: String, _ schema: Schema, _ summary: String = "") -> Property {
            Property(name: name, schema: schema, summary: summary, isRequired: false)
        }
    }

    case string
    case formatted(Format)
    /// One line, with so many characters.
    case text(ClosedRange<Int>)
    /// Text that may have several lines.
    case lines(ClosedRange<Int>)
    /// A whole number within bounds.
    case whole(ClosedRange<Int>)
    /// A regular expression of ECMA-262 and an example.
    case pattern(String, example: String)
    case oneOf([String])
    case integer
    /// Whole fen.
    case money
    case number
    case boolean
    case array(Schema)
    /// So many items, each once.
    case list(Schema, ClosedRange<Int>)
    /// Any string as key.
    case map(Schema)
    /// Named objects are listed once and referred to.
    case object(String, String, [Property])
    /// The object of this name, declared elsewhere: for objects that contain themselves.
    case reference(String)
    case nullable(Schema)
    /// Any JSON.
    case any

    package static let unitCode = Schema.pattern("^[0-9]{12}[GJZ][A-Z][0-9]{5}[FLQW][0-9]{8}$", example: "360102001002GB00003F00010203")
    package static let date = Schema.formatted(.date)
    package static let dateTime = Schema.formatted(.dateTime)

    /// The values of an enumeration.
    package static func cases<T: RawRepresentable & CaseIterable>(_ type: T.Type) -> Schema where T.RawValue == String {
        .oneOf(T.allCases.map(\.rawValue))
    }

    /// Items with the key of the next page, as every list of the API answers.
    package static func page(of item: Schema, named name: String) -> Schema {
        .object(
            name, "一页结果",
            [.required("items", .array(item), "本页内容"), .optional("next", .nullable(.string), "下一页的游标；没有更多时为空")])
    }
}

extension Schema {
    /// The named objects in it, itself among them, each with its whole shape: a name can mean one shape alone, or the document would describe
    /// one by the other.
    package var shapes: [(name: String, shape: Schema)] {
        switch self {
        case .object(let name, _, let properties): [(name, self)] + properties.flatMap(\.schema.shapes)
        case .array(let item), .list(let item, _), .map(let item), .nullable(let item): item.shapes
        default: []
        }
    }

    /// Writes the schema; named objects go to `components` and are referred to.
    func write(to json: inout JSONWriter, summary: String = "", components: inout [String: Schema]) {
        json.object { json in
            fields(&json, components: &components)
            if !summary.isEmpty {
                if case .object = self { return }
                if case .reference = self { return }
                json.field("description", summary)
            }
        }
    }

    private func fields(_ json: inout JSONWriter, components: inout [String: Schema]) {
        switch self {
        case .string: json.field("type", "string")
        case .text(let length), .lines(let length):
            json.field("type", "string")
            if length.lowerBound > 0 { json.field("minLength", length.lowerBound) }
            json.field("maxLength", length.upperBound)
        case .whole(let bounds):
            json.field("type", "integer")
            json.field("minimum", bounds.lowerBound)
            json.field("maximum", bounds.upperBound)
        case .formatted(.int64):
            json.field("type", "integer")
            json.field("format", "int64")
        case .formatted(let format):
            json.field("type", "string")
            json.field("format", format.rawValue)
        case .pattern(let pattern, let example):
            json.field("type", "string")
            json.field("pattern", pattern)
            json.array("examples", [example]) { $0.value($1) }
        case .oneOf(let values):
            json.field("type", "string")
            json.array("enum", values) { $0.value($1) }
        case .integer, .money:
            json.field("type", "integer")
            json.field("format", "int64")
        case .number: json.field("type", "number")
        case .boolean: json.field("type", "boolean")
        case .array(let item):
            json.field("type", "array")
            json.key("items")
            item.write(to: &json, components: &components)
        case .list(let item, let count):
            json.field("type", "array")
            if count.lowerBound > 0 { json.field("minItems", count.lowerBound) }
            json.field("maxItems", count.upperBound)
            json.key("items")
            item.write(to: &json, components: &components)
        case .map(let value):
            json.field("type", "object")
            json.key("additionalProperties")
            value.write(to: &json, components: &components)
        case .object(let name, _, _):
            components[name] = self
            json.field("$ref", "#/components/schemas/\(name)")
        case .reference(let name): json.field("$ref", "#/components/schemas/\(name)")
        case .nullable(let schema):
            json.array("anyOf", [schema, nil]) { json, schema in
                if let schema {
                    schema.write(to: &json, components: &components)
                } else {
                    json.object { $0.field("type", "null") }
                }
            }
        case .any: break
        }
    }

    /// Writes a named object in full.
    func writeDefinition(to json: inout JSONWriter, components: inout [String: Schema]) {
        guard case .object(_, let summary, let properties) = self else { return write(to: &json, components: &components) }
        json.object { json in
            json.field("type", "object")
            if !summary.isEmpty { json.field("description", summary) }
            json.object("properties") { json in
                for property in properties {
                    json.key(property.name)
                    property.schema.write(to: &json, summary: property.summary, components: &components)
                }
            }
            let required = properties.filter(\.isRequired).map(\.name)
            if !required.isEmpty { json.array("required", required) { $0.value($1) } }
        }
    }
}
