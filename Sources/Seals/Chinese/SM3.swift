import COpenSSL

/// The digest of GB/T 32905-2016.
enum SM3 {
    static func digest(_ bytes: [UInt8]) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        try check(EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sm3(), nil), "EVP_Digest(SM3)")
        return digest
    }

    /// HMAC (RFC 2104) over SM3, 32 bytes.
    static func hmac(_ bytes: [UInt8], key: [UInt8]) throws -> [UInt8] {
        var block = key.count > 64 ? try digest(key) : key
        block.append(contentsOf: [UInt8](repeating: 0, count: 64 - block.count))
        let inner = try digest(block.map { $0 ^ 0x36 } + bytes)
        return try digest(block.map { $0 ^ 0x5C } + inner)
    }
}
