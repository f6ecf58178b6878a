/// Keeps files by the SHA-256 of their content: the same content is kept once, and what is read is what was stored.
package protocol BlobStore: Sendable {
    /// Stores what the chunks add up to, without holding it in memory. Durable when it returns.
    /// - Throws: ``BlobError/tooLarge(limit:)`` as soon as there are more than `limit` bytes, and what the sequence throws.
    ///   Nothing is kept then.
    func store<Chunks: AsyncSequence>(_ chunks: Chunks, limit: Int64) async throws -> StoredBlob
    where Chunks.Element: Collection & Sendable, Chunks.Element.Element == UInt8

    /// Stores content that is in memory already.
    func store(_ bytes: [UInt8]) async throws -> StoredBlob

    /// The whole content.
    /// - Throws: ``BlobError/missing(_:)``, ``BlobError/damaged(_:)`` if it no longer has its digest.
    func read(_ digest: BlobDigest) async throws -> [UInt8]

    /// The content in chunks of at most 64 KiB. The last step throws ``BlobError/damaged(_:)`` if the content no longer has
    /// its digest, so a consumer must not trust it before the sequence has ended.
    func chunks(of digest: BlobDigest) async throws -> AsyncThrowingStream<[UInt8], any Error>

    /// How many bytes the content has; nil if it is not there.
    func size(of digest: BlobDigest) async throws -> Int64?

    /// Forgets the content. Nothing happens if it is not there.
    func remove(_ digest: BlobDigest) async throws
}

extension BlobStore {
    package func store(_ bytes: [UInt8]) async throws -> StoredBlob {
        let chunks = AsyncStream<[UInt8]> { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
        return try await store(chunks, limit: Int64(bytes.count))
    }

    package func contains(_ digest: BlobDigest) async throws -> Bool {
        try await size(of: digest) != nil
    }
}

/// What was stored.
package struct StoredBlob: Sendable, Hashable {
    package let digest: BlobDigest
    /// In bytes.
    package let size: Int64
}

/// The SHA-256 of a content, as 64 lower-case hexadecimal digits.
package struct BlobDigest: Sendable, Hashable, SQLConvertible {
    package let hex: String

    /// Nil if it is not a digest. Only digits pass, so a digest is always safe in a path.
    package init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            return nil
        }
        self.hex = hex
    }

    init(_ bytes: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package var sqlValue: SQLValue { .text(hex) }
    package static var sqlKind: SQLKind { .text }
}

package enum BlobError: Error, Sendable, Hashable {
    case tooLarge(limit: Int64)
    case missing(BlobDigest)
    /// The content on the disk is no longer what was stored.
    case damaged(BlobDigest)
    /// The file system refused. `code` is errno.
    case io(operation: String, code: Int32)
}
