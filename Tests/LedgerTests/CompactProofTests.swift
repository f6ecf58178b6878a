import Ledger
import Testing

@Suite("Compact proofs")
struct CompactProofTests {
    @Test("A compact proof gives the receipt again that it was made of", arguments: [1, 2, 255, 256, 257, 1000])
    func roundTrip(size: Int) throws {
        var log = try SmallLog(size: size)
        for index in Set([0, size / 2, size - 1]) {
            let receipt = try log.receipt(index)
            let compact = try CompactProof(of: receipt, entry: [7, 8], origin: log.signer.name)
            let text = DecimalText.encode(compact.bytes)
            let read = try CompactProof(parsing: try #require(DecimalText.decode(text)))
            #expect(read == compact)
            #expect(read.entry == [7, 8])
            let again = try read.receipt(entry: receipt.entry, log: log.signer.verifier)
            #expect(again.encoded == receipt.encoded)
            try again.verify(with: log.signer.verifier)
        }
    }

    @Test("Witnesses' cosignatures go along and are found by their keys")
    func witnesses() throws {
        var log = try SmallLog(size: 100)
        let witness = try CosignatureSigner(name: "witness.example/tax", seed: Array(repeating: 3, count: 32))
        let receipt = try log.receipt(50)
        let note = try receipt.proof.checkpoint.adding(witness.cosign(receipt.proof.checkpoint.text, at: 1_790_000_000))
        let cosigned = try Receipt(entry: receipt.entry, index: 50, hashes: receipt.proof.hashes, checkpoint: note)
        let compact = try CompactProof(
            of: cosigned, entry: [], origin: log.signer.name, witnesses: [witness.verifier])
        let again = try CompactProof(parsing: compact.bytes).receipt(entry: receipt.entry, log: log.signer.verifier, witnesses: [witness.verifier])
        #expect(try again.verify(with: log.signer.verifier, witnesses: [witness.verifier]).note.isSigned(by: witness.verifier))
        let policy = try WitnessPolicy(text: "witness tax \(witness.verifier.vkey)\ngroup one any tax\nquorum one")
        #expect(policy.isSatisfied(by: try again.verify(with: log.signer.verifier, witnesses: policy.keys).note))
    }

    /// The same receipt under a checkpoint that commits to a map too.
    private func mapped(_ receipt: Receipt, _ log: SmallLog, _ extensions: [String]) throws -> Receipt {
        let old = try Checkpoint(text: receipt.proof.checkpoint.text)
        let note = try Checkpoint(origin: old.origin, size: old.size, root: old.root, extensions: extensions).signed(by: log.signer)
        return try Receipt(entry: receipt.entry, index: receipt.index, hashes: receipt.proof.hashes, checkpoint: note)
    }

    @Test("The map's root goes along, any other further line doesn't fit")
    func map() throws {
        var log = try SmallLog(size: 300)
        let plain = try log.receipt(77)
        let line = "dengbu-map \(Digest32.of([9]).base64)"
        let receipt = try mapped(plain, log, [line])
        let compact = try CompactProof(of: receipt, entry: [1], origin: log.signer.name)
        let read = try CompactProof(parsing: compact.bytes)
        #expect(read == compact && read.mapRoot == Digest32.of([9]))
        #expect(try read.receipt(entry: receipt.entry, log: log.signer.verifier).encoded == receipt.encoded)
        for lines in [["other"], [line, "other"], ["other", line]] {
            let odd = try mapped(plain, log, lines)
            #expect(throws: LedgerError.self) { try CompactProof(of: odd, entry: [1], origin: log.signer.name) }
        }
    }

    @Test("No bit of it can be changed", arguments: [false, true])
    func damage(hasMap: Bool) throws {
        var log = try SmallLog(size: 300)
        let receipt = try hasMap ? mapped(log.receipt(77), log, ["dengbu-map \(Digest32.of([9]).base64)"]) : log.receipt(77)
        let bytes = try CompactProof(of: receipt, entry: [1], origin: log.signer.name).bytes
        let entryPlace = hasMap ? 37 : 5
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 1
            let verified = try? CompactProof(parsing: damaged).receipt(entry: receipt.entry, log: log.signer.verifier).verify(with: log.signer.verifier)
            // The short entry belongs to the application, which makes the entry of it.
            let isEntry = damaged[entryPlace] != bytes[entryPlace]
            #expect(verified == nil || isEntry, "byte \(position)")
        }
        for count in bytes.indices { #expect(throws: LedgerError.self) { try CompactProof(parsing: Array(bytes.prefix(count))) } }
        #expect(throws: LedgerError.self) { try CompactProof(parsing: bytes + [0]) }
    }

    @Test("Digits hold any bytes and nothing else is read")
    func digits() {
        var generator = SystemRandomNumberGenerator()
        for count in 0..<40 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(DecimalText.decode(DecimalText.encode(bytes)) == bytes)
        }
        #expect(DecimalText.encode(Array(repeating: 255, count: 7)) == "72057594037927935")
        for wrong in ["1", "12", "256", "999", "72057594037927936", "00x", "-12", "١٢٣"] { #expect(DecimalText.decode(wrong) == nil) }
    }

    @Test("A policy survives as text without its addresses")
    func policyText() throws {
        let keys = try (1...4).map { try CosignatureSigner(name: "w\($0).example", seed: Array(repeating: UInt8($0), count: 32)).verifier.vkey }
        let policy = try WitnessPolicy(
            text: "witness a \(keys[0]) http://1\nwitness b \(keys[1])\nwitness c \(keys[2])\nwitness d \(keys[3])\ngroup g 2 a b c\ngroup h all g d\nquorum h")
        let again = try WitnessPolicy(text: policy.text)
        #expect(again.text == policy.text)
        #expect(again.keys == policy.keys)
        #expect(!policy.text.contains("http"))
        #expect(WitnessPolicy.none.text == "quorum none\n")
    }
}
