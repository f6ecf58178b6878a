import Identity
import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Facts in the log") struct FactLogTests {
    private static let log = try! Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier

    private func audit(_ fixture: OfficeFixture) async throws -> BookVerifier.Report {
        try await BookVerifier(database: fixture.database, region: OfficeFixture.region, log: Self.log).run()
    }

    private func entries(_ fixture: OfficeFixture, like prefix: String) async throws -> [String] {
        try await fixture.database.read { connection in
            try connection.rows("SELECT leaf_id, entry FROM log_pending ORDER BY serial").filter { try $0.text("leaf_id").hasPrefix(prefix) }
                .map { String(decoding: try $0.blob("entry"), as: UTF8.self) }
        }
    }

    private static let official = Viewer(account: AccountID("official-x"), name: "李审核", role: .examiner, office: "南昌市不动产登记中心")

    /// Decides a case, looks at its applicant twice.
    private func fill(_ fixture: OfficeFixture) async throws -> [Identity.Look] {
        try await fixture.put("20261123000001", unit: OfficeFixture.unit(1))
        try await fixture.office.decide("20261123000001", .refuse(findings: [], opinion: "材料不实。"), by: .official(account: "official-x", name: "李审核"), expecting: nil)
        let party = PartyID("buyer")
        let parties = fixture.office.parties
        try await fixture.database.write { connection in
            for text in ["核对申请人", "再次核对"] {
                try parties.lookLog.record(
                    [party], fields: [.name], for: try Purpose(.caseWork, text), by: Self.official, about: LookSubject(caseID: "20261123000001"),
                    at: OfficeFixture.noon, in: connection)
            }
        }
        return try await fixture.database.read { try parties.lookLog.looks(at: party, in: $0) }
    }

    @Test("are born with what they tell, without a name in them, and the audit finds each", arguments: availableEngines)
    func born(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let looks = try await fill(fixture)
            let cases = try await entries(fixture, like: "case:\(OfficeFixture.region):")
            #expect(cases.count == 2, "accepted with its findings, refused")
            #expect(cases.last?.contains("\"kind\":\"refused\"") == true)
            let all = try await entries(fixture, like: "")
            for entry in all {
                #expect(try CanonicalJSON.canonicalize(Array(entry.utf8)) == Array(entry.utf8))
                for secret in ["李审核", "材料不实", "buyer", "核对", "official-x"] { #expect(!entry.contains(secret)) }
            }
            #expect(looks.count == 2)
            #expect(try await entries(fixture, like: "look:").count == 2)
            for _ in 0..<2 {
                let report = try await audit(fixture)
                #expect(report.isClean, "\(report.divergences)")
                #expect(report.looks == 2)
                // Placed in the tree it is the same.
                try await fixture.office.sequencer.sequence()
            }
            // What the owner is shown proves the entry, and hides the official's account.
            let look = try #require(looks.first)
            let shown = try #require(try LookEntry.shown(look, region: OfficeFixture.region))
            let entry = String(decoding: LookEntry.entry(look, region: OfficeFixture.region), as: UTF8.self)
            #expect(entry.contains(try shown.commitment()))
            let text = String(decoding: try CanonicalJSON.encode(shown), as: UTF8.self)
            #expect(text.contains("核对") && !text.contains("李审核") && !text.contains("official-x"))
            let indexes = try await fixture.database.read { try LookEntry.indexes(of: looks, region: OfficeFixture.region, in: $0) }
            #expect(indexes.count == 2)
        }
    }

    @Test("whoever alters, hides or invents one is found out", arguments: availableEngines)
    func altered(engine: Engine) async throws {
        let attacks: [(what: String, sql: [SQL])] = [
            ("action's time", ["UPDATE case_action SET at = at + 1 WHERE kind = 'refused'"]),
            ("action's actor", ["UPDATE case_action SET actor = 'official:a2:王复审' WHERE kind = 'refused'"]),
            ("action's kind", ["UPDATE case_action SET kind = 'withdrawn' WHERE kind = 'refused'"]),
            ("action gone", ["DELETE FROM case_action WHERE kind = 'refused'"]),
            ("salt", ["UPDATE case_log SET salt = \(Array(repeating: UInt8(1), count: 16)) WHERE seq > 0 AND region = '360100'"]),
            ("entry alone", ["DELETE FROM log_pending WHERE leaf_id LIKE 'case:%'"]),
            ("entry and its row", ["DELETE FROM case_log WHERE region = '360100'", "DELETE FROM log_pending WHERE leaf_id LIKE 'case:%'"]),
            ("row alone", ["DELETE FROM case_log WHERE region = '360100'"]),
            ("look's entry", ["DELETE FROM log_pending WHERE leaf_id LIKE 'look:%'"]),
        ]
        for attack in attacks {
            try await expectFound(engine, attack.what) { connection in
                for statement in attack.sql { try connection.execute("\(sql: statement) /* reads all: an attack */") }
            }
        }
        for (what, leaf) in [("invented entry", "look:360100:official-x:99"), ("entry of nothing", "other")] {
            try await expectFound(engine, what) { try LogRecords.append(leafID: leaf, entry: Array("{}".utf8), in: $0) }
        }
    }

    private func expectFound(_ engine: Engine, _ what: String, _ attack: @Sendable @escaping (any Connection) throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            _ = try await fill(fixture)
            try await fixture.database.write { try attack($0) }
            #expect(try await !audit(fixture).isClean, "\(what)")
        }
    }

    @Test("an answer is bound by its digest, and what moves nothing is not logged")
    func material() async throws {
        #expect(CaseEntry.isMaterial(.gathered(Gathered(material: "m", source: "s", state: .fetched, evidence: "e", digest: "d"))))
        #expect(!CaseEntry.isMaterial(.gathered(Gathered(material: "m", source: "s", state: .unavailable))))
        #expect(!CaseEntry.isMaterial(.stepDone(StepDone(step: "x"))) && !CaseEntry.isMaterial(.judged(Judged(findings: []))))
        let line = CaseEntry.Line(seq: 3, at: 1, kind: "gathered", actor: "system", body: [1])
        try await OfficeFixture.run(.sqlite) { fixture in
            let statements = try await fixture.database.read { CaseEntry.statements([line], material: [false], caseID: "c", region: "r", in: $0) }
            #expect(statements.isEmpty)
        }
        let (one, other) = (CaseEntry.entry([line], caseID: "c", salt: [1]), CaseEntry.entry([line], caseID: "c", salt: [2]))
        #expect(one != other)
    }
}
