// swift-crypto has ML-DSA-65 and ML-DSA-87 in its Swift interface alone; the C library in it, which these are made of, has ML-DSA-44 too.
// This is the one file that reaches for it. Its functions are compared with published vectors by `PostQuantumTests`.
internal import CCryptoBoringSSL

/// ML-DSA-44 (FIPS 204) in its pure form, with an empty context.
enum MLDSA44 {
    static let publicKeyBytes = 1_312
    static let signatureBytes = 2_420
    static let seedBytes = 32

    /// The public key that belongs to a seed (ξ of FIPS 204, algorithm 1).
    /// - Returns: nil unless the seed has 32 bytes.
    static func publicKey(seed: [UInt8]) -> [UInt8]? {
        guard var key = privateKey(seed: seed) else { return nil }
        defer { wipe(&key) }
        var own = MLDSA44_public_key()
        guard CCryptoBoringSSL_MLDSA44_public_from_private(&own, &key) == 1 else { return nil }
        var writer = CBB()
        var bytes = [UInt8](repeating: 0, count: publicKeyBytes)
        var count = 0
        let isWritten = bytes.withUnsafeMutableBufferPointer { buffer in
            CCryptoBoringSSL_CBB_init_fixed(&writer, buffer.baseAddress, buffer.count) == 1
                && CCryptoBoringSSL_MLDSA44_marshal_public_key(&writer, &own) == 1
                && CCryptoBoringSSL_CBB_finish(&writer, nil, &count) == 1
        }
        return isWritten && count == publicKeyBytes ? bytes : nil
    }

    /// Signs with fresh randomness, as FIPS 204 recommends.
    static func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8]? {
        guard var key = privateKey(seed: seed) else { return nil }
        defer { wipe(&key) }
        var signature = [UInt8](repeating: 0, count: signatureBytes)
        return CCryptoBoringSSL_MLDSA44_sign(&signature, &key, message, message.count, nil, 0) == 1 ? signature : nil
    }

    /// Whether these bytes are a public key.
    static func isPublicKey(_ bytes: [UInt8]) -> Bool { parse(bytes) != nil }

    static func verify(_ signature: some Collection<UInt8>, of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureBytes, var key = parse(publicKey) else { return false }
        let signature = Array(signature)
        return CCryptoBoringSSL_MLDSA44_verify(&key, signature, signature.count, message, message.count, nil, 0) == 1
    }

    private static func parse(_ bytes: [UInt8]) -> MLDSA44_public_key? {
        guard bytes.count == publicKeyBytes else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            var reader = CBS(data: buffer.baseAddress, len: buffer.count)
            var key = MLDSA44_public_key()
            return CCryptoBoringSSL_MLDSA44_parse_public_key(&key, &reader) == 1 && reader.len == 0 ? key : nil
        }
    }

    private static func privateKey(seed: [UInt8]) -> MLDSA44_private_key? {
        guard seed.count == seedBytes else { return nil }
        var key = MLDSA44_private_key()
        return CCryptoBoringSSL_MLDSA44_private_key_from_seed(&key, seed, seed.count) == 1 ? key : nil
    }

    /// A private key doesn't outlive its use.
    private static func wipe(_ key: inout MLDSA44_private_key) {
        withUnsafeMutableBytes(of: &key) { CCryptoBoringSSL_OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
