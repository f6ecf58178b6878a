import Contracts
import Ledger
import Register
import Seals
import StorageTesting
import Testing

@testable import Casework

/// What somebody finds who looks for anchors on the chain itself.
@Suite("The chain itself, looked at by an outsider,") struct ChainWalkTests {
    private static let noon = Moment(seconds: 1_790_000_000)
    private static let signer = Seals.Ed25519Signer()
    private static let log = Result { try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)) }

    /// Blocks that are made as the real chain makes them, and shown as somebody likes.
    private struct Shown {
        var blocks: [ProvincialChain.ShownBlock] = []
        var anchors: [Anchor] = []

        /// - Parameter size: of the checkpoint that the block holds; nil for a block of somebody else's.
        mutating func add(_ size: Int?, after previous: String? = nil, by signer: Seals.Ed25519Signer = ChainWalkTests.signer) throws {
            let note = try Checkpoint(origin: "test.example/log", size: size ?? 1, root: Digest32.of([UInt8(size ?? 0)])).signed(by: ChainWalkTests.log.get())
            let text = String(decoding: note.encoded, as: UTF8.self)
            var record = try Anchor.record(of: text, askedAt: ChainWalkTests.noon)
            if size == nil { record.origin = "elsewhere.example/log" }
            let last = blocks.last.map { ProvincialChain.digest($0.block.utf8) }
            let block = ProvincialChain.Block(
                chain: "chain", height: Int64(blocks.count) + 1, previous: previous ?? last ?? ProvincialChain.Block.nothingBefore,
                time: ChainWalkTests.noon.adding(seconds: Double(blocks.count)), records: [try record.identity()])
            let bytes = try CanonicalJSON.encode(block)
            let shown = ProvincialChain.ShownBlock(
                records: [record], block: String(decoding: bytes, as: UTF8.self), publicKey: Hex.encode(signer.publicKey), signature: Hex.encode(try signer.sign(bytes)))
            blocks.append(shown)
            guard size != nil else { return }
            let receipt = ProvincialChain.Receipt(record: record, block: shown.block, publicKey: shown.publicKey, signature: shown.signature)
            anchors.insert(try Anchor(verifying: receipt, checkpoint: text, log: ChainWalkTests.log.get().verifier), at: 0)
        }

        func walk(_ anchors: [Anchor]? = nil, keys: Set<String>? = nil) async throws -> ChainWalk.Found {
            let blocks = blocks
            var walk = ChainWalk(keys: keys ?? [Hex.encode(ChainWalkTests.signer.publicKey)]) { path in
                guard let height = path.split(separator: "/").last.flatMap({ Int($0) }), (1...blocks.count).contains(height) else { return nil }
                return try CanonicalJSON.encode(blocks[height - 1])
            }
            for anchor in anchors ?? self.anchors { try await walk.find(anchor) }
            return walk.found
        }
    }

    private func chain() throws -> Shown {
        var shown = Shown()
        for size in [nil, 1, nil, nil, 2, 3, nil] { try shown.add(size) }
        return shown
    }

    @Test("has every anchor in its block, each block on the one before")
    func honest() async throws {
        let shown = try chain()
        let found = try await shown.walk()
        // Blocks 6, 5, 4, 3 and 2: from the latest anchor down to the first.
        #expect(found == ChainWalk.Found.of(anchors: 3, blocks: 5))
    }

    @Test("is caught with another block than the receipt's, though it is signed")
    func otherBlock() async throws {
        var shown = try chain()
        let kept = shown.anchors
        // The chain is written anew from block 5 on: without the second checkpoint, or with another digest of it.
        shown.blocks.removeSubrange(4...)
        try shown.add(nil)
        try shown.add(3)
        await #expect(throws: AnchorFault.chain(6, "the chain has another block there than the receipt")) { try await shown.walk(kept) }
        await #expect(throws: AnchorFault.chain(5, "the chain has another block there than the receipt")) { try await shown.walk(Array(kept[1...])) }
    }

    @Test("is caught where an older checkpoint's receipt is given for a later one, and where a block is missing")
    func missing() async throws {
        var shown = try chain()
        await #expect(throws: AnchorFault.chain(5, "a later anchor stands in block 2")) { try await shown.walk([shown.anchors[2], shown.anchors[1]]) }
        shown.blocks.removeSubrange(5...)
        await #expect(throws: AnchorFault.chain(6, "the chain doesn't have it")) { try await shown.walk() }
    }

    @Test("is caught where a block between two anchors doesn't lead from one to the other")
    func brokenLink() async throws {
        var shown = Shown()
        for (size, previous) in [(1, nil), (nil, nil), (nil, String(repeating: "a", count: 64)), (2, nil)] as [(Int?, String?)] {
            try shown.add(size, after: previous)
        }
        await #expect(throws: AnchorFault.chain(2, "block 3 doesn't stand on it")) { try await shown.walk() }
    }

    @Test("is caught with records that a block doesn't name, a signature that isn't its own, and a stranger's key")
    func forged() async throws {
        var shown = try chain()
        shown.blocks[5].records[0].root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        await #expect(throws: AnchorFault.chain(6, "\(ProvincialChain.ReceiptFault.recordNotInBlock)")) { try await shown.walk() }
        shown = try chain()
        shown.blocks[3].signature = shown.blocks[2].signature
        await #expect(throws: AnchorFault.chain(4, "\(ProvincialChain.ReceiptFault.badSignature)")) { try await shown.walk() }
        await #expect(throws: AnchorFault.strangeKey(Hex.encode(Self.signer.publicKey))) { try await chain().walk(keys: ["00"]) }
        shown = try chain()
        shown.blocks[1] = shown.blocks[0]
        await #expect(throws: AnchorFault.chain(2, "the chain shows block 1")) { try await shown.walk() }
    }

    @Test("that doesn't answer says nothing against the log, and is told apart from one that lies")
    func silent() async throws {
        struct Late: Error {}
        let shown = try chain()
        let log = try Self.log.get().verifier
        let file = try CanonicalJSON.encode(["anchors": shown.anchors.map(AnchorFile.Item.init)])
        let checkpoint = try Checkpoint(text: SignedNote(parsing: Array(shown.anchors[0].checkpoint.utf8)).text)
        let fetch: AnchorAuditor.Fetch = { path in path.contains("before=1") ? Array("{\"anchors\":[]}".utf8) : file }
        let auditor = AnchorAuditor(log: log, chain: { _ in throw Late() }, fetch: fetch)
        await #expect(throws: AnchorAuditor.ChainSilent.self) { try await auditor.audit(checkpoint, from: 0) }
        // The last page's anchor of the audit before is where this one begins.
        let asked = AnchorAuditor(log: log, chain: { _ in nil }, fetch: fetch)
        await #expect(throws: AnchorFault.chain(6, "the chain doesn't have it")) { try await asked.audit(checkpoint, from: 0) }
    }
}

extension ChainWalk.Found {
    fileprivate static func of(anchors: Int, blocks: Int) -> Self {
        var found = Self()
        found.anchors = anchors
        found.blocks = blocks
        return found
    }
}
