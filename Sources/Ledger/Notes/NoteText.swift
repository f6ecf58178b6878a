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
    static func id(name: String, typeAndKey: [UInt8]) -> UInt32 {
        Digest32.of(Array(name.utf8) + [0x0a] + typeAndKey).withUnsafeBytes { id(bigEndian: $0) }
    }
}

extension StringProtocol {
    /// Swift calls two strings equal that look alike (é as one or as two scalars); what is signed is bytes.
    func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
