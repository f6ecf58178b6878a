import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Whoever can write to the database alters one byte somewhere: the audit names it.
@Suite("An altered byte") struct AlterationTests {
    /// A column of a table that the audit answers for, and how a row of it is found again.
    struct Place: Sendable, CustomTestStringConvertible {
        let table: String
        let column: String
        let key: [String]
        var testDescription: String { "\(table).\(column)" }
    }

    static let places: [Place] = [
        ("register_act", ["unit", "version", "filing_id", "act_index", "entry_id", "kind", "registered_at", "body", "salt", "leaf"], ["unit", "version"]),
        ("register_filing", ["filing_id", "case_id", "sequence", "registered_at", "header"], ["filing_id"]),
        ("register_folio", ["unit", "version", "standing", "body", "head"], ["unit"]),
        ("register_holding", ["party_id", "unit", "role", "entry_id"], ["party_id", "unit", "role", "entry_id"]),
        ("certificate", ["number", "kind", "unit", "entry_id", "case_id", "token", "status", "issued_at", "ended_at", "replaced_by", "facts", "disclosure"], ["number"]),
        ("number_series", ["series", "last"], ["series"]),
        ("log_entry", ["leaf_index", "leaf_id", "entry"], ["leaf_index"]),
        ("log_tile", ["level", "tile_index", "hashes"], ["level", "tile_index"]),
        ("log_checkpoint", ["size", "root", "note"], ["size"]),
        ("log_head", ["size"], ["id"]),
        ("log_pending", ["leaf_id", "entry"], ["serial"]),
    ].flatMap { table, columns, key in columns.map { Place(table: table, column: $0, key: key) } }

    /// How often each column is hit, each time another row and another byte.
    private static let tries = 4

