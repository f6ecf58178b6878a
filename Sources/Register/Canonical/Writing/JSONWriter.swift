/// Writes JSON straight into bytes, for paths that are walked thousands of times a second.
///
/// It sets commas and escapes; what may follow what is the caller's to keep. Keys stay in the order in which they
/// are given: whoever wants canonical bytes gives them sorted.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.key("unit"); json.string(code)
/// json.key("version"); try json.int(7)
/// json.endObject()
/// return json.finish()
/// ```
package struct JSONWriter: ~Copyable {
    private var out: JSONBytes
    /// Whether the next key or value follows another one.
    private var follows = false

    package init(capacity: Int = 512) { out = JSONBytes(capacity: capacity) }

    /// Bytes written so far.
    package var count: Int { out.count }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the member whose value comes next.
    package mutating func key(_ name: String) {
        comma()
        out.appendQuoted(name)
        out.append(UInt8(ascii: ":"))
        follows = false
    }

    /// A name known at compile time, which holds nothing to escape: its bytes are copied as they are.
    package mutating func key(literal name: StaticString) {
        comma()
        out.append(UInt8(ascii: "\""))
        out.append(name)
        out.append("\":")
        follows = false
    }

    package mutating func string(_ value: String) {
        comma()
        out.appendQuoted(value)
    }

    /// - Throws: `integerOutOfRange` beyond ±(2⁵³ − 1).
    package mutating func int(_ value: some BinaryInteger) throws(CanonicalJSONError) {
        guard let value = Int64(exactly: value), CanonicalJSONError.safeIntegers.contains(Int(value)) else {
            throw .integerOutOfRange(String(value), at: "byte \(out.count)")
        }
        comma()
        out.appendDecimal(value)
    }

    /// - Throws: `notFinite`.
    package mutating func double(_ value: Double) throws(CanonicalJSONError) {
        guard value.isFinite else { throw .notFinite(at: "byte \(out.count)") }
        comma()
        out.append(ascii: JSONNumber.format(value))
    }

    package mutating func bool(_ value: Bool) {
        comma()
        out.append(value ? "true" : "false")
    }

    package mutating func null() {
        comma()
        out.append("null")
    }

    /// A value that is JSON already, e.g. a stored body. It is not looked at.
    package mutating func raw(_ json: some Collection<UInt8>) {
        comma()
        out.append(contentsOf: json)
    }

    package mutating func value(_ value: JSONValue) {
        comma()
        value.write(to: &out)
    }

    /// What was written.
    package consuming func finish() -> [UInt8] { out.array() }

    @inline(__always)
    private mutating func comma() {
        if follows { out.append(UInt8(ascii: ",")) }
        follows = true
    }

    @inline(__always)
    private mutating func open(_ byte: UInt8) {
        comma()
        out.append(byte)
        follows = false
    }

    @inline(__always)
    private mutating func close(_ byte: UInt8) {
        out.append(byte)
        follows = true
    }
}

extension JSONBytes {
    /// Text that holds nothing to escape.
    mutating func append(ascii text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    mutating func append(contentsOf bytes: some Collection<UInt8>) {
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable { append($0) }
        if contiguous == nil {
            for byte in bytes { append(byte) }
        }
    }
}
