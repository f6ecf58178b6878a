import Crypto

/// Finds an encrypted identifier by equality without decrypting: a keyed digest stands beside the ciphertext.
///
/// Who lacks the key can't test guesses. Normalising the text (case, width, blanks) is the caller's duty.
package struct BlindIndex: Sendable {
    /// Bytes a token; 16 keep accidental collisions out of reach for any register.
    package static let defaultLength = 16

    private let key: SymmetricKey
    private let length: Int

    /// - Parameters:
    ///   - key: 32 bytes. Changing it means to rebuild every index.
    ///   - length: bytes a token, 16 to 32.
    package init(key: [UInt8], length: Int = defaultLength) throws {
        guard key.count == 32 else { throw SealError.malformed("blind index key: 32 bytes are wanted") }
        guard (16...32).contains(length) else { throw SealError.malformed("blind index length \(length)") }
        self.key = SymmetricKey(data: key)
        self.length = length
    }

    /// HMAC-SHA-256 over the domain and the text. The same text in two domains gives unrelated tokens.
    package func token(_ text: String, domain: String) -> [UInt8] {
        var message = withUnsafeBytes(of: UInt32(domain.utf8.count).bigEndian) { Array($0) }
        message.append(contentsOf: domain.utf8)
        message.append(contentsOf: text.utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(length))
    }
}
