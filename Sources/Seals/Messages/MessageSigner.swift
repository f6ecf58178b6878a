/// Signs messages between departments, checkpoints and receipts with one key.
///
/// A production deployment puts its hardware module behind this protocol.
package protocol MessageSigner: Sendable {
    /// Names the key to those who verify. Peers find the verifier by it.
    var keyID: String { get }
    /// `ed25519`, `p256-sha256` or `sm2-sm3`.
    var algorithm: String { get }
    func sign(_ bytes: [UInt8]) throws -> [UInt8]
    /// The one key that signs now, so that a message bears the name of the key that signed it.
    var current: any MessageSigner { get }
}

extension MessageSigner {
    package var current: any MessageSigner { self }
}

/// Verifies what the holder of one key has signed.
package protocol MessageVerifier: Sendable {
    var keyID: String { get }
    /// False for a wrong as well as for a malformed signature.
    func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool
}

/// The name of a key that was given none: the first eight bytes of the SHA-256 of its public part.
func defaultKeyID(publicKey: [UInt8]) -> String {
    Hex.encode(Digests.sha256(publicKey).prefix(8))
}
