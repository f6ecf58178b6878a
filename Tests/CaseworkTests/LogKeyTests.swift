import Foundation
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// The log changes its keys while it is in use.
@Suite("A log that changes its keys") struct LogKeyTests {
    private static let origin = "test.example/log"
    private static let start = Moment(seconds: 1_790_000_000)

    /// A book on a key folder of its own, with a clock that the test moves.
    private struct Fixture {
        let book: BookFixture
        let keys: KeyFolder
        var national = false

        func signing() throws -> LogSigning { try LogSigning(keys: keys, origin: LogKeyTests.origin, national: national) }

        /// Another process: a sequencer that knows nothing but folder and database.
        func sequencer(at now: Moment = LogKeyTests.start) throws -> LogSequencer {
            try LogSequencer(database: book.database, signing: signing(), logger: quietLogger, now: { now })
        }

        /// One more entry, placed and signed.
        func extend(_ name: String, at now: Moment = LogKeyTests.start) async throws -> SignedNote {
            try await book.add(UnitCode(trusted: "360102001001GB00001F0009\(name)"))
            _ = try await sequencer(at: now).sequence()
            return try await latest()
        }

        func latest() async throws -> SignedNote {
            let text = try await book.database.read { try LogRecords.latestCheckpoint(in: $0)?.note }
            return try SignedNote(parsing: Array(try #require(text).utf8))
        }

        func rotation() throws -> LogKeyRotation { LogKeyRotation(database: book.database, signing: try signing()) }

        func rows() async throws -> [LogKeyRow] { try await book.database.read { try LogKeyRecords.all(in: $0) } }

        func list() async throws -> LogKeys { try LogKeys(rows: try await rows()) }

        func divergences() async throws -> [BookVerifier.Divergence] {
            try await BookVerifier(database: book.database, region: BookFixture.region, log: signing().verifiers()).run().divergences
        }
    }

    private static func with(_ engine: Engine, _ body: (Fixture) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-keys-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keys = try KeyFolder(path: folder)
        try await BookFixture.run(engine) { try await body(Fixture(book: $0, keys: keys)) }
    }

    @Test("signs with both in the overlap and with the new one after it; every receipt verifies for ever", arguments: availableEngines)
    func rotation(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            let before = try await fixture.extend("0001")
            let old = try #require(try await fixture.list().keys.first).verifier
            #expect(try await fixture.list().text == old.vkey, "a log's only key is written so that every tool reads it")
            try await fixture.rotation().rotate(.ed25519, overlap: 100, at: Self.start)
            let during = try await fixture.extend("0002", at: Self.start.adding(seconds: 50))
            let new = try #require(try await fixture.list().keys.last).verifier
            #expect(old.vkey != new.vkey)
            let after = try await fixture.extend("0003", at: Self.start.adding(seconds: 101))
            #expect(before.signatures.map(\.keyID) == [old.keyID])
            #expect(during.signatures.map(\.keyID) == [old.keyID, new.keyID])
            #expect(after.signatures.map(\.keyID) == [new.keyID])
            for key in [old, new] { _ = try SignedCheckpoint(during, log: key) }
            let log = try await fixture.list()
            for note in [before, during, after] { _ = try SignedCheckpoint(note, log: log) }
            #expect(throws: LedgerError.noTrustedSignature) { try SignedCheckpoint(after, log: old) }
            // Entry 0 was there before: its receipt, under the old key alone, and a new one.
            let first = try await fixture.book.database.read { try LogReader.firstReceipt(ofLeaf: LogKeyTests.firstLeaf(in: $0), witnessed: false, in: $0) }
            try #require(first).verify(with: old)
            // A former key that signs a tree of after its time, e.g. because it was stolen.
            let stolen = try fixture.signing().held(.ed25519)[0]
            let size = try Checkpoint(text: after.text).size
            #expect(throws: LedgerError.keyOutOfTime(name: Self.origin, id: old.keyID, size: size)) {
                try SignedCheckpoint(SignedNote(text: after.text).signed(by: stolen), log: log)
            }
            #expect(try await fixture.divergences() == [])
            // Whoever verifies in a running process follows.
            let running = try fixture.sequencer()
            _ = try await running.sequence()
            #expect(running.keys.list.text == log.text)
        }
    }

    private static func firstLeaf(in connection: any Connection) throws -> String {
        try connection.row("SELECT leaf_id FROM log_entry WHERE leaf_index = 0")?.text("leaf_id") ?? ""
    }

