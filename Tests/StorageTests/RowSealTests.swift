import Storage
import StorageTesting
import Testing

@testable import Storage

@Suite("The seal of a row") struct RowSealTests {
    private static let table = SealedTable(1, "thing", key: ["region", "id"])
    private static let log = SealedTable(2, "event", key: ["id"], columns: ["at"])

    private static let schema = Migration(
        "test.0001 things",
        shared: [
            "CREATE TABLE thing (region TEXT NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, count BIGINT NOT NULL, note TEXT, PRIMARY KEY (region, id))",
            "CREATE TABLE event (id TEXT NOT NULL PRIMARY KEY, what TEXT NOT NULL, at BIGINT NOT NULL)",
        ])

    private struct Stage {
        let base: any Database
        let database: SealingDatabase

        func problems() async throws -> [String] {
            var found: [String] = []
            for table in [table, log] {
                found += try await database.sealer.audit(table, region: "r", enough: 10, in: database, progress: { _ in }).defects.map { "\($0.place): \($0.problem)" }
            }
            return found + (try await database.sealer.auditStrangers(in: database).defects.map { "\($0.place): \($0.problem)" })
        }

        func seal(_ sql: SQL) async throws { try await database.write { _ = try $0.execute(sql) } }
        func alter(_ sql: SQL) async throws { try await base.write { _ = try $0.execute(sql) } }
    }

