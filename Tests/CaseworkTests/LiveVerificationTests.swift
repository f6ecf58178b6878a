import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Auditors verify a register that people work with: what is added meanwhile is no divergence.
@Suite("Verification beside registrations") struct LiveVerificationTests {
    @Test("of a register in use finds it clean, again and again, and an altered byte still", arguments: availableEngines)
    func inUse(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let rounds = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var number = 0
                    while !Task.isCancelled, number < 2_000 {
                        number += 1
                        let unit = UnitCode(trusted: "360102001001GB00001F\(String(100_020_000 + number).dropFirst())")
                        try await book.add(unit)
                        let sale = book.sale("s\(number)", of: unit, to: "buyer\(number)")
                        _ = try await book.registrar.file(sale, caseID: "s\(number)", issuing: [book.order(sale, unit)])
                        if number % 3 == 0 { _ = try await book.sequencer.sequence() }
                    }
                    return 0
                }
                group.addTask {
                    var reports: [BookVerifier.Report] = []
                    while reports.count < 15 || Set(reports.map(\.acts)).count < 8 {
                        let report = try await book.verifier.run()
                        #expect(report.isClean, "\(report.divergences.prefix(5))")
                        reports.append(report)
                    }
                    return reports.count
                }
                var rounds = 0
                while rounds == 0, let next = try await group.next() { rounds = next }
                group.cancelAll()
                return rounds
            }
            #expect(rounds >= 15)
            try await book.database.write { try $0.execute("UPDATE log_tile /* reads all: to alter one */ SET level = level + 9 WHERE level = 0") }
            #expect(try await !book.verifier.run().isClean)
        }
    }

    @Test("goes through ranges of units side by side and reports in their order", arguments: availableEngines)
    func ranges(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            for number in 1...1_100 {
                let unit = UnitCode(trusted: "360102001001GB00001F\(String(100_020_000 + number).dropFirst())")
                let description = BookFixture.description(unit)
                try await book.database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: BookFixture.region, in: $0) }
            }
            let told = Told()
            let clean = try await book.verifier.run { told.add($0) }
            #expect(clean.isClean && clean.units == 1_101, "\(clean.divergences)")
            let last = try #require(told.all.max { $0.done < $1.done })
            #expect(last.done == last.total && last.total >= 1_101)
            for unit in ["00020007", "00020777", "00021099"] {
                try await book.database.write {
                    try $0.execute("UPDATE register_folio SET version = 5 WHERE region = \(BookFixture.region) AND unit = \("360102001001GB00001F\(unit)")")
                }
            }
            for width in [1, 2, 8] {
                let places = try await book.verifier.run(width: width).divergences.map(\.place)
                let found = places.filter { $0.contains("360102001001GB00001F0002") }
                #expect(found.count >= 3 && found == found.sorted(), "\(places)")
            }
        }
    }

    private final class Told: Sendable {
        private let seen = Mutex<[BookVerifier.Progress]>([])
        func add(_ progress: BookVerifier.Progress) { seen.withLock { $0.append(progress) } }
        var all: [BookVerifier.Progress] { seen.withLock { $0 } }
    }
}
