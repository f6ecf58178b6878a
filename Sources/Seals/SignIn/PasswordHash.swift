/// Passwords at rest: `$scrypt$ln=15,r=8,p=3$salt$digest`, base 64 without padding.
package enum PasswordHash {
    package static func make(_ password: String, cost: PasswordCost = .standard) throws -> String {
        let salt = randomBytes(16)
        let digest = try Scrypt.derive(Array(password.utf8), salt: salt, cost: cost, count: 32)
        return "$scrypt$ln=\(cost.logN),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Base64.encode(salt, padded: false))$\(Base64.encode(digest, padded: false))"
    }

    /// Throws ``SealError/malformed(_:)`` for a stored string that isn't ours, rather than telling the user that the password is wrong.
    package static func verify(_ password: String, against stored: String) throws -> Bool {
        let (cost, salt, digest) = try parse(stored)
        let given = try Scrypt.derive(Array(password.utf8), salt: salt, cost: cost, count: digest.count)
        return equalInConstantTime(given, digest)
    }

    /// True where the stored string was made at another cost and should be made anew at the next sign-in.
    package static func isOutdated(_ stored: String, cost: PasswordCost = .standard) throws -> Bool {
        try parse(stored).cost != cost
    }

    /// Costs as much as ``verify(_:against:)``; run it for unknown accounts, so that time doesn't tell which names exist.
    package static func spend(_ password: String, cost: PasswordCost = .standard) throws {
        _ = try Scrypt.derive(Array(password.utf8), salt: [UInt8](repeating: 0, count: 16), cost: cost, count: 32)
    }

    private static func parse(_ stored: String) throws -> (cost: PasswordCost, salt: [UInt8], digest: [UInt8]) {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let salt = Base64.decode(parts[3]), let digest = Base64.decode(parts[4]), salt.count >= 8, digest.count >= 16
        else { throw SealError.malformed("password string") }
        var numbers: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let halves = pair.split(separator: "=")
            guard halves.count == 2, let number = Int(halves[1]) else { throw SealError.malformed("password string") }
            numbers[halves[0]] = number
        }
        guard let logN = numbers["ln"], let blockSize = numbers["r"], let parallelism = numbers["p"] else {
            throw SealError.malformed("password string")
        }
        return (try PasswordCost(logN: logN, blockSize: blockSize, parallelism: parallelism), salt, digest)
    }
}