    private func run(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: [Self.schema] + RowSealSchema.migrations, options: .refusingScans) { base in
            let database = SealingDatabase(base, sealer: RowSealer(key: Array(repeating: 1, count: 32), tables: [Self.table, Self.log]))
            try await body(Stage(base: base, database: database))
        }
    }

    private static let first: [UInt8] = [0, 0xAB]
    private static let second: [UInt8] = [1]
    private static let insert: SQL = "INSERT INTO thing (region, id, name, count) VALUES ('r', \(first), 'one', 1), ('r', \(second), 'two', 2)"

    @Test("is renewed with every statement that writes the row", arguments: availableEngines)
    func renewed(engine: Engine) async throws {
        try await run(engine) { stage in
            try await stage.database.adopt()
            try await stage.seal(Self.insert)
            #expect(try await stage.problems() == [])
            try await stage.seal("UPDATE thing SET name = 'uno', count = CASE WHEN note IS DISTINCT FROM 'x' THEN count + 1 ELSE 0 END WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.problems() == [])
            let changed = try await stage.database.write { connection in
                try connection.rows(
                    """
                    WITH picked AS MATERIALIZED (SELECT region, id FROM thing WHERE region = 'r' AND id > \([UInt8]()) ORDER BY id LIMIT 1 \(sql: connection.forUpdateSkipLocked))
                    UPDATE thing SET count = count + 5 FROM picked /* reads all: few */ WHERE thing.region = picked.region AND thing.id = picked.id
                    RETURNING thing.id, name, count -- what was taken
                    """)
            }
            let counted = try changed.map { try $0.int("count") }
            #expect(counted == [7])
            #expect(try await stage.problems() == [])
            for name in ["drei", "three"] {
                try await stage.seal(
                    """
                    INSERT INTO thing (region, id, name, count) VALUES ('r', \([3] as [UInt8]), \(name), 3)
                    ON CONFLICT (region, id) DO UPDATE SET name = excluded.name
                    """)
                #expect(try await stage.problems() == [])
            }
            let counts = try await stage.database.write { connection in
                try connection.executeAll([
                    "UPDATE thing SET note = 'n' WHERE region = 'r' AND id = \(Self.first)",
                    "INSERT INTO event (id, what, at) VALUES ('e/1', 'w', 1)",
                    "UPDATE event SET what = 'other' WHERE id = 'e/1'",
                    "DELETE FROM thing WHERE region = 'r' AND id = \(Self.second)",
                    "INSERT INTO thing (region, id, name, count) VALUES ('r', \(Self.first), 'again', 1) ON CONFLICT (region, id) DO NOTHING",
                ])
            }
            #expect(counts == [1, 1, 1, 1, 0])
            #expect(try await stage.problems() == [])
            try await stage.seal("UPDATE thing SET note = NULL WHERE region = 'r' AND id = \(Self.first)")
            // What a savepoint undid isn't sealed, and neither is what a transaction undid.
            try await stage.database.write { connection in
                _ = try? connection.savepoint {
                    try connection.execute("UPDATE thing SET name = 'undone' WHERE region = 'r' AND id = \(Self.first)")
                    throw CancellationError()
                }
                try connection.execute("UPDATE thing SET count = 9 WHERE region = 'r' AND id = \(Self.first)")
            }
            _ = try? await stage.database.write { connection in
                try connection.execute("UPDATE thing SET name = 'undone' WHERE region = 'r' AND id = \(Self.first)")
                throw CancellationError()
            }
            #expect(try await stage.problems() == [])
        }
    }

    @Test("shows what was altered, moved, added or taken away, and isn't made good by later changes of other columns", arguments: availableEngines)
    func shown(engine: Engine) async throws {
        try await run(engine) { stage in
            try await stage.database.adopt()
            try await stage.seal(Self.insert)
            try await stage.alter("UPDATE thing SET name = 'eve' WHERE region = 'r' AND id = \(Self.first)")
            let altered = ["thing 00ab: name: not what was sealed"]
            #expect(try await stage.problems() == altered)
            try await stage.seal("UPDATE thing SET count = 7 WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.problems() == altered)
            try await stage.seal("UPDATE thing SET name = 'one' WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.problems() == [])

            try await stage.alter("UPDATE thing SET note = 'added' WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.problems() == ["thing 00ab: note: not what was sealed"])
            try await stage.alter("UPDATE thing SET note = NULL WHERE region = 'r' AND id = \(Self.first)")
            try await stage.alter("UPDATE thing SET id = \([9] as [UInt8]) WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.problems() == ["thing 09: has no seal"])
            // A change doesn't seal a row that has none.
            try await stage.seal("UPDATE thing SET name = 'x' WHERE region = 'r' AND id = \([9] as [UInt8])")
            #expect(try await stage.problems() == ["thing 09: has no seal"])
            try await stage.alter("DELETE FROM thing WHERE region = 'r' AND id = \([9] as [UInt8])")
            #expect(try await stage.problems() == ["thing 00ab: is sealed, but isn't there"])
            try await stage.seal("INSERT INTO thing (region, id, name, count) VALUES ('r', \(Self.first), 'back', 1)")
            #expect(try await stage.problems() == [])
            // One row's seal is no other row's.
            try await stage.alter(
                """
                UPDATE row_seal SET seal = (SELECT seal FROM row_seal WHERE region = 'r' AND table_number = 1 AND row_key = '01')
                WHERE region = 'r' AND table_number = 1 AND row_key = '00ab'
                """)
            #expect(try await stage.problems().first?.hasPrefix("thing 00ab: ") == true)
        }
    }

    @Test("is given once to rows that were there before, and then wanted of all", arguments: availableEngines)
    func adopted(engine: Engine) async throws {
        try await run(engine) { stage in
            try await stage.alter(Self.insert)
            let before = try await stage.database.sealer.audit(Self.table, region: "r", enough: 10, in: stage.database, progress: { _ in })
            #expect(before.unsealed == 2 && before.defects.isEmpty)
            // Changed meanwhile, and left for the walk.
            try await stage.seal("UPDATE thing SET name = 'x' WHERE region = 'r' AND id = \(Self.first)")
            #expect(try await stage.database.adopt() == 2)
            #expect(try await stage.problems() == [])
            try await stage.alter("INSERT INTO thing (region, id, name, count) VALUES ('r', \([4] as [UInt8]), 'smuggled', 1)")
            #expect(try await stage.database.adopt() == 0)
            #expect(try await stage.problems() == ["thing 04: has no seal"])
            try await stage.alter("UPDATE row_seal_table SET sealed_at = sealed_at + 1 WHERE table_number = 1")
            #expect(try await stage.problems() == ["thing, its mark: is not what was sealed"])
            // Another key.
            let other = SealingDatabase(stage.base, sealer: RowSealer(key: Array(repeating: 2, count: 32), tables: [Self.table, Self.log]))
            let foreign = try await other.sealer.audit(Self.table, region: "r", enough: 10, in: other, progress: { _ in })
            #expect(!foreign.defects.isEmpty)
        }
    }

    @Test("can't be kept by a statement that changes keys or writes in bulk", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await run(engine) { stage in
            await #expect(throws: StorageError.self) { try await stage.seal("UPDATE thing SET id = \(Self.second) WHERE region = 'r' AND id = \(Self.first)") }
            var rows = BulkRows(into: "event", [("id", .text), ("what", .text), ("at", .integer)])
            rows.add(text: "e")
            rows.add(text: "w")
            rows.add(1)
            let filled = rows
            await #expect(throws: StorageError.self) { try await stage.database.write { try $0.insert(filled) } }
            let problems = try await stage.problems()
            #expect(problems == [])
        }
    }
}
