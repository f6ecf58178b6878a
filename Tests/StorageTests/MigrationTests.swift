import StorageTesting
import Testing

@testable import Storage

@Suite("Migrations")
struct MigrationTests {
    private let more = Migration("test.0002 towns", shared: ["CREATE TABLE town (id BIGINT PRIMARY KEY)"])

    @Test("run once, whenever they are given", arguments: availableEngines)
    func twice(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await database.write { try $0.addParty(1, "a") }
            try await database.migrate([parties])
            try await database.migrate([parties, more])
            try await database.migrate([parties, more])
            #expect(try await database.read { try $0.partyNames() } == ["a"])
            let names = try await database.read {
                try $0.rows("SELECT name FROM schema_migration ORDER BY position").map { try $0.text("name") }
            }
            #expect(names == ["test.0001 parties", "test.0002 towns"])
        }
    }

    @Test("modules add to their own series", arguments: availableEngines)
    func series(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties, jobs]) { database async throws in
            try await database.migrate([parties, more, jobs])
            try await database.migrate([jobs])
            #expect(try await database.read { try $0.rows("SELECT id FROM town").count } == 0)
        }
    }

    @Test("refuse a shipped one that reads differently", arguments: availableEngines)
    func changed(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [more]) { database async throws in
            let changed = Migration("test.0002 towns", shared: ["CREATE TABLE town (id BIGINT PRIMARY KEY, name TEXT)"])
            await #expect(throws: StorageError.migrationChanged("test.0002 towns")) { try await database.migrate([changed]) }
        }
    }

    @Test("refuse another order, and a database of a newer version", arguments: availableEngines)
    func order(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties, more]) { database async throws in
            await #expect(throws: StorageError.migrationOrder(expected: "test.0001 parties", found: "test.0002 towns")) {
                try await database.migrate([more, parties])
            }
            await #expect(throws: StorageError.migrationUnknown("test.0002 towns")) { try await database.migrate([parties]) }
            await #expect(throws: StorageError.self) { try await database.migrate([parties, parties]) }
        }
    }

    @Test("say how far a database is without changing it", arguments: availableEngines)
    func state(engine: Engine) async throws {
        try await withTemporaryDatabase(engine) { database async throws in
            for _ in 0..<2 { #expect(try await database.schemaState([parties, more]) == .empty) }
            try await database.migrate([parties])
            for _ in 0..<2 { #expect(try await database.schemaState([parties, more]) == .behind(next: "test.0002 towns")) }
            #expect(try await database.schemaState([parties]) == .current)
            // Another module's series says nothing of this one.
            try await database.migrate([jobs])
            #expect(try await database.schemaState([parties]) == .current)
            try await database.migrate([parties, more])
            #expect(try await database.schemaState([parties]) == .ahead(unknown: "test.0002 towns"))
            let changed = Migration("test.0002 towns", shared: ["CREATE TABLE town (id BIGINT PRIMARY KEY, name TEXT)"])
            await #expect(throws: StorageError.migrationChanged("test.0002 towns")) { try await database.schemaState([parties, changed]) }
        }
    }

    @Test("leave nothing behind when one fails", arguments: availableEngines)
    func failing(engine: Engine) async throws {
        try await withTemporaryDatabase(engine) { database async throws in
            let broken = Migration(
                "test.0003 broken", shared: ["CREATE TABLE good (id BIGINT PRIMARY KEY)", "CREATE TABEL bad (x BIGINT)"])
            await #expect(throws: StorageError.self) { try await database.migrate([more, broken]) }
            try await database.migrate([more])
            await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELECT id FROM good").count } }
        }
    }

    @Test("may be started by several processes at once", arguments: availableEngines)
    func concurrent(engine: Engine) async throws {
        let temporary = try await TemporaryDatabase(engine)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let database = try await openDatabase(temporary.location, logger: quietLogger)
                    try await database.migrate([parties, more, jobs])
                    let count = try await database.read { try $0.row("SELECT count(*) AS n FROM schema_migration")?.int("n") }
                    #expect(count == 3)
                    await database.close()
                }
            }
            try await group.waitForAll()
        }
        try await temporary.remove()
    }

    @Test("run the engine's own statements after the shared ones", arguments: availableEngines)
    func own(engine: Engine) async throws {
        let own = Migration(
            "own.0001", shared: ["CREATE TABLE which (engine TEXT NOT NULL)"],
            sqlite: ["INSERT INTO which VALUES ('sqlite')"], postgres: ["INSERT INTO which VALUES ('postgres')"])
        try await withTemporaryDatabase(engine, migrations: [own]) { database async throws in
            #expect(try await database.read { try $0.row("SELECT engine FROM which")?.text("engine") } == engine.rawValue)
        }
    }

    @Test("statements prepared before a migration go on working after it", arguments: availableEngines)
    func preparedBefore(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let all: SQL = "SELECT * FROM party"
            for _ in 0..<3 { _ = try await database.read { try $0.rows(all).count } }
            try await database.migrate([parties, Migration("test.0002 phone", shared: ["ALTER TABLE party ADD COLUMN phone TEXT"])])
            try await database.write { try $0.addParty(1, "a") }
            let row = try #require(try await database.read { try $0.row(all) })
            #expect(try row.textIfPresent("phone") == nil)
        }
    }

    @Test("translate the words of a schema and nothing inside quotes, comments or longer words")
    func dialect() {
        let statement = """
            CREATE TABLE t ( -- the BLOB
                id IDENTITY PRIMARY KEY, real BIGINT, BLOBS TEXT DEFAULT 'a BLOB; it''s', b BLOB, r REAL, n INTEGER
            ) WITHOUT ROWID;
            """
        #expect(
            SchemaDialect.translate(statement, for: .sqlite)
                == """
                CREATE TABLE t ( -- the BLOB
                    id INTEGER PRIMARY KEY AUTOINCREMENT, real INTEGER, BLOBS TEXT DEFAULT 'a BLOB; it''s', b BLOB, r REAL, n INTEGER
                ) WITHOUT ROWID, STRICT
                """.replacing("KEY AUTOINCREMENT,", with: "KEY AUTOINCREMENT  ,"))
        #expect(
            SchemaDialect.translate(statement, for: .postgres) == """
                CREATE TABLE t ( -- the BLOB
                    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY  , real BIGINT, BLOBS TEXT DEFAULT 'a BLOB; it''s', b BYTEA, r DOUBLE PRECISION, n BIGINT
                )
                """)
    }
}
