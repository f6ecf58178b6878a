import Foundation
import Ledger
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A process that imports kills itself with SIGKILL at random moments, and is started again with the same file.
@Suite("A process killed while it imports", .serialized) struct ImportKillTests {
    private static let records = 4_000
    private static let kills = 15

    @Test("goes on until every record is on the log once, in order, as a witness saw it", .timeLimit(.minutes(30)), arguments: availableEngines)
    func killed(engine: Engine) async throws {
        let file = ImportFixture.sample(Self.records, seed: UInt64.random(in: 0...UInt64.max))
        try await ImportFixture.file(file) { path in
            try await withTemporaryDatabase(.sqlite, migrations: WitnessSchema.witnessMigrations) { witness in
                let temporary = try await TemporaryDatabase(engine)
                do {
                    try await kill(temporary.location, path, file, KilledLog(witness: witness, log: ImportFixture.log))
                    try await temporary.remove()
                } catch {
                    try? await temporary.remove()
                    throw error
                }
            }
        }
    }

    private func kill(_ location: DatabaseLocation, _ path: String, _ file: [UInt8], _ log: KilledLog) async throws {
        var log = log
        var done = 0
        var kills = 0
        while done < Self.records, kills < Self.kills {
            let moment = [String(Int.random(in: 1...12)), String(Int.random(in: 0...5_000))]
            guard let lines = try await Loaded(location).died(["import"], [path] + moment) else { break }
            kills += 1
            let database = try await openDatabase(location, logger: quietLogger)
            let state = try await database.read { try ImportState.all(region: ImportFixture.region, in: $0) }
            done = state.first?.done ?? 0
            #expect(done >= lines.compactMap { Int($0) }.max() ?? 0, "what was acknowledged is lost")
            for problem in try await log.problems(database) { Issue.record("after kill \(kills): \(problem)") }
            await database.close()
        }
        try await Loaded(location).run(["import"], [path])
        let database = try await openDatabase(location, logger: quietLogger)
        let fixture = ImportFixture(database: database)
        #expect(try await fixture.leafIDs() == ImportFixture.expected(file))
        let report = try await fixture.verifier.run()
        #expect(report.isClean, "\(report.divergences)")
        for problem in try await log.problems(database) { Issue.record("at the end: \(problem)") }
        await database.close()
        // No life has more than 22 of some 200 batches.
        #expect(kills > 5, "the kills have to hit the import, or they prove nothing")
    }
}
