/// An array that is being written.
struct UnkeyedWriter: UnkeyedEncodingContainer {
    let sink: EncodingSink
    let frame: FrameID

    var codingPath: [any CodingKey] { sink.state.pointee.codingPath }
    var count: Int { sink.state.pointee.count(frame) }

    func encodeNil() throws {
        try sink.state.pointee.beginElement(frame)
        sink.state.pointee.out.append("null")
    }

    func encode(_ value: Bool) throws {
        try sink.state.pointee.beginElement(frame)
        sink.state.pointee.write(value)
    }

    func encode(_ value: String) throws {
        try sink.state.pointee.beginElement(frame)
        sink.state.pointee.out.appendQuoted(value)
    }

    func encode(_ value: Double) throws { try element { try sink.state.pointee.write(value) } }
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
    func encode<T: Encodable>(_ value: T) throws { try element { try sink.write(value) } }

    private func integer(_ value: some FixedWidthInteger) throws {
        let safe = try sink.state.pointee.safe(value, in: frame, String(count))
        try sink.state.pointee.beginElement(frame)
        sink.state.pointee.out.appendDecimal(safe)
    }

    /// An element that may throw: then nothing of it remains.
    @inline(__always)
    private func element(_ value: () throws -> Void) throws {
        try sink.state.pointee.activate(frame)
        try sink.wholly {
            try sink.state.pointee.beginElement(frame)
            try value()
        }
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(KeyedWriter<Nested>(sink: sink, frame: nested(.object)))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedWriter(sink: sink, frame: nested(.array))
    }

    func superEncoder() -> any Encoder { ValueEncoder(sink: sink, frame: nested(.undecided)) }

    private func nested(_ kind: EncodingState.Kind) -> FrameID {
        sink.state.pointee.attempt { state throws(CanonicalJSONError) in
            try state.beginElement(frame)
            return state.push(kind, nested: true)
        }
    }
}
