import Ledger
import Logging
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The log's map of units") struct UnitStateTests {
    private static let nobody = UnitCode(trusted: "360102001001GB00001F00990099")

    private func fill(_ book: BookFixture) async throws {
        while try await book.sequencer.sequence() > 0 {}
    }

    private func state(_ unit: UnitCode, size: Int64? = nil, witnessed: Bool = false, in book: BookFixture) async throws -> UnitState? {
        try await book.database.read { try UnitState.read(unit, size: size, witnessed: witnessed, region: BookFixture.region, in: $0) }
    }

    private func proved(_ state: UnitState?, by book: BookFixture) throws -> StateFile.Proved {
        // By its text, as a stranger gets it.
        let text = try CanonicalJSON.encode(StateFile(try #require(state), showing: true))
        return try StateFile(parsing: text).verify(log: book.key.verifier, policy: .none)
    }

    private func seizure(_ id: String, of unit: UnitCode, in book: BookFixture) throws -> Filing {
        let act = Act.seize(
            Seize(
                kind: .seizure, authority: "南昌市东湖区人民法院", document: "(2026)赣0102执1号", from: try #require(LegalDate(year: 2026, month: 9, day: 21)),
                until: try #require(LegalDate(year: 2029, month: 9, day: 20)), against: nil))
        return book.filing(id, [UnitAct(unit: unit, act: act)], by: [], basis: .order(authority: "南昌市东湖区人民法院", document: "(2026)赣0102执1号"))
    }

    @Test("leads each unit to its last entry, which proves what stands on its page, and proves of others that they have none", arguments: availableEngines)
    func latest(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await fill(book)
            let first = try proved(try await state(BookFixture.home, in: book), by: book)
            #expect(first.entry?.kind == "first-registration" && first.entry?.version == 1)
            #expect(first.state?.owned == true && first.state?.seizure == false && first.state?.mortgage == false && first.state?.standing == .built)
            let absent = try #require(try await state(Self.nobody, in: book))
            #expect(absent.receipt.entry == nil && absent.shown == nil)
            #expect(try proved(absent, by: book).entry == nil)

            _ = try await book.registrar.file(seizure("z1", of: BookFixture.home, in: book), caseID: "c")
            // Registered, and not in the log yet: what the checkpoint says is still proved.
            #expect(try proved(try await state(BookFixture.home, in: book), by: book).state?.seizure == false)
            try await fill(book)
            let second = try proved(try await state(BookFixture.home, in: book), by: book)
            #expect(second.entry?.version == 2 && second.state?.seizure == true)
            #expect(try await book.verifier.run().divergences == [])
        }
    }

    @Test("A file that was altered, that shows another state or is about another unit proves nothing")
    func lies() async throws {
        try await BookFixture.run(.sqlite) { book in
            try await fill(book)
            let file = StateFile(try #require(try await state(BookFixture.home, in: book)), showing: true)
            let log = book.key.verifier
            #expect(try file.verify(log: log, policy: .none).state != nil)
            var other = file
            other.state = file.state?.replacing("\"seizure\":false", with: "\"seizure\":true")
            #expect(throws: StateFault.otherState) { try other.verify(log: log, policy: .none) }
            other.state = file.state
            other.salt = String(repeating: "0", count: 32)
            #expect(throws: StateFault.otherState) { try other.verify(log: log, policy: .none) }
            other.salt = nil
            #expect(throws: StateFault.otherState) { try other.verify(log: log, policy: .none) }
            let moved = String(decoding: try CanonicalJSON.encode(file), as: UTF8.self).replacing("\"unit\":\"360102", with: "\"unit\":\"360103")
            #expect(throws: StateFault.otherUnit) { try StateFile(parsing: Array(moved.utf8)).verify(log: log, policy: .none) }
            #expect(throws: StateFault.malformed) { try StateFile(parsing: Array("{}".utf8)) }
            let witness = WitnessingTests.housing
            let policy = try WitnessPolicy(text: "witness housing \(witness.verifier.vkey)\nquorum housing")
            #expect(throws: StateFault.notWitnessed) { try file.verify(log: log, policy: policy) }
            let stranger = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 9, count: 32)).verifier
            #expect(throws: LedgerError.noTrustedSignature) { try file.verify(log: stranger, policy: .none) }
            // Without what stands on the page it is what the public log says.
            let bare = StateFile(try #require(try await state(BookFixture.home, in: book)), showing: false)
            #expect(bare.state == nil && bare.salt == nil)
            #expect(try bare.verify(log: log, policy: .none).entry?.version == 1)
        }
    }

    @Test("While witnesses stall the published checkpoint proves what was so then, until it lies too far back", arguments: availableEngines)
    func lagging(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await fill(book)
            let witness = WitnessingTests.housing
            let latest = try #require(try await book.database.read { try LogRecords.latestCheckpoint(in: $0) })
            let bare = try SignedNote(parsing: Array(latest.note.utf8))
            let published = String(decoding: try bare.adding(witness.cosign(bare.text, at: 1_790_000_000)).encoded, as: UTF8.self)
            try await book.database.write { try $0.execute("INSERT INTO log_publication (size, note, at) VALUES (\(latest.size), \(published), 1)") }
            // Enough units that tiles are divided meanwhile.
            for number in 10..<90 { try await book.add(UnitCode(trusted: "360102001001GB00001F000200\(number)")) }
            _ = try await book.registrar.file(seizure("z1", of: BookFixture.home, in: book), caseID: "c")
            try await fill(book)

            let old = try #require(try await state(BookFixture.home, witnessed: true, in: book))
            let policy = try WitnessPolicy(text: "witness housing \(witness.verifier.vkey)\nquorum housing")
            let proved = try StateFile(old, showing: true).verify(log: book.key.verifier, policy: policy)
            #expect(proved.checkpoint.checkpoint.size == Int(latest.size))
            #expect(proved.entry?.version == 1 && proved.state?.seizure == false)
            let later = UnitCode(trusted: "360102001001GB00001F00020011")
            #expect(try await state(later, witnessed: true, in: book)?.receipt.entry == nil)
            // Of the newest, and of any other that is asked for.
            #expect(try self.proved(try await state(BookFixture.home, in: book), by: book).state?.seizure == true)
            #expect(try await state(later, in: book)?.receipt.entry != nil)
            #expect(try await state(BookFixture.home, size: latest.size, in: book)?.receipt.entry == old.receipt.entry)
            #expect(try await state(BookFixture.home, size: latest.size + 1, in: book) == nil, "no checkpoint was ever of that size")
            #expect(try await book.verifier(witnesses: [witness.verifier]).run().divergences == [])

            // As if it lay too far back: the log's own newest checkpoint is what there is.
            try await book.database.write { try $0.execute("DELETE FROM log_map_past /* reads all: as if long ago */") }
            #expect(try self.proved(try await state(BookFixture.home, witnessed: true, in: book), by: book).state?.seizure == true)
            #expect(try await state(BookFixture.home, size: latest.size, in: book) == nil)
        }
    }

    @Test("A checkpoint that changes many tiles writes each of them and keeps each former one", arguments: availableEngines)
    func manyTiles(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            // Whole groups of a statement, a part of one, and one tile by itself.
            for count in [1, 63, 64, 65, 193, 1_100] {
                try await book.database.write { try $0.execute("DELETE FROM log_map /* reads all: as if new */") }
                let ids = (0..<count).map { MapTileID(path: String($0 + 4_096, radix: 16)) }
                for (size, mark) in [(Int64(count * 10), UInt8(1)), (Int64(count * 10 + 1), 2)] {
                    let tiles = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, [mark] + Array("\($0)".utf8)) })
                    try await book.database.write { connection in
                        for statement in MapRecords.statements(tiles, size: size) { try connection.execute(statement) }
                    }
                    let found = try await book.database.read { try StoredMap(connection: $0).tiles(ids) }
                    #expect(found == tiles)
                }
                let ends = Set([ids[0], ids[count - 1]])
                let former = try await book.database.read { try StoredMap(connection: $0, size: Int64(count * 10)).tiles(Array(ends)) }
                #expect(Set(former.keys) == ends && former[ids[count - 1]] == [1] + Array("\(count - 1)".utf8))
            }
        }
    }

    @Test("Former tiles are forgotten when no published checkpoint needs them, and at the latest after so many entries", arguments: availableEngines)
    func forgotten(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            func forget(_ size: Int64, published: Int64?) async throws -> Int64 {
                try await book.database.write { try $0.execute(MapRecords.forgetting(size: size, published: published)) }
                return try await book.count("log_map_past")
            }
            try await book.database.write { connection in
                for until in [10, 5_000, 100_000, 200_000] as [Int64] {
                    try connection.execute("INSERT INTO log_map_past (tile, until, since, body) VALUES ('/', \(until), 1, \([UInt8(1)]))")
                }
            }
            #expect(try await forget(4_000, published: nil) == 4)
            #expect(try await forget(90_000, published: 9) == 4, "a published checkpoint of nine entries needs them all")
            #expect(try await forget(90_000, published: 4_999) == 3)
            #expect(try await forget(200_000, published: 4_999) == 2, "witnesses have stalled for too long")
            #expect(try await forget(200_001, published: nil) == 1)
            #expect(try await forget(300_000, published: 300_000) == 0)
        }
    }

    @Test("An audit finds tiles that are missing or too many, and a checkpoint that commits to another map", arguments: availableEngines)
    func audited(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            for number in 10..<60 { try await book.add(UnitCode(trusted: "360102001001GB00001F000200\(number)")) }
            try await fill(book)
            #expect(try await book.verifier.run().divergences == [])
            let (tile, since, body) = try await book.database.read { connection in
                let row = try #require(try connection.row("SELECT tile, since, body FROM log_map WHERE tile > '/' ORDER BY tile LIMIT 1"))
                return (try row.text("tile"), try row.int("since"), try row.blob("body"))
            }
            try await book.database.write { try $0.execute("DELETE FROM log_map WHERE tile = \(tile)") }
            #expect(try await book.verifier.run().divergences.map(\.description) == ["map tile \(tile): is missing"])
            try await book.database.write { try $0.execute("INSERT INTO log_map (tile, since, body) VALUES (\(tile), \(since), \(body)), ('/fff', 1, \(body))") }
            #expect(try await book.verifier.run().divergences.map(\.description) == ["map tile /fff: no entry leads there"])
            try await book.database.write { try $0.execute("DELETE FROM log_map WHERE tile = '/fff'") }
            // The log's own key signs a map that its entries don't lead to.
            let latest = try #require(try await book.database.read { try LogRecords.latestCheckpoint(in: $0) })
            let honest = try Checkpoint(text: SignedNote(parsing: Array(latest.note.utf8)).text)
            for extensions in [["dengbu-map \(Digest32.of([1]).base64)"], []] {
                let lie = try Checkpoint(origin: honest.origin, size: honest.size, root: honest.root, extensions: extensions).signed(by: book.key)
                try await book.database.write {
                    try $0.execute("UPDATE log_checkpoint SET note = \(String(decoding: lie.encoded, as: UTF8.self)) WHERE size = \(latest.size)")
                }
                #expect(try await !book.verifier.run().isClean)
            }
        }
    }

    @Test("is made for a log that was there before it, by an entry of the log that says so", arguments: availableEngines)
    func beginning(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
            try await fill(book)
            try await book.beforeTheMap()
            #expect(try await state(BookFixture.home, in: book) == nil)
            #expect(try await book.verifier.run().divergences == [], "a log without a map is what it was")
            let waiting = UnitCode(trusted: "360102001001GB00001F00020001")
            try await book.add(waiting)
            try await fill(book)
            let entries = try await book.database.read { try LogRecords.entries(from: 0, to: 100, in: $0) }.map { String(decoding: $0, as: UTF8.self) }
            #expect(entries.count == 4 && entries[2].contains("\"type\":\"map\""))
            #expect(try proved(try await state(BookFixture.home, in: book), by: book).entry?.version == 2)
            #expect(try proved(try await state(waiting, in: book), by: book).entry?.version == 1)
            #expect(try await book.verifier.run().divergences == [])
            // Once and no more.
            try await fill(book)
            #expect(try await book.count("log_entry") == 4)
        }
    }

    @Test("Without anything that waits a log gets its map too", arguments: availableEngines)
    func beginningAlone(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await fill(book)
            try await book.beforeTheMap()
            let sequencers = try (0..<3).map { _ in
                try LogSequencer(database: book.database, signing: LogSigning([book.key]), logger: Logger(label: "test"), now: { Moment(seconds: 1_790_000_000) })
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sequencer in sequencers { group.addTask { try await sequencer.sequence() } }
                try await group.waitForAll()
            }
            #expect(try await book.count("log_entry") == 2)
            #expect(try await state(BookFixture.home, in: book)?.receipt.entry != nil)
            #expect(try await book.verifier.run().divergences == [])
        }
    }

    @Test("An entry of before pages were committed to is still the last, and what stands on its page isn't claimed", arguments: availableEngines)
    func firstVersion(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.asVersionOne(BookFixture.home)
            try await fill(book)
            #expect(try await book.verifier.run().divergences == [])
            let old = try #require(try await state(BookFixture.home, in: book))
            #expect(old.shown == nil && old.receipt.entry != nil)
            #expect(try proved(old, by: book).state == nil)
            _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
            try await fill(book)
            #expect(try proved(try await state(BookFixture.home, in: book), by: book).state?.owned == true)
            #expect(try await book.verifier.run().divergences == [])
        }
    }

    @Test("Several sequencers make one map: every checkpoint commits to what the entries before it lead to", arguments: availableEngines)
    func shared(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let database = book.database
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        for number in 0..<100 {
                            let entry = Array("{\"type\":\"act\",\"unit\":\"unit-\(number % 40)\",\"v\":2,\"version\":\(writer * 1_000 + number)}".utf8)
                            try await database.write { try LogRecords.append(leafID: "act:\(writer)-\(number)", entry: entry, in: $0) }
                        }
                    }
                }
                for _ in 0..<3 {
                    let sequencer = try LogSequencer(database: database, signing: LogSigning([book.key]), logger: Logger(label: "test"), now: { Moment(seconds: 1_790_000_000) })
                    group.addTask {
                        for round in 0..<40 {
                            let running = Task { try await sequencer.sequence() }
                            if round.isMultiple(of: 3) { running.cancel() }
                            _ = try? await running.value
                            try await Task.sleep(for: .milliseconds(2))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await fill(book)
            let entries = try await database.read { try LogRecords.entries(from: 0, to: 10_000, in: $0) }
            #expect(entries.count == 301)
            let notes = try await database.read { try $0.rows("SELECT note FROM log_checkpoint /* reads all: to check each */ ORDER BY size").map { try $0.text("note") } }
            for note in notes {
                let checkpoint = try Checkpoint(text: SignedNote(parsing: Array(note.utf8)).text)
                var heads: [Digest32: Digest32] = [:]
                for entry in entries.prefix(checkpoint.size) {
                    if let unit = ActEntry.unit(of: entry) { heads[.mapKey(unit)] = MerkleHash.leaf(entry) }
                }
                #expect(try checkpoint.mapRoot == MapUpdate(heads, to: MemoryMap()).root)
            }
            #expect(notes.count > 1)
        }
    }

    @Test("An entry's unit is read from its end, and only of acts")
    func unit() throws {
        let act = RegisterHash.entry(
            unit: BookFixture.home, version: 12, entry: EntryID("x-1"), kind: "transfer", at: Moment(seconds: 1_790_000_000), previous: nil,
            commitment: Array(repeating: 1, count: 32), state: Array(repeating: 2, count: 32))
        #expect(ActEntry.unit(of: act) == BookFixture.home.text)
        #expect(try ActEntry(act).unit == BookFixture.home.text)
        for other in ["", "{", #"{"type":"case","v":1}"#, #"{"type":"look","unit":"x"}"#, "binary"] { #expect(ActEntry.unit(of: Array(other.utf8)) == nil) }
        #expect(throws: StateFault.otherEntry) { try ActEntry(Array(#"{"type":"case","v":1}"#.utf8)) }
        // What the state says is canonical JSON, however it is written.
        let state = PublicState(Folio(unit: BookFixture.home, description: BookFixture.description(BookFixture.home)))
        #expect(try CanonicalJSON.encode(state) == Array(state.text.utf8))
    }
}

extension BookFixture {
    func verifier(witnesses: [any NoteVerifier]) -> BookVerifier {
        BookVerifier(database: database, region: Self.region, log: key.verifier, witnesses: witnesses)
    }

    /// The log as it was before there was a map: checkpoints without the line, and no tiles.
    func beforeTheMap() async throws {
        let key = key
        try await database.write { connection in
            for row in try connection.rows("SELECT size, note FROM log_checkpoint /* reads all: each is signed again */") {
                let checkpoint = try Checkpoint(text: SignedNote(parsing: Array(try row.text("note").utf8)).text)
                let old = try Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root).signed(by: key)
                try connection.execute(
                    "UPDATE log_checkpoint SET note = \(String(decoding: old.encoded, as: UTF8.self)) WHERE size = \(try row.int("size"))")
            }
            try connection.execute("DELETE FROM log_map /* reads all: as before */")
            try connection.execute("DELETE FROM log_map_past /* reads all: as before */")
        }
    }

    /// A unit's only act, whose entry still waits, as it was written before entries committed to pages.
    func asVersionOne(_ unit: UnitCode) async throws {
        try await database.write { connection in
            let row = try #require(
                try connection.row(
                    """
                    SELECT a.version, a.entry_id, a.kind, a.registered_at, a.body, a.salt, f.header FROM register_act a
                    JOIN register_filing f ON f.region = a.region AND f.filing_id = a.filing_id
                    WHERE a.region = \(Self.region) AND a.unit = \(unit.text)
                    """))
            let entry = RegisterHash.entry(
                unit: unit, version: Int(try row.int("version")), entry: EntryID(try row.text("entry_id")), kind: try row.text("kind"),
                at: Moment(microseconds: try row.int("registered_at")), previous: nil,
                commitment: RegisterHash.commitment(salt: try row.blob("salt"), header: try row.blob("header"), body: try row.blob("body")), state: nil)
            let leaf = RegisterHash.leaf(entry)
            try connection.execute("UPDATE register_act SET leaf = \(leaf) WHERE region = \(Self.region) AND unit = \(unit.text) AND version = 1")
            try connection.execute("UPDATE register_folio SET head = \(leaf) WHERE region = \(Self.region) AND unit = \(unit.text)")
            try connection.execute("UPDATE log_pending SET entry = \(entry) WHERE leaf_id = \("act:" + (try row.text("entry_id")))")
        }
    }
}
