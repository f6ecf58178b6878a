package import Register
import Seals

/// One browser's signed-in time.
package struct Session: Sendable {
    package let signedIn: SignedIn
    package let createdAt: Moment
    /// When it ends whatever happens.
    package let endsAt: Moment
    /// When it ends if nothing is asked for until then.
    package let idleUntil: Moment
    let tokenHash: [UInt8]
    let csrfSecret: [UInt8]

    /// A token for a form. Each one differs, so that compressing a page doesn't give it away.
    package func formToken() -> String {
        let nonce = randomBytes(16)
        return Base64URL.encode(nonce + Digests.hmacSHA256(nonce, key: csrfSecret))
    }

    package func accepts(formToken: String) -> Bool {
        guard let bytes = Base64URL.decode(formToken), bytes.count == 48 else { return false }
        let nonce = Array(bytes.prefix(16))
        return equalInConstantTime(Array(bytes.dropFirst(16)), Digests.hmacSHA256(nonce, key: csrfSecret))
    }

    /// A key for limits and logs that says nothing about the person or the token.
    package var handle: String { Hex.encode(tokenHash.prefix(8)) }
}

/// How long sessions live.
package struct SessionPolicy: Sendable {
    /// Without a request.
    package var idle: Double = 30 * 60
    /// In all, for citizens and organisations.
    package var absolute: Double = 12 * 3600
    /// In all, for the registry's own people: a working day.
    package var absoluteForStaff: Double = 8 * 3600
    /// How exactly the last request is remembered; every one would be a write.
    package var precision: Double = 60

    package init() {}
}

/// Base 64 for URLs and cookies (RFC 4648 section 5), without padding.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> bits & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << (6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil at a character outside the alphabet, padding included.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for character in text.utf8 {
            let value = values[Int(character)]
            guard value != 0xFF else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bits < 6 ? bytes : nil
    }
}