    @Test("at a random place of any table is found by the audit", arguments: availableEngines)
    func anywhere(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let clean = try await book.verifier.run()
            #expect(clean.isClean, "\(clean.divergences)")
            for place in Self.places {
                for _ in 0..<Self.tries {
                    let altered = try await alter(place, in: book)
                    let report = try await book.verifier.run()
                    #expect(!report.isClean, "\(place.testDescription) was altered unseen: \(altered.what)")
                    try await book.database.write { try $0.execute(altered.back) }
                }
            }
            let after = try await book.verifier.run()
            #expect(after.isClean, "what was altered was not put back: \(after.divergences)")
        }
    }

    @Test("names what it was", arguments: availableEngines)
    func named(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let cases: [(place: Place, words: String)] = [
                (Place(table: "register_act", column: "body", key: ["unit", "version"]), "act "),
                (Place(table: "register_filing", column: "header", key: ["filing_id"]), "act "),
                (Place(table: "register_folio", column: "body", key: ["unit"]), "folio"),
                (Place(table: "register_holding", column: "party_id", key: ["party_id", "unit", "role", "entry_id"]), "holdings"),
                (Place(table: "certificate", column: "token", key: ["number"]), "certificate 赣"),
                (Place(table: "log_entry", column: "entry", key: ["leaf_index"]), "log"),
                (Place(table: "log_tile", column: "hashes", key: ["level", "tile_index"]), "log tile"),
                (Place(table: "number_series", column: "last", key: ["series"]), "number series"),
            ]
            for item in cases {
                let altered = try await alter(item.place, in: book)
                let report = try await book.verifier.run()
                #expect(report.divergences.contains { "\($0)".contains(item.words) }, "\(altered.what): \(report.divergences)")
                try await book.database.write { try $0.execute(altered.back) }
            }
        }
    }

    // MARK: altering

    private struct Altered: Sendable {
        let what: String
        let back: SQL
    }

    /// Changes one byte of one value, and says how to put it back.
    private func alter(_ place: Place, in book: BookFixture) async throws -> Altered {
        let columns = place.key + [place.column]
        // Only rows that have a value there: a certificate in force has no end.
        let rows = try await book.database.read { connection in
            try connection.rows(
                "SELECT \(raw: columns.joined(separator: ", ")) FROM \(raw: place.table) /* reads all: to alter one */ WHERE \(raw: place.column) IS NOT NULL"
            ).map { row in try columns.map { try Self.read(row, $0) } }
        }
        let row = try #require(rows.filter { Self.length($0[columns.count - 1]) > 0 }.randomElement())
        let old = row[columns.count - 1]
        var new = Self.flipped(old)
        // The key is looked for as it is now: after the change it may itself be the changed column.
        func update(_ value: SQLValue, where other: SQLValue) -> SQL {
            var sql: SQL = "UPDATE /* reads all: to alter one */ \(raw: place.table) SET \(raw: place.column) = \(sql: Self.sql(value)) WHERE 1 = 1"
            for (index, name) in place.key.enumerated() {
                let now = name == place.column ? other : row[index]
                sql = "\(sql: sql) AND \(raw: name) = \(sql: Self.sql(now))"
            }
            return sql
        }
        while true {
            let there = update(new, where: old)
            do {
                let changed = try await book.database.write { try $0.execute(there) }
                try #require(changed == 1)
                break
            } catch StorageError.unique {
                // The engine itself refuses a key that another row has: take another byte.
                new = Self.flipped(old)
            }
        }
        return Altered(what: "\(place.testDescription) \(old) became \(new)", back: update(old, where: new))
    }

    private static let numeric: Set<String> = [
        "version", "act_index", "registered_at", "sequence", "issued_at", "ended_at", "last", "leaf_index", "level", "tile_index", "size", "id", "serial",
    ]
    private static let binary: Set<String> = ["body", "salt", "leaf", "header", "head", "facts", "disclosure", "entry", "hashes", "root"]

    private static func read(_ row: ResultRow, _ column: String) throws -> SQLValue {
        if numeric.contains(column) { return .integer(try row.int(column)) }
        return binary.contains(column) ? .blob(try row.blob(column)) : .text(try row.text(column))
    }

    private static func sql(_ value: SQLValue) -> SQL {
        switch value {
        case .integer(let number): "\(number)"
        case .text(let text): "\(text)"
        case .blob(let bytes): "\(bytes)"
        case .real, .null: "NULL"
        }
    }

    private static func length(_ value: SQLValue) -> Int {
        switch value {
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        default: 1
        }
    }

    private static func flipped(_ value: SQLValue) -> SQLValue {
        switch value {
        case .integer(let number): return .integer(number ^ (1 << Int64.random(in: 0..<12)))
        case .blob(var bytes):
            bytes[Int.random(in: 0..<bytes.count)] ^= UInt8(1 << Int.random(in: 0..<8))
            return .blob(bytes)
        case .text(let text):
            // A character of one byte becomes another one, so that both engines take it as text.
            var bytes = Array(text.utf8)
            let plain = bytes.indices.filter { bytes[$0] < 0x80 && bytes[$0] >= 0x20 }
            if let place = plain.randomElement() { bytes[place] = bytes[place] == 0x7A ? 0x79 : (bytes[place] == 0x7E ? 0x7D : bytes[place] + 1) }
            return .text(String(decoding: bytes, as: UTF8.self))
        default: return value
        }
    }
}

extension BookFixture {
    /// Sales, a resale that replaces a certificate, a log of several checkpoints, and entries that still wait for their place.
    func fill() async throws {
        let units = (1...4).map { UnitCode(trusted: "360102001001GB00001F0003000\($0)") }
        for unit in units { try await add(unit) }
        for (index, unit) in units.enumerated() {
            let filing = sale("s\(index)", of: unit, to: "buyer\(index)")
            _ = try await registrar.file(filing, caseID: "s\(index)", issuing: [order(filing, unit)])
            try await sequencer.sequence()
        }
        let act = Act.transfer(
            Transfer(
                from: [Self.person("buyer0")], form: .sole, to: [Holder(party: Self.person("second"))], cause: .sale, price: Money(yuan: 1_200_000)))
        let resale = filing("r1", [UnitAct(unit: units[0], act: act)], by: [Self.person("buyer0"), Self.person("second")])
        _ = try await registrar.file(resale, caseID: "r1", issuing: [order(resale, units[0])])
        try await sequencer.sequence()
        let last = sale("late", to: "buyer9")
        _ = try await registrar.file(last, caseID: "late", issuing: [order(last)])
    }
}
