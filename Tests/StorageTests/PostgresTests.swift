import Storage
import StorageTesting
import Synchronization
import Testing

@Suite("PostgreSQL", .enabled(if: postgresServer != nil, Comment(rawValue: postgresMissing)))
struct PostgresTests {
    private func terminateOthers(_ database: any Database) async throws {
        _ = try await database.write(.rowLocks) { connection in
            try connection.rows(
                """
                SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            ).count
        }
    }

    @Test("connections that the server dropped are replaced")
    func reconnects() async throws {
        try await withTemporaryDatabase(.postgres, migrations: [parties]) { database async throws in
            // Several connections, all idle afterwards.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { _ = try await database.read { try $0.rows("SELECT pg_sleep(0.02)").count } }
                }
                try await group.waitForAll()
            }
            try await terminateOthers(database)
            for id in 0..<12 {
                try await database.write { try $0.addParty(id, "p\(id)") }
                #expect(try await database.read { try $0.partyNames() }.count == id + 1)
            }
        }
    }

    /// Waits until another connection runs a statement that begins like this, and ends it.
    private func terminate(whoRuns start: String, on database: any Database) async throws {
        let found = try await eventually {
            try await database.write(.rowLocks) { connection in
                try connection.rows(
                    """
                    SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                        AND state = 'active' AND wait_event = 'PgSleep' AND query LIKE \(start + "%")
                    """
                ).count > 0
            }
        }
        #expect(found, "nobody ran \(start)")
    }

    @Test("a transaction whose connection dies before the commit runs again, once in effect")
    func diesBeforeCommit() async throws {
        try await withTemporaryDatabase(.postgres, migrations: [parties]) { database async throws in
            let runs = Mutex(0)
            let writer = Task {
                try await database.write { connection in
                    let run = runs.withLock { runs in
                        runs += 1
                        return runs
                    }
                    let id = (try connection.row("SELECT count(*) AS n FROM party")?.int("n") ?? 0) + 1
                    try connection.addParty(Int(id), "p\(id)")
                    if run == 1 { _ = try connection.rows("SELECT pg_sleep(300)") }
                }
            }
            try await terminate(whoRuns: "SELECT pg_sleep", on: database)
            try await writer.value
            #expect(runs.withLock { $0 } == 2)
            #expect(try await database.read { try $0.partyNames() } == ["p1"])
        }
    }

    @Test("a commit that gets no answer is reported as unknown and not done again")
    func diesDuringCommit() async throws {
        let slow = Migration(
            "slow.0001", shared: ["CREATE TABLE slow (id BIGINT PRIMARY KEY)"],
            postgres: [
                "CREATE FUNCTION wait_a_little() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(300); RETURN NULL; END'",
                """
                CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait_a_little()
                """,
            ])
        try await withTemporaryDatabase(.postgres, migrations: [slow]) { database async throws in
            let writer = Task { try await database.write { try $0.execute("INSERT INTO slow VALUES (1)") } }
            try await terminate(whoRuns: "COMMIT", on: database)
            await #expect {
                try await writer.value
            } throws: { error in
                if case StorageError.outcomeUnknown = error { true } else { false }
            }
            #expect(try await database.read { try $0.rows("SELECT id FROM slow").count } == 0)
        }
    }

    @Test("whoever waits too long for a connection is told that the database is busy")
    func poolTimeout() async throws {
        var options = DatabaseOptions()
        options.connections = 1
        options.acquireTimeout = .milliseconds(50)
        try await withTemporaryDatabase(.postgres, options: options) { database async throws in
            let stage = Stage()
            let holder = Task {
                try await database.read { connection in
                    stage.block()
                    return try connection.rows("SELECT 1 AS x").count
                }
            }
            #expect(try await eventually { stage.arrived == 1 })
            await #expect(throws: StorageError.busy) { try await database.read { try $0.rows("SELECT 1 AS x").count } }
            stage.open()
            #expect(try await holder.value == 1)
            #expect(try await database.read { try $0.row("SELECT 1 AS x")?.int("x") } == 1)
        }
    }

    @Test("connections are handed out in the order of asking, and never more than allowed")
    func fairness() async throws {
        var options = DatabaseOptions()
        options.connections = 3
        try await withTemporaryDatabase(.postgres, options: options) { database async throws in
            let most = try await withThrowingTaskGroup(of: Int64.self, returning: Int64.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.read { connection in
                            try connection.row("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()")?.int("n")
                                ?? 0
                        }
                    }
                }
                return try await group.reduce(0, max)
            }
            #expect(most <= 3)
        }
    }

    @Test("more statements than are kept prepared go on working")
    func manyStatements() async throws {
        var options = DatabaseOptions()
        options.cachedStatements = 5
        options.connections = 1
        try await withTemporaryDatabase(.postgres, migrations: [parties], options: options) { database async throws in
            for round in 0..<3 {
                for number in 0..<12 {
                    let found = try await database.read { try $0.row("SELECT \(number) AS v\(raw: "\(number)")")?.int("v\(number)") }
                    #expect(found == Int64(number), "round \(round)")
                }
            }
            let kept = try await database.read { try $0.row("SELECT count(*) AS n FROM pg_prepared_statements")?.int("n") }
            #expect((kept ?? 0) <= 6)
        }
    }

    @Test("a plan made on an empty table isn't kept for the full one")
    func growingTable() async throws {
        var options = DatabaseOptions()
        options.connections = 1
        let notes = Migration(
            "notes.0001",
            shared: [
                "CREATE TABLE note (region TEXT NOT NULL, number BIGINT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (region, number))",
                "CREATE INDEX note_unit ON note (region, unit)",
            ])
        try await withTemporaryDatabase(.postgres, migrations: [notes], options: options) { database async throws in
            @Sendable func look(_ times: Int) async throws {
                for number in 0..<times {
                    try await database.read { connection in
                        // In the transaction's first round trip, and in one of its own.
                        for _ in 0..<2 { _ = try connection.rows("SELECT number FROM note WHERE region = \("r") AND unit = \("u\(number)")") }
                    }
                }
            }
            @Sendable func prepared() async throws -> [String] {
                try await database.read { connection in
                    try connection.rows("SELECT name FROM pg_prepared_statements WHERE statement LIKE \("SELECT number FROM note%")").compactMap { try $0.text("name") }
                }
            }
            try await look(10)
            let first = try await prepared()
            #expect(first.count == 1)
            try await look(3)
            #expect(try await prepared() == first)
            try await look(10)
            let second = try await prepared()
            #expect(second.count == 1 && second != first)
            try await look(100)
            #expect(try await prepared() == second)
            try await look(100)
            let third = try await prepared()
            #expect(third.count == 1 && third != second)
        }
    }

    @Test("types outside the common subset are refused, not misread")
    func foreignTypes() async throws {
        try await withTemporaryDatabase(.postgres) { database async throws in
            await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELECT now() AS t").count } }
            let row = try await database.read {
                try $0.row("SELECT CAST(1.25 AS NUMERIC) AS n, CAST(0.0001 AS NUMERIC) AS s, CAST(-12345.678 AS NUMERIC) AS m")
            }
            #expect(try row?.real("n") == 1.25)
            #expect(try row?.real("s") == 0.0001)
            #expect(try row?.real("m") == -12345.678)
        }
    }
}
