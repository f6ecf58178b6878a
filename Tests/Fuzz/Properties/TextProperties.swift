import Ledger
import Register

enum TextProperties {
    private struct Shape: Codable {
        var name: String?
        var count: Int?
        var rate: Double?
        var list: [Shape]?
        var table: [String: JSONValue]?
    }

    static func json(_ bytes: [UInt8]) throws -> String? {
        let value = try JSONValue(parsing: bytes)
        let canonical = value.canonicalBytes
        if try CanonicalJSON.canonicalize(bytes) != canonical { return "two canonical forms of one text" }
        let again = try JSONValue(parsing: canonical)
        if again.canonicalBytes != canonical { return "the canonical form is not canonical" }
        if try CanonicalJSON.encode(value) != canonical { return "a value is encoded otherwise than canonically" }
        // A shape that doesn't fit is refused by the library's own error, never by a trap.
        if let shape = try? CanonicalJSON.decode(Shape.self, from: bytes) { _ = try? CanonicalJSON.encode(shape) }
        _ = try? CanonicalJSON.decode([Shape].self, from: bytes)
        return nil
    }

    static func encoding(_ bytes: [UInt8]) throws -> String? {
        if Base64.decode(Base64.encode(bytes).utf8) != bytes { return "bytes don't survive base64" }
        if Hexadecimal.decode(Hexadecimal.encode(bytes).utf8) != bytes { return "bytes don't survive hexadecimal digits" }
        if DecimalText.decode(DecimalText.encode(bytes)) != bytes { return "bytes don't survive decimal digits" }
        if let read = Base64.decode(bytes), Array(Base64.encode(read).utf8) != bytes { return "two base64 texts for the same bytes" }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        if let read = DecimalText.decode(text), Array(DecimalText.encode(read).utf8) != bytes { return "two decimal texts for the same bytes" }
        var reader = ByteReader(bytes)
        while !reader.isAtEnd, let number = try? reader.number() {
            var written: [UInt8] = []
            CompactProof.append(number, to: &written)
            var back = ByteReader(written)
            if try back.number() != number { return "a number doesn't survive" }
        }
        return nil
    }
}
