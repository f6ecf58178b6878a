import COpenSSL

/// The key derivation of RFC 7914, by OpenSSL.
enum Scrypt {
    static func derive(_ secret: [UInt8], salt: [UInt8], cost: PasswordCost, count: Int) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let answer = secret.withUnsafeBytes { secret in
            EVP_PBE_scrypt(
                secret.baseAddress?.assumingMemoryBound(to: CChar.self), secret.count, salt, salt.count,
                1 << UInt64(cost.logN), UInt64(cost.blockSize), UInt64(cost.parallelism), 1 << 29, &output, count)
        }
        try check(answer, "EVP_PBE_scrypt")
        return output
    }
}
