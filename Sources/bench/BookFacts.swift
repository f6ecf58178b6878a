import ArgumentParser
import Foundation
import Storage

/// What the registry's SQLite file says about itself, for asking sensible questions.
///
/// Only points of it are read: a bench that first scanned a database of 20 GB would run out of a statement's time, and empty the disk's cache before it measures.
struct BookFacts: Sendable {
    /// Units with a folio. Folios are never deleted, so the last row's number counts them.
    let units: Int64
    /// Unit codes to search for, drawn evenly from all.
    let queries: [String]
    private let region: String
    private let database: String

    init(database: String) async throws {
        self.database = database
        (region, units, queries) = try await BenchDatabase.read(database) { connection in
            guard let last = try connection.row("SELECT region, rowid AS n FROM register_folio ORDER BY rowid DESC LIMIT 1") else {
                throw ValidationError("the database holds no unit")
            }
            let count = try last.int("n")
            let drawn = (0..<4_000).map { _ in Int64.random(in: 1...count) }.sorted()
            let units = try drawn.compactMap { try connection.row("SELECT unit FROM register_folio WHERE rowid = \($0)")?.text("unit") }
            return (try last.text("region"), count, units)
        }
    }

    /// The first of `buyers` whose homes are in the register, with no case and no seizure on them.
    func free(_ buyers: [CityFile.Buyer], atMost count: Int) async throws -> [CityFile.Buyer] {
        let cases = try await BenchDatabase.read(database) { try $0.rows("SELECT DISTINCT unit FROM case_file").compactMap { try $0.textIfPresent("unit") } }
        let taken = Set(cases)
        let region = region
        return try await BenchDatabase.read(database) { connection in
            var free: [CityFile.Buyer] = []
            for buyer in buyers where free.count < count && !taken.contains(buyer.unit) {
                let seized = try connection.row("SELECT kind FROM register_act WHERE region = \(region) AND unit = \(buyer.unit) AND kind = 'seize' LIMIT 1")
                let entered = try connection.row("SELECT standing FROM register_folio WHERE region = \(region) AND unit = \(buyer.unit)")
                if seized == nil, entered != nil { free.append(buyer) }
            }
            return free
        }
    }
}
