import Crypto

/// Ed25519 (RFC 8032): the log's checkpoints and the messages between departments.
package struct Ed25519Signer: MessageSigner {
    private let key: Curve25519.Signing.PrivateKey
    package let keyID: String
    /// 32 bytes.
    package let publicKey: [UInt8]

    package var algorithm: String { "ed25519" }
    /// The 32 secret bytes. Keep them out of logs.
    package var rawSeed: [UInt8] { Array(key.rawRepresentation) }
    package var verifier: Ed25519Verifier { Ed25519Verifier(key: key.publicKey, keyID: keyID) }

    /// A new random key.
    package init() {
        self.init(key: Curve25519.Signing.PrivateKey(), keyID: nil)
    }

    /// The key of a 32 byte seed. Throws ``SealError/malformed(_:)`` for another length.
    package init(rawSeed: [UInt8], keyID: String? = nil) throws {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawSeed) else {
            throw SealError.malformed("Ed25519 seed of \(rawSeed.count) bytes")
        }
        self.init(key: key, keyID: keyID)
    }

    private init(key: Curve25519.Signing.PrivateKey, keyID: String?) {
        self.key = key
        publicKey = Array(key.publicKey.rawRepresentation)
        self.keyID = keyID ?? defaultKeyID(publicKey: publicKey)
    }

    /// 64 bytes.
    package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: bytes))
    }
}

package struct Ed25519Verifier: MessageVerifier {
    private let key: Curve25519.Signing.PublicKey
    package let keyID: String

    /// Throws ``SealError/malformed(_:)`` unless the key has 32 bytes.
    package init(publicKey: [UInt8], keyID: String? = nil) throws {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            throw SealError.malformed("Ed25519 public key of \(publicKey.count) bytes")
        }
        self.init(key: key, keyID: keyID ?? defaultKeyID(publicKey: publicKey))
    }

    init(key: Curve25519.Signing.PublicKey, keyID: String) {
        self.key = key
        self.keyID = keyID
    }

    package var publicKey: [UInt8] { Array(key.rawRepresentation) }

    package func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        signature.count == 64 && key.isValidSignature(signature, for: bytes)
    }
}
