import Crypto
import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A blob that is being written: hashed on the way, under a temporary name until it is complete and synced.
actor BlobFile {
    private let executor = QueueExecutor(label: "storage.blob.write")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let path: String
    private var file: FileDescriptor?
    private var hash = SHA256()
    private var size: Int64 = 0

    init(temporaryIn folder: String) async throws {
        path = folder + "/" + UUID().uuidString
        try open()
    }

    private func open() throws {
        file = try FileDescriptor(creating: path)
    }

    func append(_ chunk: some Collection<UInt8> & Sendable, limit: Int64) throws {
        size += Int64(chunk.count)
        guard size <= limit else { throw BlobError.tooLarge(limit: limit) }
        let written: Void? = try chunk.withContiguousStorageIfAvailable { try write(UnsafeRawBufferPointer($0)) }
        if written == nil { try Array(chunk).withUnsafeBytes { try write($0) } }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        try file?.write(bytes)
    }

    /// Gives the file its name. When this returns, both the content and the name survive a power cut.
    func keep(in homes: BlobHomes) throws -> StoredBlob {
        try file?.sync()
        file = nil
        let digest = BlobDigest(hash.finalize())
        try homes.take(path, as: digest)
        return StoredBlob(digest: digest, size: size)
    }

    func discard() {
        file = nil
        try? FileDescriptor.remove(path)
    }
}

/// A blob that is being read.
actor BlobReader {
    private let executor = QueueExecutor(label: "storage.blob.read")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let digest: BlobDigest
    private var file: FileDescriptor?
    private var hash = SHA256()

    init(path: String, digest: BlobDigest) async throws {
        self.digest = digest
        try open(path)
    }

    private func open(_ path: String) throws {
        do {
            file = try FileDescriptor(reading: path)
        } catch BlobError.io(_, ENOENT) {
            throw BlobError.missing(digest)
        }
    }

    /// The next chunk; nil at the end.
    func next() throws -> [UInt8]? {
        guard let chunk = try file?.read(upTo: 65_536) else { return nil }
        if !chunk.isEmpty {
            chunk.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return chunk
        }
        file = nil
        guard BlobDigest(hash.finalize()) == digest else { throw BlobError.damaged(digest) }
        return nil
    }
}
