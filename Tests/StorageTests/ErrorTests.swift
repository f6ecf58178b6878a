import Storage
import StorageTesting
import Testing

@Suite("The same typed errors from both engines")
struct ErrorTests {
    /// Runs statements of which the last fails, and returns how.
    private func failure(_ engine: Engine, _ statements: [SQL]) async throws -> StorageError? {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            do {
                try await database.write { connection in
                    for statement in statements { try connection.execute(statement) }
                }
                return nil
            } catch let error as StorageError {
                return error
            }
        }
    }

    private let first: SQL = "INSERT INTO party (id, name) VALUES (1, 'a')"

    @Test("a second row with the same key", arguments: availableEngines)
    func unique(engine: Engine) async throws {
        let byKey = try await failure(engine, [first, "INSERT INTO party (id, name) VALUES (1, 'b')"])
        #expect(byKey == .unique(table: "party", constraint: engine == .sqlite ? "id" : "party_pkey"))
        let byIndex = try await failure(engine, [first, "INSERT INTO party (id, name) VALUES (2, 'a')"])
        #expect(byIndex == .unique(table: "party", constraint: engine == .sqlite ? "name" : "party_by_name"))
        let byBoth = try await failure(engine, [first, "INSERT INTO share VALUES (1, 1)", "INSERT INTO share VALUES (1, 1)"])
        #expect(byBoth == .unique(table: "share", constraint: engine == .sqlite ? "party, part" : "share_pkey"))
    }

    @Test("a reference to nothing", arguments: availableEngines)
    func foreignKey(engine: Engine) async throws {
        guard case .foreignKey = try await failure(engine, ["INSERT INTO share VALUES (9, 1)"]) else {
            Issue.record("not refused")
            return
        }
    }

    @Test("a broken check, by its name", arguments: availableEngines)
    func check(engine: Engine) async throws {
        let error = try await failure(engine, ["INSERT INTO party (id, name, married) VALUES (1, 'a', 2)"])
        #expect(error == .check(constraint: "party_married"))
    }

    @Test("a missing value", arguments: availableEngines)
    func notNull(engine: Engine) async throws {
        let error = try await failure(engine, ["INSERT INTO party (id, name) VALUES (1, \(String?.none))"])
        #expect(error == .notNull(table: "party", column: "name"))
    }

    @Test("a value of another type, which SQLite alone would have kept", arguments: availableEngines)
    func wrongType(engine: Engine) async throws {
        guard case .invalidValue = try await failure(engine, ["INSERT INTO party (id, name, married) VALUES (1, 'a', \("yes"))"]) else {
            Issue.record("not refused")
            return
        }
    }

    @Test("a write while reading", arguments: availableEngines)
    func readOnly(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            await #expect(throws: StorageError.readOnly) { try await database.read { try $0.execute("DELETE FROM party") } }
            #expect(try await database.read { try $0.partyNames() } == [])
        }
    }

    @Test("a statement that runs too long", arguments: availableEngines)
    func timeout(engine: Engine) async throws {
        var options = DatabaseOptions()
        options.statementTimeout = .milliseconds(400)
        try await withTemporaryDatabase(engine, options: options) { database async throws in
            let endless: SQL = """
                WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000) SELECT max(x) AS x FROM n
                """
            await #expect(throws: StorageError.timeout) { try await database.read { try $0.rows(endless).count } }
            await #expect(throws: StorageError.timeout) { try await database.write { try $0.rows(endless).count } }
            #expect(try await database.read { try $0.row("SELECT 1 AS x")?.int("x") } == 1)
        }
    }

    @Test("a syntax error, and the next caller is not harmed", arguments: availableEngines)
    func syntax(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            for _ in 1...3 {
                await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELEKT 1").count } }
                await #expect(throws: StorageError.self) { try await database.write { try $0.execute("UPDATE nothing SET x = 1") } }
                #expect(try await database.read { try $0.partyNames() } == [])
            }
        }
    }

    @Test("no value of a row stands in an error", arguments: availableEngines)
    func noValues(engine: Engine) async throws {
        let name = "王小明"
        let error = try await failure(
            engine, ["INSERT INTO party (id, name) VALUES (1, \(name))", "INSERT INTO party (id, name) VALUES (2, \(name))"])
        #expect(error != nil)
        #expect(!"\(String(describing: error))".contains(name))
    }

    @Test("a closed database refuses to work", arguments: availableEngines)
    func closed(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            await database.close()
            await database.close()
            await #expect(throws: StorageError.closed) { try await database.read { try $0.partyNames() } }
            await #expect(throws: StorageError.closed) { try await database.write { try $0.partyNames() } }
        }
    }

    @Test("nonsense is no location")
    func locations() {
        #expect(DatabaseLocation(url: "sqlite:/var/lib/dengbu/register.sqlite") == .sqlite(path: "/var/lib/dengbu/register.sqlite"))
        #expect(DatabaseLocation(url: "sqlite:///srv/a.sqlite") == .sqlite(path: "/srv/a.sqlite"))
        #expect(DatabaseLocation(url: "sqlite:data/a.sqlite") == .sqlite(path: "data/a.sqlite"))
        #expect(DatabaseLocation(url: "postgres://u:p@h/d")?.engine == .postgres)
        #expect(DatabaseLocation(url: "host=/run/postgresql dbname=x")?.engine == .postgres)
        for nonsense in ["", "sqlite:", "sqlite::memory:", "mysql://x", "register.sqlite", "x=y"] {
            #expect(DatabaseLocation(url: nonsense) == nil, "\(nonsense)")
        }
        #expect(!"\(DatabaseLocation.postgres(conninfo: "password=secret"))".contains("secret"))
    }

    @Test("a server that is not there is a lost connection")
    func noServer() async {
        await #expect {
            try await openDatabase(.postgres(conninfo: "host=/nonexistent dbname=x"), logger: quietLogger)
        } throws: { error in
            if case StorageError.connectionLost = error { true } else { false }
        }
    }
}
