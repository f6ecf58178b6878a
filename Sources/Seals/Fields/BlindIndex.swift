import Crypto
import Synchronization

/// Finds an encrypted identifier by equality without decrypting: a keyed digest stands beside the ciphertext.
///
/// Who lacks the key can't test guesses. Normalising the text (case, width, blanks) is the caller's duty. After a change of keys there
/// are tokens of several until all rows have been indexed anew: what is sought is sought by all of them, or one person would be two.
package struct BlindIndex: Sendable {
    /// Bytes a token; 16 keep accidental collisions out of reach for any register.
    package static let defaultLength = 16

    private let current: SymmetricKey
    private let keys: IndexKeys
    private let length: Int

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - length: bytes a token, 16 to 32.
    package init(key: [UInt8], length: Int = defaultLength) throws {
        try self.init(keys: [key], length: length)
    }

    /// - Parameters:
    ///   - keys: 32 bytes each, the oldest first; the last one makes new tokens.
    ///   - later: the key behind so many, if another process has made one since.
    package init(
        keys: [[UInt8]], length: Int = defaultLength, later: @escaping @Sendable (_ count: Int) throws -> [UInt8]? = { _ in nil }
    ) throws {
        guard let last = keys.last, keys.allSatisfy({ $0.count == 32 }) else { throw SealError.malformed("blind index key: 32 bytes are wanted") }
        guard (16...32).contains(length) else { throw SealError.malformed("blind index length \(length)") }
        current = SymmetricKey(data: last)
        self.keys = IndexKeys(keys.map { SymmetricKey(data: $0) }, later: later)
        self.length = length
    }

    /// HMAC-SHA-256 over the domain and the text. The same text in two domains gives unrelated tokens.
    package func token(_ text: String, domain: String) -> [UInt8] {
        token(Self.message(text, domain), current)
    }

    /// The tokens of all keys, that of the current one first.
    package func tokens(_ text: String, domain: String) -> [[UInt8]] {
        let message = Self.message(text, domain)
        let first = token(message, current)
        return [first] + keys.all().map { token(message, $0) }.filter { $0 != first }
    }

    private static func message(_ text: String, _ domain: String) -> [UInt8] {
        var message = withUnsafeBytes(of: UInt32(domain.utf8.count).bigEndian) { Array($0) }
        message.append(contentsOf: domain.utf8)
        message.append(contentsOf: text.utf8)
        return message
    }

    private func token(_ message: [UInt8], _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(length))
    }
}

/// All keys of an index, with those that came later.
private final class IndexKeys: Sendable {
    private let known: Mutex<[SymmetricKey]>
    private let later: @Sendable (Int) throws -> [UInt8]?

    init(_ known: [SymmetricKey], later: @escaping @Sendable (Int) throws -> [UInt8]?) {
        self.known = Mutex(known)
        self.later = later
    }

    func all() -> [SymmetricKey] {
        known.withLock { keys in
            while let key = try? later(keys.count) { keys.append(SymmetricKey(data: key)) }
            return keys
        }
    }
}
