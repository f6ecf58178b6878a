/// The encoder that a value sees: a frame of the sink.
struct ValueEncoder: Encoder {
    let sink: EncodingSink
    let frame: FrameID

    var codingPath: [any CodingKey] { sink.state.pointee.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let frame = decided(.object)
        return KeyedEncodingContainer(KeyedWriter<Key>(sink: sink, frame: frame))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedWriter(sink: sink, frame: decided(.array))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    private func decided(_ kind: EncodingState.Kind) -> FrameID {
        sink.state.pointee.attempt { state throws(CanonicalJSONError) in
            try state.decide(kind, frame)
            return frame
        }
    }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() throws {
        try scalar()
        sink.state.pointee.out.append("null")
    }

    func encode(_ value: Bool) throws {
        try scalar()
        sink.state.pointee.write(value)
    }

    func encode(_ value: String) throws {
        try scalar()
        sink.state.pointee.out.appendQuoted(value)
    }

    func encode(_ value: Double) throws {
        try sink.state.pointee.activate(frame)
        try sink.wholly {
            try scalar()
            try sink.state.pointee.write(value)
        }
    }

    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) throws { try integer(value) }
    func encode(_ value: Int8) throws { try integer(value) }
    func encode(_ value: Int16) throws { try integer(value) }
    func encode(_ value: Int32) throws { try integer(value) }
    func encode(_ value: Int64) throws { try integer(value) }
    func encode(_ value: UInt) throws { try integer(value) }
    func encode(_ value: UInt8) throws { try integer(value) }
    func encode(_ value: UInt16) throws { try integer(value) }
    func encode(_ value: UInt32) throws { try integer(value) }
    func encode(_ value: UInt64) throws { try integer(value) }

    func encode<T: Encodable>(_ value: T) throws {
        try sink.state.pointee.activate(frame)
        try sink.wholly {
            try scalar()
            try sink.write(value)
        }
    }

    private func integer(_ value: some FixedWidthInteger) throws {
        let safe = try sink.state.pointee.safe(value, in: frame)
        try scalar()
        sink.state.pointee.out.appendDecimal(safe)
    }

    /// From now on this value is complete.
    private func scalar() throws(CanonicalJSONError) { try sink.state.pointee.decide(.scalar, frame) }
}

extension EncodingState {
    @inline(__always)
    mutating func write(_ value: Bool) { out.append(value ? "true" : "false") }

    @inline(__always)
    mutating func write(_ value: Int) throws(CanonicalJSONError) {
        guard CanonicalJSONError.safeIntegers.contains(value) else {
            throw .integerOutOfRange(String(value), at: path)
        }
        out.appendDecimal(Int64(value))
    }

    /// The number, if every reader keeps it. Asked before anything of the member or element is written.
    @inline(__always)
    mutating func safe(
        _ value: some FixedWidthInteger, in frame: FrameID, _ key: @autoclosure () -> String? = nil
    ) throws(CanonicalJSONError) -> Int64 {
        if let small = Int64(exactly: value), CanonicalJSONError.safeIntegers.contains(Int(small)) { return small }
        try activate(frame)
        var place = codingPath.map(\.stringValue)
        if let key = key() {
            // The path ends in the member before this one, if there is one.
            if count(frame) > 0 { place.removeLast() }
            place.append(key)
        }
        throw .integerOutOfRange(String(value), at: place.joined(separator: "."))
    }

    mutating func write(_ value: Double) throws(CanonicalJSONError) {
        guard value.isFinite else { throw .notFinite(at: path) }
        out.append(ascii: JSONNumber.format(value))
    }
}

extension EncodingSink {
    /// A value of any type. The commonest elements of arrays and dictionaries are written without a frame.
    @inline(__always)
    func write<T: Encodable>(_ value: T) throws {
        if T.self == String.self {
            // Same type, so the cast is one of name only.
            state.pointee.out.appendQuoted(unsafeBitCast(value, to: String.self))
        } else if T.self == Int.self {
            try state.pointee.write(unsafeBitCast(value, to: Int.self))
        } else {
            try encode(value)
        }
    }
}
