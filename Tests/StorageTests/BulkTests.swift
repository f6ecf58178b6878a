import StorageTesting
import Testing

@testable import Storage

@Suite("Many rows at once") struct BulkTests {
    private static let table = Migration(
        "bulk.0001 rows", shared: ["CREATE TABLE bulk (place BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, bytes BLOB NOT NULL, count BIGINT NOT NULL)"])

    private func run(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: [Self.table]) { try await body($0) }
    }

    private func rows(_ count: Int) -> BulkRows {
        var rows = BulkRows(into: "bulk", counter: "place", [("name", .text), ("bytes", .blob), ("count", .integer)])
        for number in 0..<count {
            rows.add(text: number % 7 == 0 ? "" : "第\(number)行")
            rows.add(blob: Array(repeating: UInt8(truncatingIfNeeded: number), count: number % 300))
            rows.add(Int64(number) - 5)
        }
        return rows
    }

    /// Few are one statement on PostgreSQL, many a copy.
    @Test("are stored as they were given, numbered from where they begin", arguments: availableEngines, [0, 1, 255, 256, 9_000])
    func stored(engine: Engine, count: Int) async throws {
        try await run(engine) { database in
            let rows = rows(count)
            try await database.write { try $0.insert(rows, numberedFrom: 100) }
            let stored = try await database.read { try $0.rows("SELECT place, name, bytes, count FROM bulk ORDER BY place") }
            #expect(stored.count == count)
            for (number, row) in stored.enumerated() {
                #expect(try row.int("place") == Int64(100 + number))
                #expect(try row.text("name") == (number % 7 == 0 ? "" : "第\(number)行"))
                #expect(try row.blob("bytes") == Array(repeating: UInt8(truncatingIfNeeded: number), count: number % 300))
                #expect(try row.int("count") == Int64(number) - 5)
            }
        }
    }

    @Test("that hold one that is there already change nothing, and say so", arguments: availableEngines)
    func double(engine: Engine) async throws {
        try await run(engine) { database in
            let rows = rows(600)
            try await database.write { try $0.insert(rows, numberedFrom: 550) }
            do {
                try await database.write { try $0.insert(rows, numberedFrom: 0) }
                Issue.record("they were stored")
            } catch StorageError.unique {}
            #expect(try await database.read { try $0.row("SELECT COUNT(*) AS n FROM bulk")?.int("n") } == 600)
            // The connection is as good as before.
            try await database.write { try $0.insert(rows, numberedFrom: 2_000) }
        }
    }

    @Test("go with the transaction that they are part of", arguments: availableEngines)
    func undone(engine: Engine) async throws {
        try await run(engine) { database in
            struct Refused: Error {}
            let (many, more) = (rows(600), rows(300))
            await #expect(throws: Refused.self) {
                try await database.write { connection in
                    try connection.insert(many)
                    throw Refused()
                }
            }
            // A part of it that fails is undone alone, and statements go on beside it.
            try await database.write { connection in
                try connection.insert(many)
                try? connection.savepoint { try connection.insert(more, numberedFrom: 599) }
                try connection.insert(more, numberedFrom: 600)
                try connection.execute("UPDATE bulk SET count = 0 WHERE place = 0")
            }
            #expect(try await database.read { try $0.row("SELECT COUNT(*) AS n FROM bulk")?.int("n") } == 900)
        }
    }

    @Test("are refused with a NUL in a text, or with a row that isn't whole", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await run(engine) { database in
            var nul = BulkRows(into: "bulk", counter: "place", [("name", .text), ("bytes", .blob), ("count", .integer)])
            nul.add(text: "a\0b")
            nul.add(blob: [0])
            nul.add(1)
            let withNUL = nul
            do {
                try await database.write { try $0.insert(withNUL) }
                Issue.record("it was stored")
            } catch StorageError.invalidValue {}
            var half = rows(2)
            half.add(text: "half")
            let cut = half
            do {
                try await database.write { try $0.insert(cut) }
                Issue.record("it was stored")
            } catch StorageError.invalidStatement {}
        }
    }
}
