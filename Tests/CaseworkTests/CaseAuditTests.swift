import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The audit of cases")
struct CaseAuditTests {
    private func verifier(_ fixture: OfficeFixture) throws -> BookVerifier {
        BookVerifier(database: fixture.database, region: OfficeFixture.region, log: try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier)
    }

    /// Alterations of a case's row and of its actions, each of which says something else than was done.
    private static let alterations: [String] = [
        "UPDATE case_file SET service = 'mortgage.first'", "UPDATE case_file SET catalogue = 'd'", "UPDATE case_file SET phase = 'completed'",
        "UPDATE case_file SET version = version + 1", "UPDATE case_file SET waiting_for = 'registrar'", "UPDATE case_file SET unit = NULL",
        "UPDATE case_file SET opened_at = opened_at - 1", "UPDATE case_file SET accepted_at = accepted_at + 1", "UPDATE case_file SET sequence = 2",
        "UPDATE case_file SET escalation = 3", "UPDATE case_file SET assignee = 'friend'", "UPDATE case_file SET changed_at = changed_at + 1",
        "UPDATE case_action SET seq = 9 WHERE seq = 3", "DELETE FROM case_action WHERE seq = 4", "UPDATE case_action SET kind = 'approved' WHERE seq = 2",
        "UPDATE case_action SET actor = 'nobody' WHERE seq = 1", "UPDATE case_action SET at = at + 1 WHERE seq = 3", "DELETE FROM case_file",
    ]

    @Test("finds a row that is not what its actions say, and actions that are not in order", arguments: availableEngines)
    func altered(engine: Engine) async throws {
        for alteration in Self.alterations {
            try await OfficeFixture.run(engine) { fixture in
                try await fixture.put("one", unit: OfficeFixture.unit(1))
                let clean = try await verifier(fixture).run()
                #expect(clean.isClean && clean.cases == 1, "\(clean.divergences)")
                try await fixture.database.write { try $0.execute("\(raw: alteration) /* reads all: to alter it */") }
                let report = try await verifier(fixture).run()
                #expect(report.divergences.contains { $0.place == "case one" }, "\(alteration): \(report.divergences)")
            }
        }
    }

    @Test("finds a case whose code was taken away to have altered words sealed at the next start", arguments: availableEngines)
    func laundered(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("one", unit: OfficeFixture.unit(1))
            let sealing = try #require(fixture.database as? SealingDatabase)
            try await sealing.base.write { try $0.execute("UPDATE case_file /* reads all: as of before there were codes */ SET actions_code = NULL") }
            let before = try await verifier(fixture).run()
            #expect(before.isClean && before.unchecked.contains { $0.contains("1 cases") }, "\(before.divergences) \(before.unchecked)")
            let keeper = RowSealKeeper(database: sealing, logger: quietLogger)
            #expect(try await keeper.seal() > 0)
            let sealed = try await verifier(fixture).run()
            #expect(sealed.isClean && sealed.unchecked.isEmpty, "\(sealed.divergences) \(sealed.unchecked)")

            try await sealing.base.write {
                try $0.execute("UPDATE case_file /* reads all: to alter it */ SET actions_code = NULL, subject = 'another'")
            }
            for _ in 0..<2 {
                let report = try await verifier(fixture).run()
                #expect(report.divergences.contains { $0.place == "case one" && $0.problem.contains("no code") }, "\(report.divergences)")
                // A start later it is named as well.
                try await keeper.seal()
            }
        }
    }

    @Test("finds a case that says it registered what the register doesn't have")
    func unfiled() async throws {
        try await OfficeFixture.run(.sqlite) { fixture in
            let file = try await fixture.put("one", unit: OfficeFixture.unit(1))
            let claim = CaseAction(at: OfficeFixture.noon, actor: .system, event: .registered(Registered(filing: "none", entries: [], numbers: [], tokens: [])))
            try await fixture.database.write {
                _ = try CaseRecords.append([claim], to: "one", state: file.state, runAt: nil, region: OfficeFixture.region, in: $0)
            }
            let report = try await verifier(fixture).run()
            #expect(report.divergences.contains { $0.problem.contains("not in the register") }, "\(report.divergences)")
        }
    }

    @Test("of several processes that start a verification at the same moment, one does", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let began = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        // A desk each, as each process has one.
                        let desk = VerificationDesk(
                            database: book.database, region: BookFixture.region, log: book.key.verifier, logger: quietLogger, now: { OfficeFixture.noon })
                        return try await desk.claim(
                            VerificationRun(
                                id: "run \(number)", startedAt: OfficeFixture.noon, startedBy: "auditor", seenAt: OfficeFixture.noon, state: .running, done: 0,
                                stage: "units", endedAt: nil))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(began == 1)
            // Whoever was refused has left nothing behind.
            #expect(try await book.count("verification_run /* reads all: a few */") == 1)
        }
    }
}
