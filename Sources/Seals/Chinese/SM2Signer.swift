/// SM2 with SM3 (GB/T 32918.2-2016); signatures are DER.
///
/// The signer's distinguishing identifier enters the digest, so both sides must use the same one.
/// GM/T 0009 fixes `1234567812345678` where nothing else is agreed.
package struct SM2Signer: MessageSigner {
    /// The identifier of GM/T 0009 section 10.
    package static let defaultIdentifier = "1234567812345678"

    private let key: PrivateKey
    private let identifier: [UInt8]
    package let keyID: String
    /// DER SubjectPublicKeyInfo.
    package let publicKey: [UInt8]

    package var algorithm: String { "sm2-sm3" }

    /// A new random key.
    package init(identifier: String = defaultIdentifier) throws {
        try self.init(key: .generate(.sm2), identifier: identifier, keyID: nil)
    }

    /// A key in PKCS#8 DER.
    package init(pkcs8: [UInt8], identifier: String = defaultIdentifier, keyID: String? = nil) throws {
        try self.init(key: PrivateKey(pkcs8: pkcs8, kind: .sm2), identifier: identifier, keyID: keyID)
    }

    init(key: PrivateKey, identifier: String, keyID: String?) throws {
        self.key = key
        self.identifier = Array(identifier.utf8)
        publicKey = try key.subjectPublicKeyInfo()
        self.keyID = keyID ?? defaultKeyID(publicKey: publicKey)
    }

    package func pkcs8() throws -> [UInt8] { try key.pkcs8() }

    package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        try key.sign(bytes, digest: .sm3, identifier: identifier)
    }
}

package struct SM2Verifier: MessageVerifier {
    private let key: PublicKey
    private let identifier: [UInt8]
    package let keyID: String

    /// The key is a DER SubjectPublicKeyInfo or an uncompressed point of 65 bytes.
    package init(publicKey: [UInt8], identifier: String = SM2Signer.defaultIdentifier, keyID: String? = nil) throws {
        key = try PublicKey(publicKey, kind: .sm2)
        self.identifier = Array(identifier.utf8)
        self.keyID = try keyID ?? defaultKeyID(publicKey: key.subjectPublicKeyInfo())
    }

    package func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        key.verify(signature, over: bytes, digest: .sm3, identifier: identifier)
    }
}
