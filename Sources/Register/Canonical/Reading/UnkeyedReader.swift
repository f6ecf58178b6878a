/// An array that is being read.
struct UnkeyedReader: UnkeyedDecodingContainer {
    let tape: JSONTape
    let node: Int
    private var at: Int
    private(set) var currentIndex = 0

    init(tape: JSONTape, node: Int) {
        self.tape = tape
        self.node = node
        at = node + 1
    }

    var codingPath: [any CodingKey] { tape.path(to: node) }
    var count: Int? { Int(tape.nodes[node].count) }
    var isAtEnd: Bool { at >= Int(tape.nodes[node].next) }

    mutating func decodeNil() throws -> Bool {
        let element = try element(Never.self)
        guard tape.nodes[element].kind == .null else { return false }
        advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try take(type, tape.bool) }
    mutating func decode(_ type: String.Type) throws -> String { try take(type, tape.string) }
    mutating func decode(_ type: Double.Type) throws -> Double { try take(type, tape.double) }
    mutating func decode(_ type: Float.Type) throws -> Float { try take(type, tape.float) }
    mutating func decode(_ type: Int.Type) throws -> Int { try take(type, tape.integer) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take(type, tape.integer) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take(type, tape.integer) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take(type, tape.integer) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take(type, tape.integer) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take(type, tape.integer) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take(type, tape.integer) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take(type, tape.integer) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take(type, tape.integer) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take(type, tape.integer) }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try tape.decode(type, at: element(type))
        advance()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        let container = try TapeDecoder(tape: tape, node: element([String: Any].self)).container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try TapeDecoder(tape: tape, node: element([Any].self)).unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = TapeDecoder(tape: tape, node: try element((any Decoder).self))
        advance()
        return decoder
    }

    /// Reads one element; if that throws, the next call finds it again.
    @inline(__always)
    private mutating func take<T>(_ type: T.Type, _ read: (Int) throws -> T) throws -> T {
        let value = try read(element(type))
        advance()
        return value
    }

    @inline(__always)
    private func element(_ type: Any.Type) throws -> Int {
        guard !isAtEnd else {
            let path = codingPath + [JSONKey(currentIndex)]
            throw DecodingError.valueNotFound(
                type, DecodingError.Context(codingPath: path, debugDescription: "the array has \(currentIndex) elements"))
        }
        return at
    }

    @inline(__always)
    private mutating func advance() {
        at = Int(tape.nodes[at].next)
        currentIndex += 1
    }
}
