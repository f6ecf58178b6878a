internal import Crypto

/// A log's public key: Ed25519, signature type 0x01 of C2SP signed-note.
package struct Ed25519Verifier: NoteVerifier, Hashable {
    static let signatureType: UInt8 = 0x01

    package let name: String
    package let keyID: UInt32
    /// 32 bytes as in RFC 8032.
    package let publicKey: [UInt8]

    /// - Throws: `malformedKey` for a name that keys may not bear and for anything but 32 bytes.
    package init(name: String, publicKey: [UInt8]) throws(LedgerError) {
        guard KeyName.isValid(name) else { throw .malformedKey("not a key name: \(name)") }
        guard publicKey.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw .malformedKey("an Ed25519 public key has 32 bytes, not \(publicKey.count)")
        }
        self.name = name
        self.publicKey = publicKey
        self.keyID = KeyName.id(name: name, typeAndKey: [Ed25519Verifier.signatureType] + publicKey)
    }

    /// Reads a verifier key: `name+id+base64(0x01 ‖ public key)`, the form that the Go tools and `vkey` write.
    package init(vkey: some StringProtocol) throws(LedgerError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey("a verifier key is name+id+key") }
        guard let key = Base64.decode(parts[2].utf8) else { throw .malformedKey("the key is not base64") }
        guard key.first == Ed25519Verifier.signatureType else { throw .malformedKey("not an Ed25519 verifier key") }
        try self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard parts[1].isSame(as: KeyName.hexadecimal(keyID)) else {
            throw .malformedKey("the ID of this key is \(KeyName.hexadecimal(keyID)), not \(parts[1])")
        }
    }

    package var vkey: String {
        "\(KeyName.label(name, keyID))+\(Base64.encode([Ed25519Verifier.signatureType] + publicKey))"
    }

    package func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }
}

extension Ed25519Verifier: CustomStringConvertible {
    package var description: String { vkey }
}
