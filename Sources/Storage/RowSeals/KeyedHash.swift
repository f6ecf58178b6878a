import Crypto

/// HMAC-SHA-256 (RFC 2104) under one key, both halves of which are hashed once and not for every code.
struct KeyedHash: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: not longer than a block; 32 bytes are enough.
    init(key: [UInt8]) {
        precondition(key.count <= SHA256.blockByteCount, "a key of at most a block")
        inner = Self.begun(key, padding: 0x36)
        outer = Self.begun(key, padding: 0x5C)
    }

    private static func begun(_ key: [UInt8], padding: UInt8) -> SHA256 {
        let block = (key + Array(repeating: 0, count: SHA256.blockByteCount - key.count)).map { $0 ^ padding }
        var hash = SHA256()
        block.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }

    /// What several codes begin with.
    func begin(with bytes: [UInt8]) -> SHA256 { Self.adding(bytes, to: inner) }

    /// The code over what was begun, and then the bytes.
    func code(_ begun: SHA256, _ bytes: [UInt8] = []) -> SHA256Digest {
        let hashed = (bytes.isEmpty ? begun : Self.adding(bytes, to: begun)).finalize()
        var whole = outer
        hashed.withUnsafeBytes { whole.update(bufferPointer: $0) }
        return whole.finalize()
    }

    private static func adding(_ bytes: [UInt8], to begun: SHA256) -> SHA256 {
        var hash = begun
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }
}
