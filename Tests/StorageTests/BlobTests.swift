import Crypto
import Foundation
import Storage
import Testing

@Suite("Blobs in a folder")
struct BlobTests {
    private func withStore(_ body: (FolderBlobStore, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dengbu-blobs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(FolderBlobStore(folder: folder.path), folder)
    }

    private func chunks(_ count: Int, of size: Int) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for number in 0..<count { continuation.yield([UInt8](repeating: UInt8(number % 251), count: size)) }
            continuation.finish()
        }
    }

    private func incoming(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "incoming").path)
    }

    @Test("what is stored is found by its SHA-256, in one piece and in chunks")
    func roundTrip() async throws {
        try await withStore { store, folder async throws in
            let blob = try await store.store(chunks(100, of: 1_000), limit: 100_000)
            let expected = (0..<100).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 1_000) }
            #expect(blob.size == 100_000)
            #expect(blob.digest.hex == SHA256.hash(data: expected).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
            #expect(try await store.read(blob.digest) == expected)
            #expect(try await store.chunks(of: blob.digest).reduce(into: []) { $0 += $1 } == expected)
            #expect(try await store.size(of: blob.digest) == 100_000)
            #expect(try incoming(folder) == [])
        }
    }

    @Test("the same content is kept once, also empty content")
    func once() async throws {
        try await withStore { store, folder async throws in
            let first = try await store.store([1, 2, 3])
            #expect(try await store.store([1, 2, 3]) == first)
            let empty = try await store.store([])
            #expect(empty.digest.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            #expect(try await store.read(empty.digest) == [])
            let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }.filter {
                $0.count > 60
            }
            #expect(files.count == 2)
        }
    }

    @Test("too much is refused while it comes, and nothing stays")
    func limit() async throws {
        try await withStore { store, folder async throws in
            await #expect(throws: BlobError.tooLarge(limit: 5_000)) { try await store.store(chunks(1_000, of: 1_000), limit: 5_000) }
            #expect(try incoming(folder) == [])
            #expect(try await store.store(chunks(5, of: 1_000), limit: 5_000).size == 5_000)
        }
    }

    @Test("a sequence that fails leaves nothing")
    func interrupted() async throws {
        struct Dropped: Error {}
        try await withStore { store, folder async throws in
            let broken = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield([1, 2, 3])
                continuation.finish(throwing: Dropped())
            }
            await #expect(throws: Dropped.self) { try await store.store(broken, limit: 100) }
            #expect(try incoming(folder) == [])
        }
    }

    @Test("damage and absence are noticed")
    func damage() async throws {
        try await withStore { store, folder async throws in
            let blob = try await store.store(Array("an old deed".utf8))
            let path = folder.appending(path: "\(blob.digest.hex.prefix(2))/\(blob.digest.hex)")
            try Data("a new deed".utf8).write(to: path)
            await #expect(throws: BlobError.damaged(blob.digest)) { try await store.read(blob.digest) }
            await #expect(throws: BlobError.damaged(blob.digest)) {
                for try await _ in try await store.chunks(of: blob.digest) {}
            }
            // Storing it again mends it.
            _ = try await store.store(Array("an old deed".utf8))
            #expect(try await store.read(blob.digest) == Array("an old deed".utf8))
            try await store.remove(blob.digest)
            try await store.remove(blob.digest)
            #expect(try await store.contains(blob.digest) == false)
            await #expect(throws: BlobError.missing(blob.digest)) { try await store.read(blob.digest) }
            await #expect(throws: BlobError.missing(blob.digest)) { try await store.chunks(of: blob.digest) }
        }
    }

    @Test("only a digest is a digest")
    func digests() {
        #expect(BlobDigest(hex: String(repeating: "a", count: 64)) != nil)
        for wrong in [
            "", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "a", count: 63), String(repeating: "é", count: 32),
        ] {
            #expect(BlobDigest(hex: wrong) == nil, "\(wrong)")
        }
    }

    @Test("many stores at once do not disturb each other")
    func concurrent() async throws {
        try await withStore { store, _ async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let bytes = [UInt8](repeating: UInt8(number % 5), count: 10_000)
                        let blob = try await store.store(bytes)
                        #expect(try await store.read(blob.digest) == bytes)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
