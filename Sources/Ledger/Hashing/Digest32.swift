internal import Crypto

/// A SHA-256 hash: 32 bytes held inline, so that a million of them cost 32 MB and no allocation.
package struct Digest32: Hashable, Sendable {
    package static let byteCount = 32

    // The bytes as they lie in memory, whatever the byte order of the machine: only ever copied and compared.
    private let a, b, c, d: UInt64

    /// - Precondition: the buffer has 32 bytes.
    package init(unchecked bytes: UnsafeRawBufferPointer) {
        a = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        b = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        c = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        d = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { Digest32(unchecked: $0) }
    }

    /// - Returns: nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        let array = Array(bytes)
        guard array.count == Digest32.byteCount else { return nil }
        self = array.withUnsafeBytes { Digest32(unchecked: $0) }
    }

    /// - Returns: nil unless the text is the one standard base64 form (RFC 4648 section 4) of 32 bytes.
    package init?(base64 text: some StringProtocol) {
        guard let bytes = Base64.decode(text.utf8) else { return nil }
        self.init(bytes)
    }

    /// - Returns: nil unless the text is 64 hexadecimal digits.
    package init?(hex text: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(text.utf8) else { return nil }
        self.init(bytes)
    }

    /// The SHA-256 of some bytes, without the prefixes of a Merkle tree.
    package static func of(_ bytes: some Collection<UInt8>) -> Digest32 {
        var hasher = SHA256()
        hasher.update(bytes)
        return Digest32(hasher.finalize())
    }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self, body)
    }

    package var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
    package var base64: String { withUnsafeBytes { Base64.encode($0) } }
    /// Writes it in lower-case hexadecimal behind what is there.
    package func appendHex(to text: inout [UInt8]) {
        withUnsafeBytes { bytes in
            for byte in bytes {
                text.append(Self.hexDigit(byte >> 4))
                text.append(Self.hexDigit(byte & 0x0f))
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }

    package var hex: String { withUnsafeBytes { Hexadecimal.encode($0) } }
}

extension Digest32: CustomStringConvertible {
    package var description: String { hex }
}

extension [UInt8] {
    mutating func append(_ digest: Digest32) {
        digest.withUnsafeBytes { append(contentsOf: $0) }
    }
}

extension SHA256 {
    mutating func update(_ bytes: some Collection<UInt8>) {
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable {
            update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if contiguous == nil {
            Array(bytes).withUnsafeBytes { update(bufferPointer: $0) }
        }
    }
}
