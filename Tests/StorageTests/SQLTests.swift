import Storage
import StorageTesting
import Testing

@Suite("SQL by interpolation")
struct SQLTests {
    @Test("every value becomes a parameter and none becomes text")
    func valuesAreBound() {
        let hostile = "'; DROP TABLE party; --"
        let sql: SQL = "SELECT \(1), \(hostile), \([UInt8]([1, 2])), \(true), \(2.5), \(Int64(7)) WHERE x = \(hostile)"
        #expect(sql.text == "SELECT ?, ?, ?, ?, ?, ? WHERE x = ?")
        #expect(
            sql.values == [
                .integer(1), .text(hostile), .blob([1, 2]), .integer(1), .real(2.5), .integer(7), .text(hostile),
            ])
    }

    @Test("a list's parts hold each element once, in its order, and begin at nought")
    func chunks() {
        for count in [0, 1, 63, 64, 65, 128, 200] {
            for list in [Array(0..<count), Array((-7..<count).dropFirst(7))] {
                let parts = list.chunks(of: 64)
                #expect(parts.flatMap { $0 } == list)
                #expect(parts.map(\.first) == stride(from: 0, to: count, by: 64).map { list[$0] })
                #expect(parts.allSatisfy { $0[0] == $0.first && $0.count <= 64 })
            }
            #expect((0..<count).chunks(of: 64).map { $0[0] } == Array(stride(from: 0, to: count, by: 64)))
        }
    }

    @Test("an absent value is bound as null")
    func optionals() {
        let none: String? = nil
        let some: Int? = 3
        #expect(("\(none) \(some)" as SQL).values == [.null, .integer(3)])
    }

    @Test("parts nest and keep the order of their parameters")
    func nesting() {
        let condition: SQL = "a = \(1) AND b = \("x")"
        let sql: SQL = "SELECT \(0) FROM \(raw: "party") WHERE \(sql: condition) LIMIT \(9)"
        #expect(sql.text == "SELECT ? FROM party WHERE a = ? AND b = ? LIMIT ?")
        #expect(sql.values == [.integer(0), .integer(1), .text("x"), .integer(9)])
        #expect(SQL(joining: [condition, "c = \(3)"], with: " OR ").text == "a = ? AND b = ? OR c = ?")
    }

    @Test("a list becomes as many parameters")
    func lists() {
        #expect(("x IN \(list: [1, 2, 3])" as SQL).text == "x IN (?, ?, ?)")
        #expect(("x IN \(list: [Int]())" as SQL).text == "x IN (NULL)")
    }

    @Test("a type with a raw value needs only the conformance")
    func rawValues() {
        enum Kind: String, SQLConvertible { case person, company }
        #expect(("\(Kind.company)" as SQL).values == [.text("company")])
    }

    @Test("what can't be run on both engines is refused", arguments: availableEngines)
    func refusals(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let statements: [SQL] = [
                "SELECT '?' AS x", "SELECT id FROM party WHERE id NOT IN \(list: [Int]())",
                "SELECT id FROM party WHERE id IN \(list: 1...40_000)",
            ]
            for statement in statements {
                await #expect(throws: StorageError.self) { try await database.read { try $0.rows(statement).count } }
            }
            await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute("DELETE FROM share; DELETE FROM party") }
            }
        }
    }

    @Test("one text with many parameters, twice the same value, runs on both engines", arguments: availableEngines)
    func order(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            let row = try await database.write { connection in
                for id in 1...20 { try connection.addParty(id, "p\(id)") }
                return try connection.row(
                    """
                    SELECT id, \(100) + \(1) AS sum FROM party
                    WHERE id > \(2) AND id < \(9) AND id IN \(list: [1, 3, 5, 10]) AND name <> \("p3") AND \(2) = \(2)
                    ORDER BY id LIMIT \(1) OFFSET \(0)
                    """)
            }
            #expect(try row?.int("id") == 5)
            #expect(try row?.int("sum") == 101)
        }
    }
}
