import Ledger
import Testing

/// A small log with everything that a receipt needs.
struct SmallLog {
    let size: Int
    let signer: Ed25519Signer
    let note: SignedNote
    var reader: TreeReader<MemoryTiles>

    init(size: Int, signer: Ed25519Signer = CheckpointTests.signer) throws {
        self.size = size
        self.signer = signer
        var builder = TreeBuilder()
        builder.append(contentsOf: ReferenceTree(size).leaves)
        var tiles = MemoryTiles()
        tiles.store(builder.takeChanged())
        note = try Checkpoint(origin: signer.name, size: size, root: builder.root).signed(by: signer)
        reader = TreeReader(size: size, source: tiles)
    }

    mutating func receipt(_ index: Int) throws -> Receipt {
        try Receipt(
            entry: ReferenceTree.entry(index), index: index, hashes: reader.inclusionProof(of: index), checkpoint: note)
    }
}

@Suite("Receipts")
struct ReceiptTests {
    @Test("A receipt survives as text and verifies with the public key alone", arguments: [1, 2, 255, 256, 257, 1000])
    func roundTrip(size: Int) throws {
        var log = try SmallLog(size: size)
        let key = try Ed25519Verifier(vkey: log.signer.verifier.vkey)
        for index in Set([0, size / 2, size - 1]) {
            let bytes = try log.receipt(index).encoded
            let receipt = try Receipt(parsing: bytes)
            #expect(receipt.encoded == bytes)
            #expect(receipt.index == index)
            #expect(receipt.entry == ReferenceTree.entry(index))
            let signed = try receipt.verify(with: key)
            #expect(signed.checkpoint.size == size)
            #expect(signed.note.isSigned(by: key))
        }
    }

    @Test("The text has the form of C2SP tlog-proof")
    func format() throws {
        var log = try SmallLog(size: 3)
        let text = String(decoding: try log.receipt(2).encoded, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var reference = ReferenceTree(3)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(lines[1] == "extra \(Base64.encode(ReferenceTree.entry(2)))")
        #expect(lines[2] == "index 2")
        #expect(lines[3] == reference.root(2).base64)
        #expect(lines[4] == "")
        #expect(lines[5] == "dengbu.example/360100")
        #expect(lines[6] == "3")
        #expect(lines[7] == reference.root(3).base64)
        #expect(lines[8] == "")
        #expect(lines[9].hasPrefix("— dengbu.example/360100 "))
        #expect(lines[10...] == [""])
    }

    @Test("A proof needs no extra data, a receipt does")
    func withoutExtra() throws {
        var log = try SmallLog(size: 5)
        let proof = try TransparencyProof(index: 3, hashes: log.reader.inclusionProof(of: 3), checkpoint: log.note)
        let read = try TransparencyProof(parsing: proof.encoded)
        #expect(read.extra == nil)
        _ = try read.verify(leaf: MerkleHash.leaf(ReferenceTree.entry(3)), log: log.signer.verifier)
        #expect(throws: LedgerError.malformedProof("the entry is missing")) { try Receipt(parsing: proof.encoded) }
    }

    @Test("Empty and longest entries have receipts, longer ones don't")
    func entryLengths() throws {
        for count in [0, 1, 65_535] {
            let entry = [UInt8](repeating: 5, count: count)
            let note = try Checkpoint(origin: "a", size: 1, root: MerkleHash.leaf(entry))
                .signed(by: Ed25519Signer(name: "a", seed: [UInt8](repeating: 9, count: 32)))
            let receipt = try Receipt(parsing: Receipt(entry: entry, index: 0, hashes: [], checkpoint: note).encoded)
            #expect(receipt.entry == entry)
            #expect(throws: LedgerError.entryTooLong(65_536)) {
                try Receipt(entry: [UInt8](repeating: 5, count: 65_536), index: 0, hashes: [], checkpoint: note)
            }
        }
    }

    @Test("Another entry, index, path, checkpoint or key doesn't verify")
    func forged() throws {
        var log = try SmallLog(size: 300)
        let receipt = try log.receipt(77)
        let key = log.signer.verifier
        let hashes = receipt.proof.hashes
        func refuses(_ forged: Receipt, _ key: Ed25519Verifier, _ error: LedgerError? = nil) {
            let thrown = #expect(throws: LedgerError.self) { try forged.verify(with: key) }
            if let error { #expect(thrown == error) }
        }
        refuses(try Receipt(entry: ReferenceTree.entry(78), index: 77, hashes: hashes, checkpoint: log.note), key)
        refuses(try Receipt(entry: receipt.entry, index: 76, hashes: hashes, checkpoint: log.note), key)
        refuses(
            try Receipt(entry: receipt.entry, index: 300, hashes: hashes, checkpoint: log.note), key,
            .indexBeyondTree(index: 300, size: 300))
        refuses(
            try Receipt(entry: receipt.entry, index: 77, hashes: hashes.dropLast(), checkpoint: log.note), key,
            .proofLength(expected: 9, found: 8))
        let other = try SmallLog(size: 301)
        refuses(try Receipt(entry: receipt.entry, index: 77, hashes: hashes, checkpoint: other.note), key)
        refuses(receipt, try Ed25519Signer.generate(name: key.name).verifier, .noTrustedSignature)
        #expect(throws: LedgerError.wrongOrigin(expected: "b", found: key.name)) { try receipt.verify(with: key, origin: "b") }
    }

    @Test(
        "Malformed proofs are refused",
        arguments: [
            "", "\n", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\nindex 0\n\nNOTE",
            "wrong-header\nindex 0\n\nNOTE", "c2sp.org/tlog-proof@v1\n\nNOTE", "c2sp.org/tlog-proof@v1\n\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\nNOTE", "c2sp.org/tlog-proof@v1\nextra AAAA\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nNOTE", "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex notanumber\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex -5\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 00\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 01\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 0\nNOTE",
            "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nNOTE", "c2sp.org/tlog-proof@v1\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\n\nno note\n",
            "c2sp.org/tlog-proof@v1\nindex 0\n\nNOTEgarbage",
            "c2sp.org/tlog-proof@v1\nindex 0\n" + String(repeating: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", count: 64) + "\nNOTE",
        ])
    func malformed(text: String) throws {
        let note = String(decoding: try SmallLog(size: 1).note.encoded, as: UTF8.self)
        let bytes = Array(text.replacing("NOTE", with: note).utf8)
        #expect(throws: LedgerError.self) { try TransparencyProof(parsing: bytes) }
    }

    @Test("An old receipt joins a newer checkpoint by a consistency proof")
    func newerCheckpoint() throws {
        var old = try SmallLog(size: 100)
        var new = try SmallLog(size: 300)
        let then = try old.receipt(42).verify(with: old.signer.verifier).checkpoint
        let now = try SignedCheckpoint(new.note, log: new.signer.verifier).checkpoint
        try MerkleProof.verifyConsistency(
            oldSize: then.size, oldRoot: then.root, newSize: now.size, newRoot: now.root,
            proof: new.reader.consistencyProof(from: then.size))
    }
}
