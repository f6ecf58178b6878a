import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Whoever can write to the database alters one byte somewhere: the audit names it. That it finds every column is `EveryColumnTests`'.
@Suite("An altered byte") struct AlterationTests {
    /// A column of a table that the audit answers for, and how a row of it is found again.
    struct Place: Sendable, CustomTestStringConvertible {
        let table: String
        let column: String
        let key: [String]
        var testDescription: String { "\(table).\(column)" }
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
            ).map { row in try columns.map { try row.value($0) } }
        }
        let row = try #require(rows.filter { ByteFlip.length($0[columns.count - 1]) > 0 }.randomElement())
        let old = row[columns.count - 1]
        var dice = SystemRandomNumberGenerator()
        var new = ByteFlip.flipped(old, using: &dice)
        // The key is looked for as it is now: after the change it may itself be the changed column.
        func update(_ value: SQLValue, where other: SQLValue) -> SQL {
            var sql: SQL = "UPDATE /* reads all: to alter one */ \(raw: place.table) SET \(raw: place.column) = \(sql: ByteFlip.sql(value)) WHERE 1 = 1"
            for (index, name) in place.key.enumerated() {
                let now = name == place.column ? other : row[index]
                sql = "\(sql: sql) AND \(raw: name) = \(sql: ByteFlip.sql(now))"
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
                new = ByteFlip.flipped(old, using: &dice)
            }
        }
        return Altered(what: "\(place.testDescription) \(old) became \(new)", back: update(old, where: new))
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
