import Foundation
import Ledger
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A process that imports is killed with SIGKILL at random moments, and started again with the same file.
@Suite("A process killed while it imports", .serialized) struct ImportKillTests {
    private static let records = 4_000
    private static let kills = 25

    @Test("goes on until every record is on the log once, in order, as a witness saw it", .timeLimit(.minutes(5)), arguments: availableEngines)
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
            let lines: [String]
            do {
                lines = try await Loaded(location).killed(["import"], [path], after: .microseconds(Int.random(in: 0...25_000)))
            } catch is Loaded.Failed { break }  // It was done before it could be killed.
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
        #expect(kills > 3, "the kills have to hit the import, or they prove nothing")
    }
}
