import Storage
import StorageTesting
import Testing

@Suite("Values")
struct ValueTests {
    @Test("every type comes back as it went in", arguments: availableEngines)
    func roundTrip(engine: Engine) async throws {
        let text = "登簿 南昌市红谷滩区 𠮷野家 'quoted' \\ \u{1F3E0}\n%_"
        let blob = (0...255).map { UInt8($0) } + [0, 0]
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await database.write { connection in
                try connection.execute(
                    "INSERT INTO party (id, name, note, photo, weight, married) VALUES (\(Int64.min), \(text), \(""), \(blob), \(-0.1), \(true))"
                )
                try connection.execute(
                    "INSERT INTO party (id, name, note, photo, weight) VALUES (\(Int64.max), \("b"), \(String?.none), \([UInt8]()), \(Double?.none))"
                )
            }
            let rows = try await database.read { try $0.rows("SELECT * FROM party ORDER BY id") }
            try #require(rows.count == 2)
            #expect(try rows[0].int("id") == .min)
            #expect(try rows[0].text("name") == text)
            #expect(try rows[0].textIfPresent("note") == "")
            #expect(try rows[0].blob("photo") == blob)
            #expect(try rows[0].real("weight") == -0.1)
            #expect(try rows[0].bool("married"))
            #expect(try rows[1].int("id") == .max)
            #expect(try rows[1].textIfPresent("note") == nil)
            #expect(try rows[1].blobIfPresent("photo") == [])
            #expect(try rows[1].realIfPresent("weight") == nil)
            #expect(try rows[1].boolIfPresent("married") == false)
            #expect(rows[0].columnNames == ["id", "name", "note", "photo", "weight", "married"])
        }
    }

    @Test("a null is not an empty blob, and both are found again", arguments: availableEngines)
    func nulls(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let found = try await database.write { connection in
                try connection.execute("INSERT INTO party (id, name, photo) VALUES (1, 'a', \([UInt8]())), (2, 'b', \([UInt8]?.none))")
                return try connection.rows("SELECT id, photo IS NULL AS missing FROM party ORDER BY id").map { try $0.bool("missing") }
            }
            #expect(found == [false, true])
        }
    }

    @Test("an absent typed value can be asked for with IS NULL", arguments: availableEngines)
    func typedNulls(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            for wanted in [String?.none, "b"] {
                let names = try await database.write { connection in
                    try connection.execute("DELETE FROM party")
                    try connection.addParty(1, "a")
                    try connection.addParty(2, "b")
                    return try connection.rows("SELECT name FROM party WHERE \(wanted) IS NULL OR name = \(wanted) ORDER BY id")
                        .map { try $0.text("name") }
                }
                #expect(names == (wanted == nil ? ["a", "b"] : ["b"]))
            }
        }
    }

    @Test("counts, sums, averages and comparisons have the same types", arguments: availableEngines)
    func aggregates(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let row = try await database.write { connection in
                for id in [1, 2, 4_000_000_000] { try connection.addParty(id, "p\(id)") }
                return try connection.row(
                    """
                    SELECT count(*) AS n, sum(id) AS total, avg(id) AS mean, max(name) AS last, sum(weight) AS absent,
                        count(*) = 3 AS three, sum(-id) AS negative, sum(id - id) AS zero, sum(id * 10000) AS round
                    FROM party
                    """)
            }
            #expect(try row?.int("n") == 3)
            #expect(try row?.int("total") == 4_000_000_003)
            #expect(try row?.int("negative") == -4_000_000_003)
            #expect(try row?.int("zero") == 0)
            #expect(try row?.int("round") == 40_000_000_030_000)
            #expect(try abs((row?.real("mean") ?? 0) - 4_000_000_003 / 3.0) < 0.001)
            #expect(try row?.text("last") == "p4000000000")
            #expect(try row?.isNull("absent") == true)
            #expect(try row?.bool("three") == true)
        }
    }

    @Test("a text with a NUL character is refused and spoils nothing", arguments: availableEngines)
    func nulCharacter(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            await #expect(throws: StorageError.invalidValue("a NUL character in a text")) {
                try await database.write { connection in
                    try connection.addParty(1, "a")
                    try connection.addParty(2, "b\0c")
                }
            }
            #expect(try await database.read { try $0.partyNames() } == [])
        }
    }

    @Test("asking for a wrong column or type says so", arguments: availableEngines)
    func wrongColumn(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let row = try #require(try await database.read { try $0.row("SELECT 1 AS one, 'x' AS letter, 5 AS five") })
            #expect(throws: StorageError.missingColumn("two")) { try row.int("two") }
            #expect(throws: StorageError.wrongType(column: "letter", expected: "integer", found: "text")) { try row.int("letter") }
            #expect(throws: StorageError.wrongType(column: "one", expected: "text", found: "integer")) { try row.textIfPresent("one") }
            #expect(throws: StorageError.wrongType(column: "five", expected: "boolean (0 or 1)", found: "integer")) { try row.bool("five") }
        }
    }

    @Test("text sorts by code point", arguments: availableEngines)
    func sorting(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let names = try await database.write { connection in
                for (id, name) in ["b", "a", "Z", "张", "A", "一", "é"].enumerated() { try connection.addParty(id, name) }
                return try connection.rows("SELECT name FROM party ORDER BY name").map { try $0.text("name") }
            }
            #expect(names == ["A", "Z", "a", "b", "é", "一", "张"])
        }
    }

    @Test("wide results find their columns", arguments: availableEngines)
    func wideRows(engine: Engine) async throws {
        let columns = (0..<40).map { "\($0) AS c\($0)" }.joined(separator: ", ")
        try await withTemporaryDatabase(engine) { database async throws in
            let row = try #require(try await database.read { try $0.row("SELECT \(raw: columns)") })
            for index in 0..<40 { #expect(try row.int("c\(index)") == Int64(index)) }
            #expect(throws: StorageError.missingColumn("c40")) { try row.int("c40") }
        }
    }
}
