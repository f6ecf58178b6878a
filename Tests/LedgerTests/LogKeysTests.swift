import Ledger
import Testing

@Suite("Keys of a log that has changed them")
struct LogKeysTests {
    static let name = "dengbu.example/360100"
    static func signer(_ seed: UInt8, name: String = name) throws -> Ed25519Signer {
        try Ed25519Signer(name: name, seed: [UInt8](repeating: seed, count: 32))
    }

    static func note(_ size: Int, _ signers: Ed25519Signer...) throws -> SignedNote {
        let text = try Checkpoint(origin: name, size: size, root: Digest32.of([UInt8(size)])).text
        return try signers.reduce(SignedNote(text: text)) { try $0.signed(by: $1) }
    }

    @Test("What a key signed in its time holds, what it signed outside is refused, a stranger's always")
    func times() throws {
        let (old, new, stranger) = (try Self.signer(1), try Self.signer(2), try Self.signer(3))
        let log = try LogKeys([LogKey(old.verifier, from: 5, until: 20), LogKey(new.verifier, from: 10)])
        for (size, signer) in [(5, old), (20, old), (10, new), (200, new)] {
            #expect(try SignedCheckpoint(Self.note(size, signer), log: log).checkpoint.size == size)
        }
        for (size, signer) in [(4, old), (21, old), (9, new)] {
            #expect(throws: LedgerError.keyOutOfTime(name: Self.name, id: signer.keyID, size: size)) {
                try SignedCheckpoint(Self.note(size, signer), log: log)
            }
        }
        #expect(throws: LedgerError.noTrustedSignature) { try SignedCheckpoint(Self.note(15, stranger), log: log) }
    }

    @Test("In an overlap holders of either key verify, and a wrong signature of one isn't made good by the other's")
    func overlap() throws {
        let (old, new) = (try Self.signer(1), try Self.signer(2))
        let both = try Self.note(15, old, new)
        #expect(try SignedCheckpoint(both, log: old.verifier).checkpoint.size == 15)
        #expect(try SignedCheckpoint(both, log: new.verifier).checkpoint.size == 15)
        let log = try LogKeys([LogKey(old.verifier, until: 20), LogKey(new.verifier, from: 10)])
        #expect(try SignedCheckpoint(both, log: log).note.verified.count == 2)
        let forged = try Self.note(15, new).adding(
            NoteSignature(name: Self.name, keyID: old.keyID, signature: [UInt8](repeating: 0, count: 64)))
        #expect(throws: LedgerError.badSignature(name: Self.name, id: old.keyID)) { try SignedCheckpoint(forged, log: log) }
    }

    @Test("The list is read as it is written")
    func text() throws {
        let (old, new) = (try Self.signer(1).verifier, try Self.signer(2).verifier)
        let log = try LogKeys([LogKey(old, from: 1, until: 20), LogKey(new, from: 10)])
        #expect(log.text == "\(old.vkey) 1..20\n\(new.vkey) 10..")
        #expect(try LogKeys(text: log.text + "\n").text == log.text)
        #expect(try LogKeys(text: old.vkey).text == old.vkey)
    }

    @Test("Lists that say nothing clear are refused", arguments: ["", "KEY 5", "KEY 5..4", "KEY 05..9", "KEY ..9", "KEY 1..2..3", "KEY 1..x", "KEY 1.2", "KEY 1..2 x", "KEY\nKEY", "x"])
    func malformed(text: String) throws {
        let key = try Self.signer(1).verifier.vkey
        #expect(throws: LedgerError.self) { try LogKeys(text: text.split(separator: "KEY", omittingEmptySubsequences: false).joined(separator: key)) }
    }

    @Test("Keys of two logs are no list")
    func names() throws {
        let (one, two) = (try Self.signer(1).verifier, try Self.signer(2, name: "other").verifier)
        #expect(throws: LedgerError.self) { try LogKeys([LogKey(one), LogKey(two)]) }
    }

    @Test("The short proof of either key verifies with the whole list")
    func compact() throws {
        let (old, new) = (try Self.signer(1), try Self.signer(2))
        let entry: [UInt8] = [1, 2, 3]
        let root = MerkleHash.leaf(entry)
        let note = try Checkpoint(origin: Self.name, size: 1, root: root).signed(by: old).signed(by: new)
        let receipt = try Receipt(entry: entry, index: 0, hashes: [], checkpoint: note)
        let compact = try CompactProof(of: receipt, entry: [], origin: Self.name)
        let log = try LogKeys([LogKey(new.verifier, from: 1), LogKey(old.verifier, until: 1)])
        let again = try compact.receipt(entry: entry, log: log)
        #expect(try again.verify(with: log).note.isSigned(by: old.verifier))
        #expect(throws: LedgerError.self) {
            let late = try LogKeys([LogKey(new.verifier, from: 1), LogKey(old.verifier, until: 0)])
            try compact.receipt(entry: entry, log: late).verify(with: late)
        }
    }
}
