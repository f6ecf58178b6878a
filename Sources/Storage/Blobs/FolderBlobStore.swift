import Crypto
import Foundation

/// Blobs as files in a folder: `ab/abcdef….` by the digest's first two digits. Several processes may share the folder.
package final class FolderBlobStore: BlobStore {
    private let folder: String
    private var incoming: String { folder + "/incoming" }
    private let homes: BlobHomes

    /// Opens the folder, makes it if it does not exist, and removes what interrupted stores left behind over a day ago.
    package init(folder: String) async throws {
        self.folder = folder
        homes = BlobHomes(folder: folder)
        try await blocking("storage.blobs") {
            let files = FileManager.default
            let incoming = folder + "/incoming"
            try files.createDirectory(
                atPath: incoming, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for name in try files.contentsOfDirectory(atPath: incoming) {
                let path = incoming + "/" + name
                let changed = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date
                if let changed, changed.timeIntervalSinceNow < -86_400 { try? files.removeItem(atPath: path) }
            }
        }
    }

    package func store<Chunks: AsyncSequence>(_ chunks: Chunks, limit: Int64) async throws -> StoredBlob
    where Chunks.Element: Collection & Sendable, Chunks.Element.Element == UInt8 {
        let file = try await BlobFile(temporaryIn: incoming)
        do {
            for try await chunk in chunks { try await file.append(chunk, limit: limit) }
            return try await file.keep(in: homes)
        } catch {
            await file.discard()
            throw error
        }
    }

    package func store(_ bytes: [UInt8]) async throws -> StoredBlob {
        let (incoming, homes) = (incoming, homes)
        return try await blocking("storage.blobs") {
            let path = incoming + "/" + UUID().uuidString
            do {
                let file = try FileDescriptor(creating: path)
                try bytes.withUnsafeBytes { try file.write($0) }
                try file.sync()
                let digest = BlobDigest(SHA256.hash(data: bytes))
                try homes.take(path, as: digest)
                return StoredBlob(digest: digest, size: Int64(bytes.count))
            } catch {
                try? FileDescriptor.remove(path)
                throw error
            }
        }
    }

    package func read(_ digest: BlobDigest) async throws -> [UInt8] {
        let path = path(of: digest)
        return try await blocking("storage.blobs") {
            guard let data = FileManager.default.contents(atPath: path) else { throw BlobError.missing(digest) }
            guard BlobDigest(SHA256.hash(data: data)) == digest else { throw BlobError.damaged(digest) }
            return [UInt8](data)
        }
    }

    package func chunks(of digest: BlobDigest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let reader = try await BlobReader(path: path(of: digest), digest: digest)
        return AsyncThrowingStream { try await reader.next() }
    }

    package func size(of digest: BlobDigest) async throws -> Int64? {
        let path = path(of: digest)
        return try await blocking("storage.blobs") {
            try FileDescriptor.size(path)
        }
    }

    package func remove(_ digest: BlobDigest) async throws {
        let path = path(of: digest)
        try await blocking("storage.blobs") {
            try FileDescriptor.remove(path)
        }
    }

    private func path(of digest: BlobDigest) -> String {
        "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)"
    }
}
