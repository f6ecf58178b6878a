/// What one guess at a password costs: scrypt parameters (RFC 7914). Memory is 128 * 2^logN * blockSize bytes.
package struct PasswordCost: Sendable, Hashable {
    package let logN: Int
    package let blockSize: Int
    package let parallelism: Int

    /// Throws ``SealError/malformed(_:)`` outside sane bounds, so that a forged string can't exhaust the memory.
    package init(logN: Int, blockSize: Int = 8, parallelism: Int = 1) throws {
        guard (1...20).contains(logN), (1...32).contains(blockSize), (1...16).contains(parallelism),
            128 * blockSize << logN <= 1 << 28
        else { throw SealError.malformed("scrypt cost \(logN),\(blockSize),\(parallelism)") }
        self.init(checked: logN, blockSize, parallelism)
    }

    private init(checked logN: Int, _ blockSize: Int, _ parallelism: Int) {
        self.logN = logN
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2^15, r = 8, p = 3: 32 MiB, one of the settings that OWASP holds equal to N = 2^17.
    package static let standard = PasswordCost(checked: 15, 8, 3)
    /// N = 2^4: for generated data only, where thousands of accounts share a published password.
    package static let cheapest = PasswordCost(checked: 4, 8, 1)
}