    @Test("goes on with the key that it had made when a change breaks off", arguments: availableEngines)
    func interrupted(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            _ = try await fixture.extend("0001")
            // The key is in the folder, and then the power fails.
            try fixture.keys.rotate("log", .ed25519)
            let note = try await fixture.extend("0002")
            #expect(note.signatures.count == 1)
            #expect(try await fixture.rows().count == 1)
            try await fixture.rotation().rotate(.ed25519, overlap: 100, at: Self.start)
            #expect(try fixture.keys.labels(of: "log").count == 2)
            #expect(try await fixture.extend("0003").signatures.count == 2)
            // Before anything was signed by it, the next change takes its place without a trace.
            try await fixture.rotation().rotate(.ed25519, overlap: 100, at: Self.start.adding(seconds: 1))
            try await fixture.rotation().rotate(.ed25519, overlap: 0, at: Self.start.adding(seconds: 2))
            #expect(try await fixture.extend("0004", at: Self.start.adding(seconds: 3)).signatures.count == 1)
            #expect(try await fixture.rows().map { $0.lastSize != nil } == [true, true, false])
            #expect(try await fixture.divergences() == [])
        }
    }

    @Test("ends an overlap early on demand", arguments: availableEngines)
    func retired(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            _ = try await fixture.extend("0001")
            #expect(try await fixture.rotation().retire(.ed25519, at: Self.start) == 0)
            try await fixture.rotation().rotate(.ed25519, overlap: 1_000, at: Self.start)
            #expect(try await fixture.extend("0002").signatures.count == 2)
            #expect(try await fixture.rotation().retire(.ed25519, at: Self.start.adding(seconds: 5)) == 1)
            #expect(try await fixture.extend("0003", at: Self.start.adding(seconds: 6)).signatures.count == 1)
            #expect(try await fixture.divergences() == [])
        }
    }

    @Test("knows of a log of before who signs it by its newest checkpoint, and says when the times of several keys are gone", arguments: availableEngines)
    func tableGone(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            func forget() async throws { try await fixture.book.database.write { try $0.execute("DELETE FROM log_key") } }
            let first = try await fixture.extend("0001").signatures.map(\.keyID)
            // A log of before keys had times, and a folder with a newer key that a change made and broke off.
            try fixture.keys.rotate("log", .ed25519)
            try await forget()
            #expect(try await fixture.divergences() == [])
            #expect(try await fixture.extend("0002").signatures.map(\.keyID) == first)
            #expect(try await fixture.divergences() == [])
            // The new one takes over, also where the clock was set back; the old one doesn't come back with a lost table.
            try await fixture.rotation().rotate(.ed25519, overlap: 0, at: Self.start.adding(seconds: -500))
            let second = try await fixture.extend("0003").signatures.map(\.keyID)
            #expect(second.count == 1 && second != first)
            try await forget()
            #expect(try await fixture.divergences().map(\.place) == ["log keys"])
            #expect(try await fixture.extend("0004").signatures.map(\.keyID) == second)
            #expect(try await fixture.divergences() != [])
        }
    }

    @Test("never takes up a key that was given up before it signed", arguments: availableEngines)
    func givenUp(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            _ = try await fixture.extend("0001")
            let stolen = try await fixture.rotation().rotate(.ed25519, overlap: 0, at: Self.start)
            try await fixture.rotation().rotate(.ed25519, overlap: 0, at: Self.start.adding(seconds: 1))
            _ = try await fixture.extend("0002", at: Self.start.adding(seconds: 2))
            try await fixture.rotation().rotate(.ed25519, overlap: 0, at: Self.start.adding(seconds: 3))
            _ = try await fixture.extend("0003", at: Self.start.adding(seconds: 4))
            #expect(!(try await fixture.rows().map(\.vkey).contains(stolen.vkey)))
            #expect(try fixture.keys.labels(of: "log").count == 4)
            #expect(try await fixture.divergences() == [])
        }
    }

    @Test("signs nothing on a machine that lacks the key, and loses nothing", arguments: availableEngines)
    func notHeld(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            _ = try await fixture.extend("0001")
            let elsewhere = try KeyFolder(path: "\(fixture.keys.path)-elsewhere")
            defer { try? FileManager.default.removeItem(atPath: elsewhere.path) }
            let stranger = try LogSequencer(
                database: fixture.book.database, signing: LogSigning(keys: elsewhere, origin: Self.origin, national: false), logger: quietLogger, now: { Self.start })
            try await fixture.book.add(UnitCode(trusted: "360102001001GB00001F00090002"))
            let vkey = try #require(try await fixture.rows().first).vkey
            await #expect(throws: LogKeyError.notHeld(vkey)) { try await stranger.sequence() }
            // With the key brought there it goes on.
            let backup = try KeyBackup.make(of: fixture.keys, passphrase: Array("twelve bytes or more".utf8), cost: .cheapest)
            let third = try KeyFolder(path: "\(fixture.keys.path)-third")
            defer { try? FileManager.default.removeItem(atPath: third.path) }
            try KeyBackup.restore(backup, into: third, passphrase: Array("twelve bytes or more".utf8))
            let other = try LogSequencer(
                database: fixture.book.database, signing: LogSigning(keys: third, origin: Self.origin, national: false), logger: quietLogger, now: { Self.start })
            #expect(try await other.sequence() == 1)
            #expect(try await fixture.divergences() == [])
        }
    }

    @Test("signs with SM2 on a second line, which others ignore", arguments: availableEngines)
    func national(engine: Engine) async throws {
        try await Self.with(engine) { fixture in
            var fixture = fixture
            let before = try await fixture.extend("0001")
            fixture.national = true
            let note = try await fixture.extend("0002")
            #expect(note.signatures.count == 2)
            let keys = try await fixture.list().keys.map(\.verifier)
            let sm2 = try #require(keys.compactMap { $0 as? SM2NoteVerifier }.first)
            // Third parties know Ed25519 alone; those who must use national algorithms, SM2 alone.
            let known = try SignedCheckpoint(note, log: keys[0])
            #expect(known.note.unverified.map(\.keyID) == [sm2.keyID])
            #expect(try SignedCheckpoint(note, log: sm2).checkpoint == known.checkpoint)
            let again = try SM2NoteVerifier(vkey: sm2.vkey)
            #expect(again == sm2)
            let stranger = try SM2NoteSigner(name: Self.origin, pkcs8: SM2Signer().pkcs8())
            #expect(throws: LedgerError.noTrustedSignature) { try SignedCheckpoint(note, log: stranger.verifier) }
            #expect(throws: LedgerError.noTrustedSignature) { try SignedCheckpoint(before, log: sm2) }
            var altered = note.signatures[1].signature
            altered[altered.count - 1] ^= 1
            let forged = try note.adding(NoteSignature(name: Self.origin, keyID: sm2.keyID, signature: altered))
            #expect(throws: LedgerError.badSignature(name: Self.origin, id: sm2.keyID)) { try SignedCheckpoint(forged, log: sm2) }
            // Its key changes like the other, and the other doesn't.
            try await fixture.rotation().rotate(.sm2, overlap: 0, at: Self.start.adding(seconds: 1))
            let changed = try await fixture.extend("0003", at: Self.start.adding(seconds: 2))
            #expect(changed.signatures.count == 2)
            #expect(changed.signatures[0].keyID == note.signatures[0].keyID)
            #expect(changed.signatures[1].keyID != sm2.keyID)
            #expect(try await fixture.divergences() == [])
            // Switched off and on again: a time that has ended doesn't begin anew, so another key begins.
            fixture.national = false
            #expect(try await fixture.extend("0004", at: Self.start.adding(seconds: 3)).signatures.count == 1)
            fixture.national = true
            let last = try await fixture.extend("0005", at: Self.start.adding(seconds: 4))
            #expect(last.signatures.count == 2)
            #expect(last.signatures[1].keyID != changed.signatures[1].keyID)
            #expect(try await fixture.divergences() == [])
        }
    }

    @Test("reads SM2 keys that are written as they must be, and no others")
    func sm2Keys() throws {
        let key = try SM2NoteSigner(name: "a.example", pkcs8: SM2Signer().pkcs8()).verifier
        #expect(try NoteKey.verifier(key.vkey) as? SM2NoteVerifier == key)
        let parts = key.vkey.split(separator: "+", maxSplits: 2)
        for wrong in ["b.example+\(parts[1])+\(parts[2])", "a.example+00000000+\(parts[2])", "a.example+\(parts[1])+/w==", "a.example+\(parts[1])"] {
            #expect(throws: LedgerError.self) { try NoteKey.verifier(wrong) }
        }
        var point = key.point
        point[40] ^= 1
        #expect(throws: LedgerError.self) { try SM2NoteVerifier(name: "a.example", point: point) }
    }
}
