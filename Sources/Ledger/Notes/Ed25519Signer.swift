internal import Crypto

/// A log's private key. Printing it shows the public half alone.
package struct Ed25519Signer: NoteSigner {
    package let verifier: Ed25519Verifier
    private let seed: [UInt8]

    /// - Parameter seed: The 32 secret bytes of RFC 8032.
    package init(name: String, seed: [UInt8]) throws(LedgerError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .malformedKey("an Ed25519 private key has 32 bytes, not \(seed.count)")
        }
        self.verifier = try Ed25519Verifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        self.seed = seed
    }

    /// A new key from the system's source of randomness.
    package static func generate(name: String) throws(LedgerError) -> Ed25519Signer {
        try Ed25519Signer(name: name, seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
    }

    /// Reads a signer key: `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`, the form that the Go tools and `skey` write.
    package init(skey: some StringProtocol) throws(LedgerError) {
        let prefix = "PRIVATE+KEY+"
        guard skey.hasPrefix(prefix) else { throw .malformedKey("a signer key begins with \(prefix)") }
        let parts = skey.dropFirst(prefix.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey("a signer key is \(prefix)name+id+key") }
        guard let key = Base64.decode(parts[2].utf8) else { throw .malformedKey("the key is not base64") }
        guard key.first == Ed25519Verifier.signatureType else { throw .malformedKey("not an Ed25519 signer key") }
        try self.init(name: String(parts[0]), seed: Array(key.dropFirst()))
        guard parts[1].isSame(as: KeyName.hexadecimal(keyID)) else {
            throw .malformedKey("the ID of this key is \(KeyName.hexadecimal(keyID)), not \(parts[1])")
        }
    }

    /// Secret: whoever reads it can sign for the log.
    package var skey: String {
        "PRIVATE+KEY+\(KeyName.label(name, keyID))+\(Base64.encode([Ed25519Verifier.signatureType] + seed))"
    }

    package var name: String { verifier.name }
    package var keyID: UInt32 { verifier.keyID }
    package var vkey: String { verifier.vkey }

    package func sign(_ text: [UInt8]) throws -> [UInt8] {
        Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: text))
    }
}

extension Ed25519Signer: CustomStringConvertible, CustomReflectable {
    package var description: String { "signer \(KeyName.label(name, keyID))" }
    package var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
