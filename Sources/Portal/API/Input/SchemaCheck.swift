import Register

/// Input is judged by the very schema that `/openapi.json` publishes, so that what is promised and what is done can't differ.
extension Schema {
    /// Adds everything that is wrong with a value.
    /// - Parameter path: the field, as errors name it: `answers.price`.
    func check(_ value: JSONValue, at path: String, _ errors: inout [FieldError]) {
        switch self {
        case .any, .reference: return
        case .nullable(let schema): if !value.isNull { schema.check(value, at: path, &errors) }
        case .string: check(text: value, 0...10_000, lines: true, at: path, &errors)
        case .text(let length): check(text: value, length, lines: false, at: path, &errors)
        case .lines(let length): check(text: value, length, lines: true, at: path, &errors)
        case .formatted(.date):
            if value.string.flatMap({ LegalDate($0) }) == nil { errors.append(FieldError(path, "应为日期，例如2026-11-23。")) }
        case .formatted(.int64), .integer, .money: check(whole: value, Int(Int32.min) * 4_000_000...Int(Int32.max) * 4_000_000, at: path, &errors)
        case .whole(let bounds): check(whole: value, bounds, at: path, &errors)
        case .formatted: check(text: value, 0...500, lines: false, at: path, &errors)
        case .pattern: check(text: value, 1...200, lines: false, at: path, &errors)
        case .oneOf(let values):
            if !(value.string.map(values.contains) ?? false) { errors.append(FieldError(path, "应为以下之一：\(values.joined(separator: "、"))。")) }
        case .number: if value.number == nil { errors.append(FieldError(path, "应为数字。")) }
        case .boolean: if value.bool == nil { errors.append(FieldError(path, "应为 true 或 false。")) }
        case .array(let item): check(list: value, of: item, 0...1_000, at: path, &errors)
        case .list(let item, let count): check(list: value, of: item, count, at: path, &errors)
        case .map(let schema):
            guard let members = value.object, members.count <= 200 else { return errors.append(FieldError(path, "应为对象，最多200项。")) }
            for member in members { schema.check(member.value, at: Self.join(path, member.name), &errors) }
        case .object(_, _, let properties):
            guard let members = value.object else { return errors.append(FieldError(path, "应为对象。")) }
            for property in properties where property.isRequired && (value[property.name]?.isNull ?? true) {
                errors.append(FieldError(Self.join(path, property.name), "此项必填。"))
            }
            for member in members {
                guard let property = properties.first(where: { $0.name == member.name }) else {
                    errors.append(FieldError(Self.join(path, member.name), "没有这一项。"))
                    continue
                }
                if !member.value.isNull { property.schema.check(member.value, at: Self.join(path, member.name), &errors) }
            }
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        let name = String(name.unicodeScalars.filter { $0.value >= 0x20 }.prefix(60))
        return path.isEmpty ? name : "\(path).\(name)"
    }

    private func check(text value: JSONValue, _ length: ClosedRange<Int>, lines: Bool, at path: String, _ errors: inout [FieldError]) {
        guard let text = value.string else { return errors.append(FieldError(path, "应为文字。")) }
        let count = text.unicodeScalars.count
        guard length.contains(count) else {
            return errors.append(FieldError(path, count < length.lowerBound ? "至少\(length.lowerBound)个字。" : "最多\(length.upperBound)个字。"))
        }
        guard !text.unicodeScalars.contains(where: { Self.isForbidden($0, lines: lines) }) else {
            return errors.append(FieldError(path, "有不能使用的字符。"))
        }
    }

    private func check(whole value: JSONValue, _ bounds: ClosedRange<Int>, at path: String, _ errors: inout [FieldError]) {
        guard let number = value.int, bounds.contains(number) else {
            return errors.append(FieldError(path, "应为\(bounds.lowerBound)到\(bounds.upperBound)之间的整数。"))
        }
    }

    private func check(list value: JSONValue, of item: Schema, _ count: ClosedRange<Int>, at path: String, _ errors: inout [FieldError]) {
        guard let items = value.array else { return errors.append(FieldError(path, "应为列表。")) }
        guard count.contains(items.count) else { return errors.append(FieldError(path, "应有\(count.lowerBound)到\(count.upperBound)项。")) }
        for (index, element) in items.enumerated() { item.check(element, at: "\(path).\(index)", &errors) }
    }

    /// Control characters, and those that turn the direction of writing.
    private static func isForbidden(_ scalar: Unicode.Scalar, lines: Bool) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x0A, 0x0D: !lines
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
