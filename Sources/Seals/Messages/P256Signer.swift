/// ECDSA on P-256 with SHA-256; signatures are DER. The key of the electronic seal is of this kind.
package struct P256Signer: MessageSigner {
    let key: PrivateKey
    package let keyID: String
    /// DER SubjectPublicKeyInfo (RFC 5480).
    package let publicKey: [UInt8]

    package var algorithm: String { "p256-sha256" }

    /// A new random key.
    package init() throws {
        try self.init(key: .generate(.p256), keyID: nil)
    }

    /// A key in PKCS#8 DER.
    package init(pkcs8: [UInt8], keyID: String? = nil) throws {
        try self.init(key: PrivateKey(pkcs8: pkcs8, kind: .p256), keyID: keyID)
    }

    init(key: PrivateKey, keyID: String?) throws {
        self.key = key
        publicKey = try key.subjectPublicKeyInfo()
        self.keyID = keyID ?? defaultKeyID(publicKey: publicKey)
    }

    package func pkcs8() throws -> [UInt8] { try key.pkcs8() }

    package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        try key.sign(bytes, digest: .sha256)
    }
}

package struct P256Verifier: MessageVerifier {
    private let key: PublicKey
    package let keyID: String

    /// The key is a DER SubjectPublicKeyInfo or an uncompressed point of 65 bytes.
    package init(publicKey: [UInt8], keyID: String? = nil) throws {
        key = try PublicKey(publicKey, kind: .p256)
        self.keyID = try keyID ?? defaultKeyID(publicKey: key.subjectPublicKeyInfo())
    }

    package func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        key.verify(signature, over: bytes, digest: .sha256)
    }
}
