import Chance
import Ledger
import Testing

/// The parsers read what strangers send: whatever happens to the bytes, they either refuse them or read exactly them.
@Suite("Damaged input")
struct DamageTests {
    @Test("A damaged receipt is refused, or is the same text and doesn't verify unless nothing that counts was touched", arguments: 1...4)
    func receipts(seed: UInt64) throws {
        var dice = SeededDice(seed: seed)
        var log = try SmallLog(size: 300)
        let good = try log.receipt(123)
        for _ in 0..<2_000 {
            var bytes = good.encoded
            for _ in 0..<Int.random(in: 1...3, using: &dice) { bytes = bytes.damaged(by: &dice) }
            if bytes == good.encoded { continue }
            guard let read = try? Receipt(parsing: bytes) else { continue }
            #expect(read.encoded == bytes, "two texts for one receipt")
            if (try? read.verify(with: log.signer.verifier)) != nil {
                // Possible only by adding signatures of nobody: text, path and entry must be the good ones.
                #expect(read.entry == good.entry && read.index == good.index && read.proof.hashes == good.proof.hashes)
                #expect(read.proof.checkpoint.text == good.proof.checkpoint.text)
            }
        }
    }

    @Test("A damaged bundle is refused or read to the last byte")
    func bundles() throws {
        var dice = SeededDice(seed: 5)
        var good: [UInt8] = []
        for index in 0..<40 { try EntryBundle.append(ReferenceTree.entry(index), to: &good) }
        for _ in 0..<5_000 {
            let bytes = good.damaged(by: &dice)
            guard let entries = try? EntryBundle.entries(of: bytes) else { continue }
            var again: [UInt8] = []
            for entry in entries { try EntryBundle.append(entry, to: &again) }
            #expect(again == bytes)
        }
    }

    @Test("A damaged path is refused or is the one name of its tile")
    func paths() {
        var dice = SeededDice(seed: 6)
        for good in ["tile/0/x001/x234/067.p/112", "tile/3/001", "tile/entries/x001/067.p/8"] {
            for _ in 0..<3_000 {
                let text = String(decoding: Array(good.utf8).damaged(by: &dice), as: UTF8.self)
                if let id = try? TileID(path: text) { #expect(id.path == text) }
                if let place = try? EntryBundle.parse(path: text) {
                    #expect(EntryBundle.path(index: place.index, width: place.width) == text)
                }
            }
        }
    }

    @Test("A damaged key is refused")
    func keys() throws {
        var dice = SeededDice(seed: 7)
        for _ in 0..<3_000 {
            let bytes = Array(PublishedNotes.peterKey.utf8).damaged(by: &dice)
            let text = String(decoding: bytes, as: UTF8.self)
            if text.utf8.elementsEqual(PublishedNotes.peterKey.utf8) { continue }
            #expect(throws: LedgerError.self) { try Ed25519Verifier(vkey: text) }
        }
    }
}
