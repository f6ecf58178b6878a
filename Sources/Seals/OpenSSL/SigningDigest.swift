import COpenSSL

/// The digests that our keys sign.
enum SigningDigest: Sendable {
    case sha256
    case sm3

    var method: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sm3: EVP_sm3()
        }
    }
}

/// Runs one digest-sign or digest-verify operation with its contexts.
///
/// The identifier must be set before the operation is initialised, or SM2 would compute Z without it.
func withDigestContext<T>(
    _ key: OpaquePointer, identifier: [UInt8]?, _ body: (OpaquePointer) throws -> T
) throws -> T {
    guard let context = EVP_MD_CTX_new() else { throw openSSLFailure("EVP_MD_CTX_new") }
    guard let identifier else {
        defer { EVP_MD_CTX_free(context) }
        return try body(context)
    }
    guard let keyContext = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
        EVP_MD_CTX_free(context)
        throw openSSLFailure("EVP_PKEY_CTX_new_from_pkey")
    }
    // The digest context points at the key context, so it goes first.
    defer { EVP_PKEY_CTX_free(keyContext) }
    defer { EVP_MD_CTX_free(context) }
    try check(EVP_PKEY_CTX_set1_id(keyContext, identifier, Int32(identifier.count)), "EVP_PKEY_CTX_set1_id")
    EVP_MD_CTX_set_pkey_ctx(context, keyContext)
    return try body(context)
}
