/// The decoder that a type sees: one value of the tape.
struct TapeDecoder: Decoder {
    let tape: JSONTape
    let node: Int

    var codingPath: [any CodingKey] { tape.path(to: node) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard tape.nodes[node].kind == .object else { throw tape.mismatch([String: Any].self, node) }
        return KeyedDecodingContainer(KeyedReader<Key>(tape: tape, node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tape.nodes[node].kind == .array else { throw tape.mismatch([Any].self, node) }
        return UnkeyedReader(tape: tape, node: node)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

extension TapeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { tape.nodes[node].kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try tape.bool(node) }
    func decode(_ type: String.Type) throws -> String { try tape.string(node) }
    func decode(_ type: Double.Type) throws -> Double { try tape.double(node) }
    func decode(_ type: Float.Type) throws -> Float { try tape.float(node) }
    func decode(_ type: Int.Type) throws -> Int { try tape.integer(node) }
    func decode(_ type: Int8.Type) throws -> Int8 { try tape.integer(node) }
    func decode(_ type: Int16.Type) throws -> Int16 { try tape.integer(node) }
    func decode(_ type: Int32.Type) throws -> Int32 { try tape.integer(node) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.integer(node) }
    func decode(_ type: UInt.Type) throws -> UInt { try tape.integer(node) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try tape.integer(node) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try tape.integer(node) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try tape.integer(node) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try tape.integer(node) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try tape.decode(type, at: node) }
}

extension JSONTape {
    /// A value of any type. The commonest elements of arrays and dictionaries are read without a decoder.
    @inline(__always)
    func decode<T: Decodable>(_ type: T.Type, at node: Int) throws -> T {
        // Same types, so the casts are of name only.
        if T.self == String.self { return unsafeBitCast(try string(node), to: T.self) }
        if T.self == Int.self { return unsafeBitCast(try integer(node) as Int, to: T.self) }
        return try T(from: TapeDecoder(tape: self, node: node))
    }

    @inline(__always)
    func string(_ node: Int) throws -> String {
        guard nodes[node].kind == .string else { throw mismatch(String.self, node) }
        return text(node)
    }

    @inline(__always)
    func bool(_ node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .true: return true
        case .false: return false
        default: throw mismatch(Bool.self, node)
        }
    }

    @inline(__always)
    func integer<T: FixedWidthInteger>(_ node: Int) throws -> T {
        guard nodes[node].kind == .number else { throw mismatch(T.self, node) }
        if let value = JSONNumber.integer(raw(node)) {
            if let exact = T(exactly: value) { return exact }
        } else if let value = JSONNumber.parse(raw(node)), abs(value) < 9_007_199_254_740_992, let exact = T(exactly: value) {
            // 1.0 and 1e3 are whole numbers, too.
            return exact
        }
        throw corrupted("\(text(node)) is no \(T.self) that JSON keeps exactly; write larger ones as strings", node)
    }

    func double(_ node: Int) throws -> Double {
        guard nodes[node].kind == .number else { throw mismatch(Double.self, node) }
        guard let value = JSONNumber.parse(raw(node)) else { throw corrupted("\(text(node)) is beyond doubles", node) }
        return value
    }

    func float(_ node: Int) throws -> Float {
        let value = Float(try double(node))
        guard value.isFinite else { throw corrupted("\(text(node)) is beyond floats", node) }
        return value
    }

    // MARK: errors

    @inline(never)
    func mismatch(_ type: Any.Type, _ node: Int) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: path(to: node), debugDescription: "\(type) expected, \(nodes[node].kind) found")
        return nodes[node].kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    @inline(never)
    func corrupted(_ why: String, _ node: Int) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: path(to: node), debugDescription: why))
    }
}
