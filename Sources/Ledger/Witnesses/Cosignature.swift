internal import Crypto

/// A witness's public key: Ed25519 with timestamp, signature type 0x04 (C2SP tlog-cosignature, `cosignature/v1`).
///
/// What it accepts says: at that time this was the largest tree of the log that the witness had seen, and it extends all before.
package struct CosignatureVerifier: NoteVerifier, Hashable {
    static let signatureType: UInt8 = 0x04
    static let signatureBytes = 72

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
        self.keyID = KeyName.id(name: name, typeAndKey: [CosignatureVerifier.signatureType] + publicKey)
    }

    /// Reads a verifier key: `name+id+base64(0x04 ‖ public key)`.
    package init(vkey: some StringProtocol) throws(LedgerError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey("a verifier key is name+id+key") }
        guard let key = Base64.decode(parts[2].utf8) else { throw .malformedKey("the key is not base64") }
        guard key.first == CosignatureVerifier.signatureType else { throw .malformedKey("not an Ed25519 key of a witness") }
        try self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard parts[1].isSame(as: KeyName.hexadecimal(keyID)) else {
            throw .malformedKey("the ID of this key is \(KeyName.hexadecimal(keyID)), not \(parts[1])")
        }
    }

    package var vkey: String {
        "\(KeyName.label(name, keyID))+\(Base64.encode([CosignatureVerifier.signatureType] + publicKey))"
    }

    package func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard let time = CosignatureVerifier.time(of: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(signature[8...], for: CosignatureVerifier.message(text, at: time))
    }

    /// When a cosignature says it was made, in seconds since 1970. Means nothing before it was verified.
    /// - Returns: nil for another length and beyond 2^63 - 1.
    package static func time(of signature: [UInt8]) -> Int64? {
        guard signature.count == signatureBytes else { return nil }
        let seconds = signature[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: seconds)
    }

    /// What is signed: two lines, then the whole text of the checkpoint.
    static func message(_ text: [UInt8], at seconds: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n".utf8) + text
    }
}

extension CosignatureVerifier: CustomStringConvertible {
    package var description: String { vkey }
}

/// A witness's private key. Printing it shows the public half alone.
package struct CosignatureSigner: Sendable {
    package let verifier: CosignatureVerifier
    private let seed: [UInt8]

    /// - Parameter seed: The 32 secret bytes of RFC 8032.
    package init(name: String, seed: [UInt8]) throws(LedgerError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .malformedKey("an Ed25519 private key has 32 bytes, not \(seed.count)")
        }
        self.verifier = try CosignatureVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        self.seed = seed
    }

    /// Cosigns the text of a checkpoint. Whoever calls has checked it against every tree seen before and stored it.
    /// - Parameter seconds: Since 1970; not negative.
    package func cosign(_ text: String, at seconds: Int64) throws -> NoteSignature {
        guard seconds >= 0 else { throw LedgerError.malformedNote("a time before 1970") }
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        let signature = try key.signature(for: CosignatureVerifier.message(Array(text.utf8), at: seconds))
        let time = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: seconds >> Int64($0)) }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: time + Array(signature))
    }
}

extension CosignatureSigner: CustomStringConvertible, CustomReflectable {
    package var description: String { "witness \(KeyName.label(verifier.name, verifier.keyID))" }
    package var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
