/// Shapes as JSON schema.
struct JSONSchema {
    let names: Names
    /// Inside an overlay every value may also be `null`.
    private var allowsNull = false

    init(names: Names) { self.names = names }

    func schema(_ shape: Shape) -> CatalogueValue {
        allowsNull ? map(("anyOf", .list([plain(shape), map(("type", .text("null")))]))) : plain(shape)
    }

    private func plain(_ shape: Shape) -> CatalogueValue {
        switch shape {
        case .text(let max): map(("type", .text("string")), ("minLength", .integer(1)), ("maxLength", .integer(Int64(max))))
        case .identifier: map(("type", .text("string")), ("pattern", .text("^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")))
        case .flag: map(("type", .text("boolean")))
        case .integer(let range):
            map(("type", .text("integer")), ("minimum", .integer(Int64(range.lowerBound))), ("maximum", .integer(Int64(range.upperBound))))
        case .date: map(("type", .text("string")), ("pattern", .text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))
        case .word(let words): map(("enum", .list(words.map { .text($0.value) })))
        case .name(let vocabulary): map(("enum", .list((names[vocabulary] ?? []).sorted().map { .text($0) })))
        case .statute:
            map(
                ("type", .text("string")),
                ("pattern", .text("^(\((names[.laws] ?? []).sorted().joined(separator: "|")))( [0-9]{1,4}([.][0-9]{1,2})?)?$")))
        case .promise:
            map(("type", .text("string")), ("pattern", .text("^(at once|[0-9]{1,3} (minutes?|hours?|working days?))$")))
        case .term: map(("type", .text("string")), ("pattern", .text("^(at once|[0-9]{1,3} working days?)$")))
        case .list(let item, let atLeast, _):
            map(("type", .text("array")), ("minItems", .integer(Int64(atLeast))), ("uniqueItems", .flag(true)), ("items", schema(item)))
        case .object(let fields): object(fields)
        case .overlay(let fields): overlay(fields)
        case .short(let single, let fields): map(("anyOf", .list([schema(single), object(fields)])))
        case .map(let value): map(("type", .text("object")), ("additionalProperties", schema(value)))
        case .anything: map()
        }
    }

    private func overlay(_ fields: [Field]) -> CatalogueValue {
        var inside = self
        inside.allowsNull = true
        return inside.object(fields.map { Field(name: $0.name, shape: $0.shape, required: false, meaning: $0.meaning) })
    }

    func object(_ fields: [Field]) -> CatalogueValue {
        let properties = fields.map { field -> CatalogueValue.Entry in
            let description = CatalogueValue.Entry("description", .text(field.meaning))
            guard case .map(let entries) = schema(field.shape) else { return .init(field.name, .map([description])) }
            return .init(field.name, .map([description] + entries))
        }
        return map(
            ("type", .text("object")), ("additionalProperties", .flag(false)),
            ("required", .list(fields.filter(\.required).map { .text($0.name) })), ("properties", .map(properties)))
    }

    private func map(_ entries: (String, CatalogueValue)...) -> CatalogueValue { .map(entries.map { .init($0, $1) }) }
}
