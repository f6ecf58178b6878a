import COpenSSL

/// Owns an `EVP_PKEY` with a private part.
///
/// Sendable: an `EVP_PKEY` isn't changed after it was made, its count of references is atomic, and OpenSSL 3
/// guards its caches by locks, so any number of threads may sign with it at once.
final class PrivateKey: @unchecked Sendable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    static func generate(_ kind: CurveKind) throws -> PrivateKey {
        let key = switch kind {
        case .p256: dengbu_ec_keygen("P-256")
        case .sm2: dengbu_sm2_keygen()
        }
        guard let key else { throw openSSLFailure("EVP_PKEY_Q_keygen") }
        return PrivateKey(owning: key)
    }

    /// Reads PKCS#8 DER and refuses a key on another curve.
    convenience init(pkcs8: [UInt8], kind: CurveKind) throws {
        let key = try decoded("d2i_AutoPrivateKey", pkcs8) { d2i_AutoPrivateKey(nil, $0, $1) }
        guard EVP_PKEY_is_a(key, kind.typeName) == 1 else {
            EVP_PKEY_free(key)
            throw SealError.malformed("private key: expected \(kind.typeName)")
        }
        self.init(owning: key)
    }

    func pkcs8() throws -> [UInt8] {
        guard let info = EVP_PKEY2PKCS8(pointer) else { throw openSSLFailure("EVP_PKEY2PKCS8") }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        return try encoded("i2d_PKCS8_PRIV_KEY_INFO") { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
    }

    func subjectPublicKeyInfo() throws -> [UInt8] {
        try encoded("i2d_PUBKEY") { i2d_PUBKEY(pointer, $0) }
    }

    /// A DER signature.
    func sign(_ bytes: [UInt8], digest: SigningDigest, identifier: [UInt8]? = nil) throws -> [UInt8] {
        try withDigestContext(pointer, identifier: identifier) { context in
            try check(EVP_DigestSignInit(context, nil, digest.method, nil, pointer), "EVP_DigestSignInit")
            var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(pointer)))
            var length = signature.count
            try check(EVP_DigestSign(context, &signature, &length, bytes, bytes.count), "EVP_DigestSign")
            signature.removeLast(signature.count - length)
            return signature
        }
    }
}
