import Crypto

/// One-time codes by the clock (RFC 6238): the second factor of officials.
package struct TOTP: Sendable {
    package enum Digest: String, Sendable { case sha1 = "SHA1", sha256 = "SHA256", sha512 = "SHA512" }

    /// Seconds a step.
    package static let period: Int64 = 30

    private let secret: [UInt8]
    private let digits: Int
    private let digest: Digest

    /// Authenticator applications understand six digits over SHA-1 alone, so these are the defaults. Its known weakness
    /// is collisions, which don't matter here.
    package init(secret: [UInt8], digits: Int = 6, digest: Digest = .sha1) throws {
        guard secret.count >= 16 else { throw SealError.malformed("TOTP secret of \(secret.count) bytes") }
        guard (6...8).contains(digits) else { throw SealError.malformed("TOTP of \(digits) digits") }
        self.secret = secret
        self.digits = digits
        self.digest = digest
    }

    /// 20 random bytes, as RFC 4226 advises.
    package static func generateSecret() -> [UInt8] { randomBytes(20) }

    /// The code at a time in seconds since 1970.
    package func code(at seconds: Int64) -> String { code(step: seconds / Self.period) }

    /// The step whose code was given, within `window` steps of now; nil if none.
    ///
    /// Keep the answer with the account and pass it as `after` the next time: a code is good for one sign-in only.
    package func verify(_ code: String, at seconds: Int64, window: Int64 = 1, after lastStep: Int64? = nil) -> Int64? {
        let given = Array(code.utf8)
        let now = seconds / Self.period
        var match: Int64?
        // Every step is computed, so that time doesn't tell which one matched.
        for step in (now - window)...(now + window)
        where equalInConstantTime(given, Array(self.code(step: step).utf8)) && step > (lastStep ?? .min) {
            match = step
        }
        return match
    }

    /// What the QR code for an authenticator application holds.
    package func provisioningURI(issuer: String, account: String) -> String {
        "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(Base32.encode(secret))&issuer=\(escaped(issuer))"
            + "&algorithm=\(digest.rawValue)&digits=\(digits)&period=\(Self.period)"
    }

    private func code(step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let key = SymmetricKey(data: secret)
        let mac: [UInt8] =
            switch digest {
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
            case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
            }
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = [6: 1_000_000, 7: 10_000_000, 8: 100_000_000][digits] ?? 1_000_000
        let text = String(Int(number) % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(Character(UnicodeScalar(byte)))
            default: result += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return result
    }
}
