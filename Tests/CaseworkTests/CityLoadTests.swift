import Crypto
import Foundation
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A loaded city")
struct CityLoadTests {
    private func plan(seed: UInt64) throws -> CityPlan {
        let divisions = Division.read(
            csv: """
                code,name,level,parent
                360100,南昌市,city,360000
                360102,东湖区,county,360100
                360103,西湖区,county,360100
                360102001,公园街道,township,360102
                """)
        let today = try #require(LegalDate(year: 2026, month: 11, day: 23))
        return try #require(CityPlan(city: BookFixture.region, units: 1_200, seed: seed, divisions: divisions, today: today))
    }

    /// What is stored, without what is drawn anew each time on purpose: salts and what they go into, keys of check pages, ciphertext.
    private static let tables: [(name: String, texts: [String], numbers: [String], bytes: [String])] = [
        ("register_folio", ["unit", "standing"], ["version"], ["body"]),
        ("register_act", ["unit", "filing_id", "entry_id", "kind"], ["version", "act_index", "registered_at"], ["body"]),
        ("register_filing", ["filing_id", "case_id"], ["sequence", "registered_at"], ["header"]),
        ("register_holding", ["party_id", "unit", "role", "entry_id"], [], []),
        ("certificate", ["number", "kind", "unit", "entry_id", "case_id", "status"], ["issued_at"], []),
        ("number_series", ["series"], ["last"], []),
        ("party", ["party_id", "kind", "identifier_kind"], ["created_at"], []),
        ("parcel", ["code"], [], ["body"]), ("building", ["code", "parcel"], [], ["body"]), ("unit_survey", ["unit", "building", "location"], [], ["body"]),
        ("city_progress", ["seed"], ["project"], ["records"]),
    ]

    /// A digest of each table's rows, whatever their order in the file.
    private func digests(_ database: any Database) async throws -> [String: String] {
        var found: [String: String] = [:]
        for table in Self.tables {
            let columns = (table.texts + table.numbers + table.bytes).joined(separator: ", ")
            let rows = try await database.read { connection in
                try connection.rows("SELECT \(raw: columns) FROM \(raw: table.name) /* reads all: the whole table is compared */").map { row in
                    try table.texts.map { try row.text($0) }.joined(separator: "|") + table.numbers.map { "|\(try row.int($0))" }.joined()
                        + table.bytes.map { "|" + String(decoding: try row.blob($0), as: UTF8.self) }.joined()
                }
            }
            #expect(!rows.isEmpty, "\(table.name) is empty")
            found[table.name] = SHA256.hash(data: Array(rows.sorted().joined(separator: "\n").utf8)).description
        }
        return found
    }

    private func load(_ engine: Engine, seed: UInt64, stoppedAfter stop: Int? = nil) async throws -> [String: String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-city-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Keys of its own: nothing may depend on them.
        let keys = try KeyFolder(path: folder)
        let plan = try plan(seed: seed)
        try #require(plan.projectSizes.count > 1)
        return try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations) { database in
            let loader = CityLoader(
                database: database, plan: plan, profile: BookFixture.profile,
                parties: PartyBook(region: BookFixture.region, sealer: try PartySealer(keys: keys)), cipher: try keys.fieldCipher("case-fields"))
            if let stop {
                let first = Task {
                    try await loader.run { done, _ in if done >= stop { withUnsafeCurrentTask { $0?.cancel() } } }
                }
                await #expect(throws: (any Error).self) { try await first.value }
                let begun = try await database.read { try $0.row("SELECT COUNT(*) AS n FROM city_progress")?.int("n") ?? 0 }
                #expect(begun > 0 && begun < plan.projectSizes.count, "it was to be stopped in the middle")
            }
            try await loader.run { _, _ in }
            return try await digests(database)
        }
    }

    @Test("is the same book for the same seed, also when it was interrupted, and another for another", arguments: availableEngines)
    func determined(engine: Engine) async throws {
        let one = try await load(engine, seed: 7)
        #expect(try await load(engine, seed: 7) == one)
        #expect(try await load(engine, seed: 7, stoppedAfter: 1) == one)
        let other = try await load(engine, seed: 8)
        #expect(other["party"] != one["party"] && other["register_folio"] != one["register_folio"])
    }
}
