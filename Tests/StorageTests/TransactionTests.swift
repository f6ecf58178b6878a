import Storage
import StorageTesting
import Testing

@Suite("Transactions")
struct TransactionTests {
    @Test("a closure that throws changes nothing", arguments: availableEngines)
    func rollback(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            await #expect(throws: Refused()) {
                try await database.write { connection in
                    try connection.addParty(1, "a")
                    throw Refused()
                }
            }
            #expect(try await database.read { try $0.partyNames() } == [])
        }
    }

    @Test("among many at once, those that throw alone change nothing", arguments: availableEngines)
    func oneOfMany(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let outcomes = await withTaskGroup(of: (Int, Bool).self, returning: [Int: Bool].self) { group in
                for id in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.addParty(id, "p\(id)")
                                if id % 5 == 0 { throw Refused() }
                                if id % 7 == 0 { try connection.addParty(id, "again") }
                            }
                            return (id, true)
                        } catch {
                            return (id, false)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for id in 0..<200 { #expect(outcomes[id] == (id % 5 != 0 && id % 7 != 0)) }
            let stored = try await database.read { try $0.rows("SELECT id FROM party ORDER BY id").map { try $0.int("id") } }
            #expect(stored == (0..<200).filter { $0 % 5 != 0 && $0 % 7 != 0 }.map(Int64.init))
        }
    }

    @Test("each caller gets its own result and its own error", arguments: availableEngines)
    func ownResults(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<100 {
                    group.addTask {
                        if id.isMultiple(of: 2) {
                            let result = try await database.write { connection in
                                try connection.row("SELECT \(id) AS id")?.int("id")
                            }
                            #expect(result == Int64(id))
                        } else {
                            await #expect(throws: Refused(reason: "\(id)")) {
                                try await database.write { _ in throw Refused(reason: "\(id)") }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("no update is lost when many count at once", arguments: availableEngines)
    func counting(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await database.write { try $0.execute("INSERT INTO counter VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await database.write { connection in
                                let value = try connection.row("SELECT value FROM counter WHERE name = 'n'")?.int("value") ?? 0
                                try connection.execute("UPDATE counter SET value = \(value + 1) WHERE name = 'n'")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let value = try await database.read { try $0.row("SELECT value FROM counter")?.int("value") }
            #expect(value == 200)
        }
    }

    @Test("two who each rely on what the other changes do not both succeed unseen", arguments: availableEngines)
    func writeSkew(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            for round in 0..<20 {
                try await database.write { connection in
                    try connection.execute("DELETE FROM counter")
                    try connection.execute("INSERT INTO counter VALUES ('a', 1), ('b', 1)")
                }
                // At least one must stay on duty; each leaves only if it sees two.
                await withTaskGroup(of: Void.self) { group in
                    for name in ["a", "b"] {
                        group.addTask {
                            try? await database.write { connection in
                                let onDuty = try connection.row("SELECT sum(value) AS n FROM counter")?.int("n") ?? 0
                                guard onDuty > 1 else { throw Refused() }
                                try connection.execute("UPDATE counter SET value = 0 WHERE name = \(name)")
                            }
                        }
                    }
                }
                let left = try await database.read { try $0.row("SELECT sum(value) AS n FROM counter")?.int("n") }
                #expect(left == 1, "round \(round)")
            }
        }
    }

    @Test("a read sees one state while others write", arguments: availableEngines)
    func snapshots(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await database.write { try $0.execute("INSERT INTO counter VALUES ('a', 0), ('b', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<100 { try await database.write { try $0.execute("UPDATE counter SET value = value + 1") } }
                }
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<100 {
                            let (a, b) = try await database.read { connection in
                                let a = try connection.row("SELECT value FROM counter WHERE name = 'a'")?.int("value")
                                let b = try connection.row("SELECT value FROM counter WHERE name = 'b'")?.int("value")
                                return (a, b)
                            }
                            #expect(a == b)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a failed statement ends the transaction even if its error is caught", arguments: availableEngines)
    func swallowed(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            await #expect(throws: StorageError.unique(table: "party", constraint: engine == .sqlite ? "id" : "party_pkey")) {
                try await database.write { connection in
                    try connection.addParty(1, "a")
                    do { try connection.addParty(1, "b") } catch {}
                    #expect(throws: StorageError.transactionAborted) { try connection.addParty(2, "c") }
                }
            }
            #expect(try await database.read { try $0.partyNames() } == [])
        }
    }

    @Test("a savepoint undoes just its part, also nested", arguments: availableEngines)
    func savepoints(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let caught = try await database.write { connection in
                var caught: [String] = []
                try connection.addParty(1, "a")
                do {
                    try connection.savepoint {
                        try connection.addParty(2, "b")
                        do {
                            try connection.savepoint {
                                try connection.addParty(3, "c")
                                throw Refused()
                            }
                        } catch is Refused {
                            caught.append("inner")
                        }
                        caught += try connection.partyNames()
                        try connection.addParty(1, "a")
                    }
                } catch StorageError.unique {
                    caught.append("outer")
                }
                try connection.savepoint { try connection.addParty(4, "d") }
                return caught
            }
            #expect(caught == ["inner", "a", "b", "outer"])
            #expect(try await database.read { try $0.partyNames() } == ["a", "d"])
        }
    }

    @Test("the number of changed rows is counted, of anything else none", arguments: availableEngines)
    func counts(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let counts = try await database.write { connection in
                [
                    try connection.execute("INSERT INTO party (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"),
                    try connection.execute("UPDATE party SET note = 'x' WHERE id >= 2"),
                    try connection.execute("INSERT INTO party (id, name) VALUES (1, 'z') ON CONFLICT (id) DO NOTHING"),
                    try connection.execute(
                        "INSERT INTO party (id, name) VALUES (1, 'z') ON CONFLICT (id) DO UPDATE SET name = excluded.name"),
                    try connection.execute("SELECT * FROM party"),
                    try connection.execute("DELETE FROM party WHERE id > 7"),
                    try connection.execute("WITH old AS (SELECT id FROM party) DELETE FROM party WHERE id IN (SELECT id FROM old)"),
                ]
            }
            #expect(counts == [3, 2, 0, 1, 0, 0, 3])
        }
    }

    @Test("many changes can be sent at once, and stop at the first that fails", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let statements: [SQL] =
                (1...1_200).map { "INSERT INTO party (id, name, note) VALUES (\($0), \("p\($0)"), \($0 % 2 == 0 ? "even" : nil))" }
                + ["UPDATE party SET note = 'odd' WHERE note IS NULL", "DELETE FROM party WHERE id > 1000"]
            let counts = try await database.write { try $0.executeAll(statements) }
            #expect(counts == [Int](repeating: 1, count: 1_200) + [600, 200])
            #expect(try await database.write { try $0.executeAll([]) } == [])

            let broken: [SQL] = [
                "DELETE FROM party", "INSERT INTO party (id, name) VALUES (1, 'x'), (1, 'y')", "DELETE FROM nothing_at_all",
            ]
            await #expect(throws: StorageError.unique(table: "party", constraint: engine == .sqlite ? "id" : "party_pkey")) {
                try await database.write { try $0.executeAll(broken) }
            }
            await #expect(throws: StorageError.self) {
                try await database.write { try $0.executeAll(["DELETE FROM party", "DELETE FROM nothing_at_all"]) }
            }
            #expect(try await database.read { try $0.row("SELECT count(*) AS n FROM party WHERE note = 'odd'")?.int("n") } == 500)
        }
    }

    @Test("a closure that asks nothing costs nothing and returns", arguments: availableEngines)
    func nothingAsked(engine: Engine) async throws {
        try await withTemporaryDatabase(engine) { database async throws in
            #expect(try await database.read { _ in 7 } == 7)
            #expect(try await database.write { _ in 8 } == 8)
            await #expect(throws: Refused()) { try await database.write { _ in throw Refused() } }
        }
    }

    @Test("a cancelled caller stops waiting and its write is not begun", arguments: availableEngines)
    func cancellation(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await database.write { try $0.addParty(1, "a") }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await database.read { try $0.partyNames() } == [])
        }
    }
}
