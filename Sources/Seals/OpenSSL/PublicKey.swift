import COpenSSL

/// Owns an `EVP_PKEY` with a public part. Sendable for the reason given at ``PrivateKey``.
final class PublicKey: @unchecked Sendable {
    private let pointer: OpaquePointer

    deinit { EVP_PKEY_free(pointer) }

    /// Reads a DER SubjectPublicKeyInfo or an uncompressed point, and refuses another curve.
    init(_ bytes: [UInt8], kind: CurveKind) throws {
        let der = bytes.count == 65 && bytes[0] == 4 ? kind.publicKeyPrefix + bytes : bytes
        pointer = try decoded("d2i_PUBKEY", der) { d2i_PUBKEY(nil, $0, $1) }
        guard EVP_PKEY_is_a(pointer, kind.typeName) == 1 else {
            throw SealError.malformed("public key: expected \(kind.typeName)")
        }
    }

    func subjectPublicKeyInfo() throws -> [UInt8] {
        try encoded("i2d_PUBKEY") { i2d_PUBKEY(pointer, $0) }
    }

    func verify(_ signature: [UInt8], over bytes: [UInt8], digest: SigningDigest, identifier: [UInt8]? = nil) -> Bool {
        let good = try? withDigestContext(pointer, identifier: identifier) { context in
            try check(EVP_DigestVerifyInit(context, nil, digest.method, nil, pointer), "EVP_DigestVerifyInit")
            return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
        }
        // A wrong signature leaves entries in this thread's queue that would be read as another call's.
        ERR_clear_error()
        return good ?? false
    }
}
