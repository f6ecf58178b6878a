import Foundation
import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A process that registers under load is killed with SIGKILL at random moments, again and again on the same book.
///
/// Nothing that was acknowledged may be lost or doubled, and nothing that was not may be there by half.
@Suite("A process killed while it registers", .serialized) struct KillTests {
    private static let books = 5
    /// Fifty kills on each engine.
    private static let killsOfOneBook = 10
    /// Pairs of homes that a life may sell: more than it has time for.
    private static let pairsOfOneLife = 16
    private static let log: Ledger.Ed25519Signer = { try! Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)) }()

    @Test("has every acknowledged registration in the book once, none by half, and a log that a witness follows", .timeLimit(.minutes(30)), arguments: availableEngines)
    func killed(engine: Engine) async throws {
        var acknowledged = 0
        // Several small books instead of a large one: after the kills the whole book is verified.
        for _ in 0..<Self.books { acknowledged += try await kill(on: engine) }
        // The kills have to hit the load itself, or they prove nothing.
        #expect(acknowledged > Self.books * Self.killsOfOneBook)
    }

    /// - Returns: how many registrations were acknowledged.
    private func kill(on engine: Engine) async throws -> Int {
        // The witness is somebody else: its memory is not in the database whose processes die.
        try await withTemporaryDatabase(.sqlite, migrations: WitnessSchema.witnessMigrations) { witness in
            let temporary = try await TemporaryDatabase(engine)
            do {
                let acknowledged = try await kill(temporary.location, log: KilledLog(witness: witness, log: Self.log))
                try await temporary.remove()
                return acknowledged
            } catch {
                try? await temporary.remove()
                throw error
            }
        }
    }

    private func kill(_ location: DatabaseLocation, log: KilledLog) async throws -> Int {
        var log = log
        try await Loaded(location).run(["prepare"], [String(Self.pairsOfOneLife * Self.killsOfOneBook)])
        var acknowledged: [String: [String]] = [:]
        var first = 0
        for kill in 1...Self.killsOfOneBook {
            let lines = try await Loaded(location).killed(
                ["sell"], [String(first), String(Self.pairsOfOneLife)], after: .microseconds(Int.random(in: 0...60_000)))
            for line in lines {
                let words = line.split(separator: " ").map(String.init)
                #expect(acknowledged[words[0]] == nil, "\(words[0]) was acknowledged twice")
                acknowledged[words[0]] = Array(words.dropFirst())
            }
            let database = try await openDatabase(location, logger: quietLogger)
            let book = try await KilledBook(database)
            for problem in book.problems(acknowledged) { Issue.record("after kill \(kill): \(problem)") }
            // As the kill left it, and after the next process has placed what waited.
            for problem in try await log.problems(database) { Issue.record("after kill \(kill): \(problem)") }
            // Every other time the log is left as it is, so that a process also goes on with what its dead predecessor left waiting.
            if kill.isMultiple(of: 2) {
                let audit = try await audit(database)
                #expect(audit.isEmpty, "after kill \(kill): \(audit)")
                for problem in try await log.problems(database) { Issue.record("placed after kill \(kill): \(problem)") }
            }
            await database.close()
            first = book.next
        }
        #expect(log.cosigned > Self.killsOfOneBook, "the witness has seen too little of the log")
        return acknowledged.count
    }

    /// Extends the log with what was left waiting, and verifies the whole book.
    private func audit(_ database: any Database) async throws -> [BookVerifier.Divergence] {
        let sequencer = try LogSequencer(database: database, signing: LogSigning([Self.log]), logger: quietLogger, now: { Moment(seconds: 1_790_000_000) })
        while try await sequencer.sequence() > 0 {}
        return try await BookVerifier(database: database, region: KilledBook.region, log: Self.log.verifier).run().divergences
    }
}
