import Crypto
import Register

/// An envelope's canonical bytes with their detached signature: what is sent, received, believed and kept as evidence.
package struct SignedMessage: Hashable, Sendable {
    package let bytes: [UInt8]
    package let keyID: String
    package let signature: [UInt8]

    package init(bytes: [UInt8], keyID: String, signature: [UInt8]) {
        self.bytes = bytes
        self.keyID = keyID
        self.signature = signature
    }

    /// Writes an envelope in canonical form and signs it.
    package init(_ envelope: Envelope, keyID: String, sign: ([UInt8]) throws -> [UInt8]) throws {
        bytes = try CanonicalJSON.encode(envelope)
        self.keyID = keyID
        signature = try sign(bytes)
    }

    /// SHA-256 of the bytes, in hexadecimal.
    package var digest: String { SHA256.hash(data: bytes).hexadecimal }

    /// - Throws: if the bytes are not an envelope in canonical form: two readings of one message must not be possible.
    package func envelope() throws -> Envelope {
        guard bytes.count <= Envelope.sizeLimit else { throw MessageError.tooLarge }
        let envelope = try CanonicalJSON.decode(Envelope.self, from: bytes)
        guard try CanonicalJSON.encode(envelope) == bytes else { throw MessageError.notCanonical }
        return envelope
    }
}

package enum MessageError: Error, Hashable, Sendable {
    case tooLarge
    case notCanonical
    case unsigned
    case unknownKey(String)
    case badSignature
    case stale
    case wrongAddress
    case wrongContract
    case foreignAnswer
    /// It speaks of another person, unit, project or order than was asked for.
    case foreignSubject
    case malformed(String)

    package var code: String {
        switch self {
        case .tooLarge: "message-too-large"
        case .notCanonical: "message-not-canonical"
        case .unsigned: "message-unsigned"
        case .unknownKey: "unknown-key"
        case .badSignature: "bad-signature"
        case .stale: "message-stale"
        case .wrongAddress: "wrong-address"
        case .wrongContract: "wrong-contract"
        case .foreignAnswer: "foreign-answer"
        case .foreignSubject: "foreign-subject"
        case .malformed: "message-malformed"
        }
    }
}

extension SignedMessage {
    /// Reads the signature out of the two headers.
    package init(bytes: [UInt8], keyHeader: String?, signatureHeader: String?) throws {
        guard let keyHeader, let signatureHeader, let signature = [UInt8](hexadecimal: signatureHeader) else { throw MessageError.unsigned }
        self.init(bytes: bytes, keyID: keyHeader, signature: signature)
    }

    package var signatureHeader: String { signature.hexadecimal }
}

extension Sequence<UInt8> {
    /// Two digits a byte, in small letters.
    fileprivate var hexadecimal: String {
        let bytes = Array(self)
        return String(unsafeUninitializedCapacity: 2 * bytes.count) { digits in
            for (place, byte) in bytes.enumerated() {
                digits[2 * place] = Self.digit(byte >> 4)
                digits[2 * place + 1] = Self.digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

extension [UInt8] {
    package init?(hexadecimal text: some StringProtocol) {
        guard text.utf8.count % 2 == 0, text.utf8.count <= 16_384 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var high: UInt8?
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case 0x30...0x39: value = character - 0x30
            case 0x61...0x66: value = character - 0x57
            case 0x41...0x46: value = character - 0x37
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        self = bytes
    }
}
