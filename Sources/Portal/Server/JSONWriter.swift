/// Writes JSON straight into a buffer, without a tree in between and without reflection.
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///     json.field("id", id)
///     json.array("units", units) { json, unit in json.value(unit.text) }
/// }
/// ```
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next value or key needs a comma before it.
    private var needsComma = false

    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(0x7B)
        try body(&self)
        close(0x7D)
    }

    package mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) throws -> Void
    ) rethrows {
        open(0x5B)
        for element in elements { try body(&self, element) }
        close(0x5D)
    }

    package mutating func object(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        self.key(key)
        try object(body)
    }

    package mutating func array<Elements: Sequence>(
        _ key: String, _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) throws -> Void
    ) rethrows {
        self.key(key)
        try array(elements, body)
    }

    package mutating func key(_ key: String) {
        separate()
        string(key)
        bytes.append(0x3A)
        needsComma = false
    }

    // MARK: Fields

    package mutating func field(_ key: String, _ text: String) {
        self.key(key)
        value(text)
    }

    /// Null if there is none.
    package mutating func field(_ key: String, _ text: String?) {
        self.key(key)
        if let text { value(text) } else { null() }
    }

    package mutating func field(_ key: String, _ number: some BinaryInteger) {
        self.key(key)
        value(number)
    }

    package mutating func field(_ key: String, _ flag: Bool) {
        self.key(key)
        value(flag)
    }

    // MARK: Values

    package mutating func value(_ text: String) {
        separate()
        string(text)
        needsComma = true
    }

    package mutating func value(_ number: some BinaryInteger) { raw(Array(String(number).utf8)) }

    /// Infinity and NaN have no JSON; they become null.
    package mutating func value(_ number: Double) { number.isFinite ? raw(Array("\(number)".utf8)) : null() }

    package mutating func value(_ flag: Bool) { raw(Array((flag ? "true" : "false").utf8)) }

    package mutating func null() { raw(Array("null".utf8)) }

    /// Bytes that are JSON already.
    package mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    // MARK: Inside

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
    }

    private mutating func string(_ text: String) {
        bytes.append(0x22)
        var text = text
        text.withUTF8 { text in
            // What needs no escape goes in together.
            var start = 0
            for (place, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x3C {
                bytes.append(contentsOf: text[start..<place])
                escape(byte)
                start = place + 1
            }
            bytes.append(contentsOf: text[start...])
        }
        bytes.append(0x22)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: bytes += [0x5C, 0x22]
        case 0x5C: bytes += [0x5C, 0x5C]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x0D: bytes += [0x5C, 0x72]
        case 0x09: bytes += [0x5C, 0x74]
        // A page that embeds JSON must not end early at a tag in it.
        case 0x3C: bytes += Array(#"\u003c"#.utf8)
        default: bytes += [0x5C, 0x75, 0x30, 0x30, Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
