import Foundation
import StorageTesting
import Testing

@testable import Storage

@Suite("SQLite")
struct SQLiteTests {
    @Test("the writer syncs every commit, in WAL mode, with foreign keys, pages and a journal as large as was measured to be best")
    func durable() async throws {
        try await withTemporaryDatabase(.sqlite) { database async throws in
            let found = try await database.write { connection in
                [
                    try connection.row("PRAGMA synchronous")?.value("synchronous"),
                    try connection.row("PRAGMA journal_mode")?.value("journal_mode"),
                    try connection.row("PRAGMA foreign_keys")?.value("foreign_keys"),
                    try connection.row("PRAGMA page_size")?.value("page_size"), try connection.row("PRAGMA wal_autocheckpoint")?.value("wal_autocheckpoint"),
                ]
            }
            #expect(found == [.integer(2), .text("wal"), .integer(1), .integer(8_192), .integer(2_000)])
        }
    }

    @Test("SQLite was told in time not to count its memory")
    func uncounted() async throws {
        try await withTemporaryDatabase(.sqlite) { _ async throws in #expect(SQLiteMemory.isUncounted) }
    }

    @Test("what was confirmed is there for another process at once, and after opening again")
    func visible() async throws {
        let temporary = try await TemporaryDatabase(.sqlite)
        let first = try await openDatabase(temporary.location, logger: quietLogger)
        let second = try await openDatabase(temporary.location, logger: quietLogger)
        try await first.migrate([parties])
        try await first.write { try $0.addParty(1, "a") }
        #expect(try await second.read { try $0.partyNames() } == ["a"])
        try await second.write { try $0.addParty(2, "b") }
        await first.close()
        await second.close()
        let third = try await openDatabase(temporary.location, logger: quietLogger)
        #expect(try await third.read { try $0.partyNames() } == ["a", "b"])
        await third.close()
        try await temporary.remove()
    }

    @Test("reads that share a snapshot see whatever was confirmed before they were asked, and one that fails fails alone")
    func sharedSnapshots() async throws {
        var options = DatabaseOptions()
        options.readers = 1
        try await withTemporaryDatabase(.sqlite, migrations: [parties], options: options) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<24 {
                    group.addTask {
                        for step in 0..<20 {
                            let id = worker * 100 + step
                            try await database.write { try $0.addParty(id, "p\(id)") }
                            if step % 5 == 4 {
                                await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELECT nothing FROM nowhere") } }
                            }
                            let names = try await database.read { try $0.partyNames() }
                            #expect(names.contains("p\(id)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.partyNames().count } == 480)
        }
    }

    @Test("waiting writes are committed together, and nobody is told before")
    func groups() async throws {
        var options = DatabaseOptions()
        options.groupDuration = testPatience
        try await withTemporaryDatabase(.sqlite, migrations: [parties], options: options) { database async throws in
            let stage = Stage()
            let blocker = Task { try await database.write { _ in stage.block() } }
            while stage.arrived < 1 { try await Task.sleep(for: .milliseconds(2)) }
            let others = (0..<50).map { id in
                Task {
                    stage.arrive()
                    try await database.write { connection in
                        try connection.addParty(id, "p\(id)")
                        if stage.enter() == 30 { stage.wait() }
                    }
                    stage.leave()
                }
            }
            // All fifty wait behind the first; then thirty run, and the thirtieth stops in the middle of the group.
            while stage.arrived < 51 { try await Task.sleep(for: .milliseconds(2)) }
            try await Task.sleep(for: .milliseconds(500))
            stage.open()
            while stage.entered < 30 { try await Task.sleep(for: .milliseconds(2)) }
            #expect(try await database.read { try $0.partyNames() } == [])
            #expect(stage.left == 0)
            stage.open()
            try await blocker.value
            for other in others { try await other.value }
            #expect(stage.left == 50)
            #expect(try await database.read { try $0.partyNames() }.count == 50)
        }
    }

    @Test("a deferred constraint broken by one of a group fails only that one")
    func deferredConstraint() async throws {
        let tree = Migration(
            "tree.0001",
            shared: ["CREATE TABLE node (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED)"])
        for engine in availableEngines {
            try await withTemporaryDatabase(engine, migrations: [tree]) { database async throws in
                let outcomes = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
                    for id in 1...40 {
                        group.addTask {
                            do {
                                try await database.write { connection in
                                    let parent: Int? = id == 17 ? 9999 : nil
                                    try connection.execute("INSERT INTO node VALUES (\(id), \(parent))")
                                }
                                return true
                            } catch StorageError.foreignKey {
                                return false
                            } catch {
                                Issue.record(error)
                                return false
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count { $0 } == 39)
                #expect(try await database.read { try $0.row("SELECT count(*) AS n FROM node")?.int("n") } == 39)
            }
        }
    }

    @Test("an engine that ends the transaction by itself harms only the write that caused it")
    func lostTransaction() async throws {
        var options = DatabaseOptions()
        options.statementTimeout = .milliseconds(100)
        try await withTemporaryDatabase(.sqlite, migrations: [parties], options: options) { database async throws in
            let outcomes = await withTaskGroup(of: (Int, Bool).self, returning: [Int: Bool].self) { group in
                for id in 0..<20 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.addParty(id, "p\(id)")
                                guard id == 7 else { return }
                                // An interrupted INSERT makes SQLite roll the whole transaction back.
                                try connection.execute(
                                    """
                                    INSERT INTO counter WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                                    SELECT 'c' || x, x FROM n
                                    """)
                            }
                            return (id, true)
                        } catch {
                            return (id, false)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for id in 0..<20 { #expect(outcomes[id] == (id != 7)) }
            let rows = try await database.read { try $0.row("SELECT count(*) AS n, count(DISTINCT id) AS d FROM party") }
            #expect(try rows?.int("n") == 19)
            #expect(try await database.read { try $0.row("SELECT count(*) AS n FROM counter")?.int("n") } == 0)
        }
    }

    @Test("too many waiting writes are refused, and nothing of them is done")
    func overload() async throws {
        var options = DatabaseOptions()
        options.waitingWrites = 10
        try await withTemporaryDatabase(.sqlite, migrations: [parties], options: options) { database async throws in
            let stage = Stage()
            let blocker = Task { try await database.write { _ in stage.block() } }
            while stage.arrived < 1 { try await Task.sleep(for: .milliseconds(2)) }
            let others = (0..<30).map { id in
                Task {
                    do {
                        try await database.write { try $0.addParty(id, "p\(id)") }
                    } catch StorageError.overloaded {
                        stage.leave()
                    }
                }
            }
            // The writer is held until everybody has either queued or been refused.
            #expect(try await eventually { stage.left == 20 })
            stage.open()
            try await blocker.value
            for other in others { try await other.value }
            #expect(try await database.read { try $0.partyNames() }.count == 10)
        }
    }

    @Test("a file that is no database is refused")
    func notADatabase() async throws {
        let temporary = try await TemporaryDatabase(.sqlite)
        guard case .sqlite(let path) = temporary.location else { return }
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
        await #expect { try await openDatabase(temporary.location, logger: quietLogger) } throws: { error in
            if case StorageError.corrupt = error { true } else { false }
        }
        try await temporary.remove()
    }
}
