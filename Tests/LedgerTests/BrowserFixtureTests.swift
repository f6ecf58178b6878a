import Foundation
import Ledger
import Testing

/// The browser's module is tested with proofs that this code made: `Tests/Browser/fixtures/ledger.json`.
@Suite("Fixture for the browser")
struct BrowserFixtureTests {
    struct Fixture: Codable, Equatable {
        struct Proof: Codable, Equatable {
            let index: Int
            /// base64
            let entry: String
            let receipt: String
        }
        struct Growth: Codable, Equatable {
            let oldSize: Int
            let oldRoot: String
            let newSize: Int
            let newRoot: String
            let proof: [String]
        }
        /// Verifier key of the log.
        let vkey: String
        let otherKey: String
        let checkpoint: String
        let receipts: [Proof]
        let growth: [Growth]
        /// A note with the log's and a witness's signature.
        let cosigned: String
        let witnessKey: String
    }

    static func make() throws -> Fixture {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let other = try Ed25519Signer(name: CheckpointTests.signer.name, seed: [UInt8](repeating: 4, count: 32))
        let witness = try Ed25519Signer(name: "witness.example/住建", seed: [UInt8](repeating: 5, count: 32))
        var log = try SmallLog(size: 1_000)
        var receipts: [Fixture.Proof] = []
        for size in [1, 2, 3, 255, 256, 257, 1_000] {
            var log = try SmallLog(size: size)
            for index in Set([0, size / 3, size - 1]).sorted() {
                receipts.append(
                    .init(index: index, entry: Base64.encode(ReferenceTree.entry(index)), receipt: text(try log.receipt(index).encoded)))
            }
        }
        var growth: [Fixture.Growth] = []
        for (old, new) in [(1, 1), (1, 2), (3, 7), (4, 8), (6, 8), (100, 257), (256, 1_000), (999, 1_000), (1_000, 1_000)] {
            growth.append(
                .init(
                    oldSize: old, oldRoot: try log.reader.root(size: old).base64, newSize: new,
                    newRoot: try log.reader.root(size: new).base64,
                    proof: try log.reader.consistencyProof(from: old, to: new).map(\.base64)))
        }
        return Fixture(
            vkey: log.signer.verifier.vkey, otherKey: other.verifier.vkey, checkpoint: text(log.note.encoded),
            receipts: receipts, growth: growth, cosigned: text(try log.note.signed(by: witness).encoded),
            witnessKey: witness.verifier.vkey)
    }

    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Browser/fixtures/ledger.json")

    /// `DENGBU_WRITE_FIXTURES=1` writes it anew after the format was changed on purpose.
    @Test("It is what this code makes, and verifies")
    func fixture() throws {
        let made = try Self.make()
        if ProcessInfo.processInfo.environment["DENGBU_WRITE_FIXTURES"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(made).write(to: Self.file)
        }
        let stored = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Self.file))
        #if !canImport(CryptoKit)  // whose Ed25519 signatures are randomised
            #expect(stored == made)
        #endif
        let key = try Ed25519Verifier(vkey: stored.vkey)
        for proof in stored.receipts { try Receipt(parsing: proof.receipt.utf8).verify(with: key) }
    }
}
