/// The rules of C2SP signed-note for names and for text.
package enum KeyName {
    /// Whether a key may bear this name: not empty, no Unicode space, no plus sign, no control character.
    package static func isValid(_ name: some StringProtocol) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace && $0.value >= 0x20 }
    }

    /// Name and ID together, as messages write them: `example.com/log+530d903a`.
    package static func label(_ name: String, _ id: UInt32) -> String {
        "\(name)+\(hexadecimal(id))"
    }

    static func hexadecimal(_ id: UInt32) -> String { Hexadecimal.encode(bigEndian(id)) }

    static func bigEndian(_ id: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }
    }

    static func id(bigEndian bytes: some Collection<UInt8>) -> UInt32 {
        bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The recommended key ID: SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4].
    package static func id(name: String, typeAndKey: [UInt8]) -> UInt32 {
        Digest32.of(Array(name.utf8) + [0x0a] + typeAndKey).withUnsafeBytes { id(bigEndian: $0) }
    }
}

/// Verifier keys as text (C2SP signed-note): `name+id+base64(type ‖ public key)`.
package enum NoteKey {
    /// The three parts. That the ID fits is for whoever knows the type to check.
    package static func parts(_ vkey: some StringProtocol) throws(LedgerError) -> (name: String, id: UInt32, typeAndKey: [UInt8]) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey("a verifier key is name+id+key") }
        guard let id = UInt32(parts[1], radix: 16), parts[1].isSame(as: KeyName.hexadecimal(id)) else {
            throw .malformedKey("an ID has eight hexadecimal digits")
        }
        guard let key = Base64.decode(parts[2].utf8) else { throw .malformedKey("the key is not base64") }
        return (String(parts[0]), id, key)
    }

    /// Of which kind the key is.
    package static func typeByte(_ vkey: some StringProtocol) throws(LedgerError) -> UInt8 {
        guard let type = try parts(vkey).typeAndKey.first else { throw .malformedKey("the key is empty") }
        return type
    }

    package static func text(name: String, id: UInt32, typeAndKey: [UInt8]) -> String {
        "\(KeyName.label(name, id))+\(Base64.encode(typeAndKey))"
    }
}

extension StringProtocol {
    /// Swift calls two strings equal that look alike (é as one or as two scalars); what is signed is bytes.
    func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
