import Synchronization

/// Encrypts personal identifiers in columns.
///
/// `context` names the table, the column and where possible the row. It is authenticated, so a ciphertext that is
/// moved to another column or row no longer opens. The layout is suite (1), key version (1), nonce, ciphertext, tag.
package struct FieldCipher: Sendable {
    private let keys: FieldKeys
    private let current: UInt8
    private let suite: CipherSuite

    /// - Parameters:
    ///   - keys: 32 bytes a version. Old versions stay as long as something is encrypted under them.
    ///   - current: the version that encrypts.
    ///   - later: a version that was made since; another process may have encrypted with it already.
    package init(
        keys: [UInt8: [UInt8]], current: UInt8, suite: CipherSuite = .aes256GCM, later: @escaping @Sendable (UInt8) throws -> [UInt8]? = { _ in nil }
    ) throws {
        guard keys.values.allSatisfy({ $0.count == 32 }) else { throw SealError.malformed("field key: 32 bytes are wanted") }
        guard keys[current] != nil else { throw SealError.unknownKey("field key version \(current)") }
        self.keys = FieldKeys(keys, later: later)
        self.current = current
        self.suite = suite
    }

    package func seal(_ text: String, context: String) throws -> [UInt8] {
        var text = text
        return try text.withUTF8 { try seal(UnsafeRawBufferPointer($0), context: context) }
    }

    package func seal(_ plain: [UInt8], context: String) throws -> [UInt8] { try plain.withUnsafeBytes { try seal($0, context: context) } }

    private func seal(_ plain: UnsafeRawBufferPointer, context: String) throws -> [UInt8] {
        let key = try key(current)
        let header = [suite.rawValue, current]
        switch suite {
        case .aes256GCM: return try key.gcm.seal(plain, header: header, context: context)
        case .sm4HMACSM3: return header + (try SM4Cipher(key: key.bytes).seal(Array(plain), context: header + Array(context.utf8)))
        }
    }

    /// Throws ``SealError/notAuthentic`` for altered bytes or another context, ``SealError/unknownKey(_:)`` for a key that isn't held.
    package func open(_ bytes: [UInt8], context: String) throws -> String {
        guard let text = String(validating: try openBytes(bytes, context: context), as: UTF8.self) else { throw SealError.malformed("field text") }
        return text
    }

    /// As ``open(_:context:)``, for what isn't text.
    package func openBytes(_ bytes: [UInt8], context: String) throws -> [UInt8] {
        guard bytes.count > 2 else { throw SealError.notAuthentic }
        guard let suite = CipherSuite(rawValue: bytes[0]) else { throw SealError.unknownKey("suite \(bytes[0])") }
        let key = try key(bytes[1])
        switch suite {
        case .aes256GCM: return try bytes.withUnsafeBytes { try key.gcm.open($0, header: 2, context: context) }
        case .sm4HMACSM3: return try SM4Cipher(key: key.bytes).open(Array(bytes.dropFirst(2)), context: Array(bytes.prefix(2)) + Array(context.utf8))
        }
    }

    /// The key version that a ciphertext was made with, to find what is left to re-encrypt after a rotation.
    package static func keyVersion(of bytes: [UInt8]) -> UInt8? {
        bytes.count > 2 ? bytes[1] : nil
    }

    private func key(_ version: UInt8) throws -> FieldKey {
        guard let key = try keys[version] else { throw SealError.unknownKey("field key version \(version)") }
        return key
    }
}

extension FieldCipher {
    /// The same text under the key that encrypts now; nil for a ciphertext that is already, so that nothing is written twice.
    package func renewed(_ bytes: [UInt8], context: String) throws -> [UInt8]? {
        Self.keyVersion(of: bytes) == current ? nil : try seal(openBytes(bytes, context: context), context: context)
    }
}

private struct FieldKey: Sendable {
    let bytes: [UInt8]
    let gcm: AESGCM

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        gcm = AESGCM(key: bytes)
    }
}

/// Keys by version, with those that came later.
private final class FieldKeys: Sendable {
    private let known: Mutex<[UInt8: FieldKey]>
    private let later: @Sendable (UInt8) throws -> [UInt8]?

    init(_ known: [UInt8: [UInt8]], later: @escaping @Sendable (UInt8) throws -> [UInt8]?) {
        self.known = Mutex(known.mapValues { FieldKey($0) })
        self.later = later
    }

    subscript(version: UInt8) -> FieldKey? {
        get throws {
            if let key = known.withLock({ $0[version] }) { return key }
            guard let bytes = try later(version) else { return nil }
            guard bytes.count == 32 else { throw SealError.malformed("field key: 32 bytes are wanted") }
            let key = FieldKey(bytes)
            known.withLock { $0[version] = key }
            return key
        }
    }
}
