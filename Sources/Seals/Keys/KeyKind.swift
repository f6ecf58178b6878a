/// What a key in a ``KeyFolder`` is for. The number is part of the authenticated key file.
package enum KeyKind: UInt8, Sendable, CaseIterable {
    /// A 32 byte seed.
    case ed25519 = 1
    /// PKCS#8 DER.
    case p256 = 2
    /// PKCS#8 DER.
    case sm2 = 3
    /// 32 random bytes.
    case symmetric = 4
    /// A 32 byte seed (ξ of FIPS 204).
    case mldsa44 = 5

    func generate() throws -> [UInt8] {
        switch self {
        case .ed25519: Ed25519Signer().rawSeed
        case .p256: try PrivateKey.generate(.p256).pkcs8()
        case .sm2: try PrivateKey.generate(.sm2).pkcs8()
        case .symmetric, .mldsa44: randomBytes(32)
        }
    }
}
