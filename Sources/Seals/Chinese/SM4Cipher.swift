import COpenSSL

/// SM4 (GB/T 32907-2016) in counter mode, authenticated by HMAC-SM3 over context, counter and ciphertext.
///
/// OpenSSL 3.0 has no SM4-GCM, so this is encrypt-then-MAC with two keys derived from one of 32 bytes.
struct SM4Cipher: Sendable {
    static let nonceLength = 16
    static let tagLength = 32

    private let encryptionKey: [UInt8]
    private let authenticationKey: [UInt8]

    init(key: [UInt8]) throws {
        encryptionKey = Array(try SM3.hmac(Array("dengbu sm4-ctr encryption".utf8), key: key).prefix(16))
        authenticationKey = try SM3.hmac(Array("dengbu sm4-ctr authentication".utf8), key: key)
    }

    /// Nonce, ciphertext, tag.
    func seal(_ plain: [UInt8], context: [UInt8]) throws -> [UInt8] {
        let nonce = randomBytes(Self.nonceLength)
        let sealed = nonce + (try Self.counterMode(plain, key: encryptionKey, counter: nonce))
        return sealed + (try tag(sealed, context: context))
    }

    func open(_ bytes: [UInt8], context: [UInt8]) throws -> [UInt8] {
        guard bytes.count >= Self.nonceLength + Self.tagLength else { throw SealError.notAuthentic }
        let sealed = Array(bytes.dropLast(Self.tagLength))
        guard equalInConstantTime(try tag(sealed, context: context), Array(bytes.suffix(Self.tagLength))) else {
            throw SealError.notAuthentic
        }
        return try Self.counterMode(
            Array(sealed.dropFirst(Self.nonceLength)), key: encryptionKey, counter: Array(sealed.prefix(Self.nonceLength)))
    }

    /// The length of the context stands before it, so that no two pairs give the same message.
    private func tag(_ sealed: [UInt8], context: [UInt8]) throws -> [UInt8] {
        let length = withUnsafeBytes(of: UInt64(context.count).bigEndian) { Array($0) }
        return try SM3.hmac(length + context + sealed, key: authenticationKey)
    }

    /// Encrypts or decrypts: counter mode is its own inverse.
    static func counterMode(_ bytes: [UInt8], key: [UInt8], counter: [UInt8]) throws -> [UInt8] {
        guard let cipher = EVP_CIPHER_CTX_new() else { throw openSSLFailure("EVP_CIPHER_CTX_new") }
        defer { EVP_CIPHER_CTX_free(cipher) }
        try check(EVP_EncryptInit_ex(cipher, EVP_sm4_ctr(), nil, key, counter), "EVP_EncryptInit_ex(SM4-CTR)")
        var output = [UInt8](repeating: 0, count: bytes.count + 16)
        var length: Int32 = 0
        try check(EVP_EncryptUpdate(cipher, &output, &length, bytes, Int32(bytes.count)), "EVP_EncryptUpdate(SM4-CTR)")
        output.removeLast(output.count - Int(length))
        return output
    }
}
