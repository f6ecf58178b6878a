/// Parsed JSON whose shape isn't known beforehand.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// JSON's numbers are doubles (RFC 8785 section 3.1).
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; no name comes twice.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue
        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads strict JSON (RFC 8259, RFC 7493).
    /// - Throws: `malformed` with the place of the first error, also for repeated keys and beyond the limits.
    package init(parsing bytes: some Collection<UInt8>, limits: JSONLimits = .standard) throws(CanonicalJSONError) {
        self.init(try JSONTape(parsing: bytes, limits: limits), 0)
    }

    init(_ tape: JSONTape, _ node: Int) {
        switch tape.nodes[node].kind {
        case .null: self = .null
        case .false: self = .bool(false)
        case .true: self = .bool(true)
        // The scanner has refused numbers beyond doubles.
        case .number: self = .number(JSONNumber.parse(tape.raw(node)) ?? .nan)
        case .string: self = .string(tape.text(node))
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(Int(tape.nodes[node].count))
            var at = node + 1
            while at < Int(tape.nodes[node].next) {
                elements.append(JSONValue(tape, at))
                at = Int(tape.nodes[at].next)
            }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            members.reserveCapacity(Int(tape.nodes[node].count))
            var at = node + 1
            while at < Int(tape.nodes[node].next) {
                members.append(Member(name: tape.text(at), value: JSONValue(tape, at + 1)))
                at = Int(tape.nodes[at + 1].next)
            }
            self = .object(members)
        }
    }

    /// The canonical form. Numbers that are not finite, which no parsed value holds, become null.
    package var canonicalBytes: [UInt8] {
        var out = JSONBytes(capacity: 256)
        write(to: &out)
        return out.array()
    }

    func write(to out: inout JSONBytes) {
        switch self {
        case .null: out.append("null")
        case .bool(let value): out.append(value ? "true" : "false")
        case .number(let value): out.append(ascii: value.isFinite ? JSONNumber.format(value) : "null")
        case .string(let text): out.appendQuoted(text)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { KeyOrder.compare($0.name, $1.name) < 0 }).enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                out.appendQuoted(member.name)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }
}

extension JSONValue {
    package var isNull: Bool { if case .null = self { true } else { false } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var number: Double? { if case .number(let value) = self { value } else { nil } }
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: [Member]? { if case .object(let value) = self { value } else { nil } }

    /// A whole number that JSON keeps exactly.
    package var int: Int? {
        guard let number, abs(number) <= Double(CanonicalJSONError.safeIntegers.upperBound) else { return nil }
        return Int(exactly: number)
    }

    /// The member of that name, byte for byte.
    package subscript(name: String) -> JSONValue? {
        object?.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}

/// Two values are equal if they say the same: the order of members doesn't count, strings are compared byte for byte.
extension JSONValue: Hashable {
    package static func == (a: JSONValue, b: JSONValue) -> Bool { a.canonicalBytes == b.canonicalBytes }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonicalBytes) }
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        if let decoder = decoder as? TapeDecoder {
            self.init(decoder.tape, decoder.node)
        } else if let container = try? decoder.container(keyedBy: JSONKey.self) {
            self = .object(
                try container.allKeys.map {
                    Member(name: $0.stringValue, value: try container.decode(JSONValue.self, forKey: $0))
                })
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: JSONKey.self)
            for member in members { try container.encode(member.value, forKey: JSONKey(member.name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }
}
