import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The audit") struct AuditTests {
    /// A book with a sale and everything in the log.
    private func audited(_ engine: Engine, _ body: (BookFixture) async throws -> Void) async throws {
        try await BookFixture.run(engine) { book in
            let filing = book.sale("s1", to: "buyer")
            _ = try await book.registrar.file(filing, caseID: "case", issuing: [book.order(filing)])
            while try await book.sequencer.sequence() > 0 {}
            try await body(book)
        }
    }

    @Test("finds nothing in a book that nobody touched", arguments: availableEngines)
    func clean(engine: Engine) async throws {
        try await audited(engine) { book in
            let report = try await book.verifier.run()
            #expect(report.divergences.isEmpty, "\(report.divergences)")
            #expect(report.acts == 2)
            #expect(report.entries == 3)
        }
    }

    @Test("finds one altered byte of an act, a page, a salt, a log entry, a tile, a checkpoint or a holder", arguments: availableEngines)
    func altered(engine: Engine) async throws {
        try await audited(engine) { book in
            let places: [(table: String, column: String, key: String)] = [
                ("register_act", "body", "version = 2"), ("register_act", "salt", "version = 1"), ("register_act", "leaf", "version = 2"),
                ("register_folio", "body", "version = 2"), ("register_folio", "head", "version = 2"), ("log_entry", "entry", "leaf_index = 1"),
                ("log_tile", "hashes", "level = 0"), ("register_filing", "header", "filing_id = 's1'"),
            ]
            for place in places {
                let read: SQL = "SELECT \(raw: place.column) AS bytes /* reads all: to alter one */ FROM \(raw: place.table) WHERE \(raw: place.key)"
                let original = try #require(try await book.database.read { try $0.row(read)?.blob("bytes") })
                var changed = original
                changed[changed.count / 2] ^= 0x01
                let altered = changed
                try await book.database.write { try $0.execute("UPDATE /* reads all: to alter one */ \(raw: place.table) SET \(raw: place.column) = \(altered) WHERE \(raw: place.key)") }
                let report = try await book.verifier.run()
                #expect(!report.isClean, "an altered byte of \(place.table).\(place.column) was not found")
                try await book.database.write { try $0.execute("UPDATE /* reads all: to alter one */ \(raw: place.table) SET \(raw: place.column) = \(original) WHERE \(raw: place.key)") }
            }
            try await book.database.write { try $0.execute("UPDATE register_holding SET role = 'mortgagee' WHERE party_id = 'buyer'") }
            let report = try await book.verifier.run()
            #expect(!report.isClean)
        }
    }

    @Test("a missing certificate number is a gap that is found", arguments: availableEngines)
    func gap(engine: Engine) async throws {
        try await audited(engine) { book in
            try await book.database.write { try $0.execute("DELETE FROM certificate") }
            let report = try await book.verifier.run()
            #expect(!report.isClean)
        }
    }

    @Test("a receipt verifies with the log's key alone", arguments: availableEngines)
    func receipt(engine: Engine) async throws {
        try await audited(engine) { book in
            let receipt = try #require(try await book.sequencer.receipt(forEntry: EntryID("s1-1"), within: testPatience))
            #expect(try receipt.verify(with: book.key.verifier).checkpoint.size == 3)
        }
    }
}
