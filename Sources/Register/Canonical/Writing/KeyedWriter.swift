/// An object that is being written.
struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: EncodingSink
    let frame: FrameID

    var codingPath: [any CodingKey] { sink.state.pointee.codingPath }

    func encodeNil(forKey key: Key) throws {
        try sink.state.pointee.beginMember(frame, key.stringValue)
        sink.state.pointee.out.append("null")
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        try sink.state.pointee.beginMember(frame, key.stringValue)
        sink.state.pointee.write(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        try sink.state.pointee.beginMember(frame, key.stringValue)
        sink.state.pointee.out.appendQuoted(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        try member(key) { try sink.state.pointee.write(value) }
    }

    func encode(_ value: Float, forKey key: Key) throws { try encode(Double(value), forKey: key) }
    func encode(_ value: Int, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int8, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int16, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int32, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int64, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt8, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt16, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt32, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt64, forKey key: Key) throws { try integer(value, key) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try member(key) { try sink.write(value) }
    }

    private func integer(_ value: some FixedWidthInteger, _ key: Key) throws {
        let safe = try sink.state.pointee.safe(value, in: frame, key.stringValue)
        try sink.state.pointee.beginMember(frame, key.stringValue)
        sink.state.pointee.out.appendDecimal(safe)
    }

    /// A member whose value may throw: then nothing of it remains.
    @inline(__always)
    private func member(_ key: Key, _ value: () throws -> Void) throws {
        try sink.state.pointee.activate(frame)
        try sink.wholly {
            try sink.state.pointee.beginMember(frame, key.stringValue)
            try value()
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(KeyedWriter<Nested>(sink: sink, frame: nested(.object, key.stringValue)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        UnkeyedWriter(sink: sink, frame: nested(.array, key.stringValue))
    }

    func superEncoder() -> any Encoder {
        ValueEncoder(sink: sink, frame: nested(.undecided, JSONKey.super.stringValue))
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        ValueEncoder(sink: sink, frame: nested(.undecided, key.stringValue))
    }

    private func nested(_ kind: EncodingState.Kind, _ key: String) -> FrameID {
        sink.state.pointee.attempt { state throws(CanonicalJSONError) in
            try state.beginMember(frame, key)
            return state.push(kind, nested: true)
        }
    }
}
