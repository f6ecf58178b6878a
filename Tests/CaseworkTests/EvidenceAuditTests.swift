import Contracts
import Exchange
import Identity
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// What cases rest on, and the rows of people, altered by whoever can write to the database: `EveryColumnTests` alters single bytes.
@Suite("What a case rests on") struct EvidenceAuditTests {
    private static let one = "20261123000001", two = "20261123000002"

    private func run(_ engine: Engine, _ body: (OfficeFixture, KeptEvidence) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let kept = KeptEvidence(fixture: fixture)
            for (number, id) in [Self.one, Self.two].enumerated() { try await fixture.put(id, unit: OfficeFixture.unit(number + 1)) }
            try await kept.put([try kept.answer("a1", of: Self.one), try kept.answer("a2", of: Self.one, payload: "null", status: .notFound)], into: Self.one)
            try await kept.put([try kept.answer("b1", of: Self.two)], into: Self.two)
            while try await fixture.office.sequencer.sequence() > 0 {}
            let report = try await kept.verifier().run()
            #expect(report.isClean, "\(report.divergences)")
            try await body(fixture, kept)
        }
    }

    private func found(_ kept: KeptEvidence) async throws -> [BookVerifier.Divergence] { try await kept.verifier().run().divergences }

    @Test("is missed where it was taken away, and known to be another case's where it was moved", arguments: availableEngines)
    func moved(engine: Engine) async throws {
        try await run(engine) { fixture, kept in
            try await fixture.database.write { try $0.execute("UPDATE case_evidence SET case_id = \(Self.two) WHERE region = \(OfficeFixture.region) AND evidence_id = 'a1'") }
            let moved = try await found(kept)
            #expect(moved.map(\.place) == ["case \(Self.one), evidence a1", "case \(Self.two), evidence a1"])
            #expect(moved.first?.problem.contains("missing") == true && moved.last?.problem.contains("open") == true)
            try await fixture.database.write { try $0.execute("DELETE FROM case_evidence WHERE region = \(OfficeFixture.region) AND evidence_id = 'a1'") }
            #expect(try await found(kept) == [.init(place: "case \(Self.one), evidence a1", problem: "contract: it is missing")])
            let stray = try kept.answer("c1", of: "20261123000009")
            try await fixture.database.write { try EvidenceRecords.insert(stray, region: OfficeFixture.region, in: $0) }
            #expect(try await found(kept).contains(.init(place: "evidence c1", problem: "there is no case 20261123000009")))
        }
    }

    @Test("is what the department signed, by a key of its own, and what the case's actions and with them the log say", arguments: availableEngines)
    func exchanged(engine: Engine) async throws {
        try await run(engine) { fixture, kept in
            let region = OfficeFixture.region
            func put(_ evidence: Evidence) async throws {
                try await fixture.database.write { connection in
                    try connection.execute("DELETE FROM case_evidence WHERE region = \(region) AND evidence_id = \(evidence.id)")
                    try EvidenceRecords.insert(evidence, region: region, in: connection)
                }
            }
            let honest = try #require(try await fixture.database.read { try EvidenceRecords.of(caseID: Self.two, region: region, in: $0) }.first)
            // Whoever has the installation's keys seals another answer, and even has the department sign it: the action, and so the log, has the digest of the first.
            try await put(try kept.answer("b1", of: Self.two, payload: "{\"number\":\"Z2\"}"))
            #expect(try await found(kept).map(\.place) == ["case \(Self.two), evidence b1"])
            // Another's signature.
            try await put(try KeptEvidence(fixture: fixture).answer("b1", of: Self.two))
            #expect(try await found(kept).contains { $0.problem.contains("former keys stay in the directory") })
            // The content says something else than the message beside it.
            let other = try fixture.office.cipher.seal("{\"number\":\"Z3\"}", context: CaseOffice.evidenceContext(Self.two, "b1"))
            try await put(
                Evidence(
                    id: "b1", caseID: Self.two, material: honest.material, source: honest.source, digest: honest.digest, keyID: honest.keyID,
                    signature: honest.signature, at: honest.at, sealed: other, envelope: honest.envelope))
            #expect(try await found(kept) == [.init(place: "case \(Self.two), evidence b1", problem: "it is not what the department's message says")])
            try await put(honest)
            #expect(try await found(kept) == [])
            // A directory that doesn't name the department says nothing of its keys.
            let silent = BookVerifier(
                database: fixture.database, region: region, log: OfficeFixture.log.verifier, records: fixture.office.cipher,
                directory: try DepartmentDirectory(.init(departments: [], issuer: nil)))
            #expect(try await silent.run().isClean)
        }
    }

    @Test("includes the signatures that were drawn, each of its own signer", arguments: availableEngines)
    func drawn(engine: Engine) async throws {
        try await run(engine) { fixture, kept in
            let region = OfficeFixture.region
            let drawing = try #require(SignatureDrawing(text: "600,200;10,10,0 200,150,40 300,20,90 420,160,140;90,60,300 320,80,380"))
            let party = PartyID("buyer")
            let id = try await fixture.office.keepSignature(drawing, of: party, caseID: Self.one)
            let file = try await fixture.office.load(Self.one)
            try await fixture.database.write { connection in
                let signed = Signed(party: party, declarations: ["d"], digest: "d", method: "drawn", drawing: id)
                _ = try CaseRecords.append(
                    [CaseAction(at: OfficeFixture.noon, actor: .party(party), event: .signed(signed))], to: file, runAt: nil, region: region, in: connection)
            }
            #expect(try await found(kept) == [])
            try await fixture.database.write { try $0.execute("UPDATE case_evidence SET material = 'signature/seller' WHERE region = \(region) AND evidence_id = \(id)") }
            #expect(try await found(kept).map(\.place) == ["case \(Self.one), evidence \(id)"])
            try await fixture.database.write {
                try $0.execute("UPDATE case_evidence SET material = 'signature/buyer', digest = 'ab' WHERE region = \(region) AND evidence_id = \(id)")
            }
            #expect(try await found(kept) == [.init(place: "case \(Self.one), evidence \(id)", problem: "it is not what its digest says")])
        }
    }

    @Test("stands beside rows of people that open in their place alone", arguments: availableEngines)
    func people(engine: Engine) async throws {
        try await run(engine) { fixture, kept in
            try await kept.person()
            try await kept.person("E87654321", telephone: nil)
            let report = try await kept.verifier().run()
            #expect(report.isClean && report.parties == 2, "\(report.divergences)")
            let region = OfficeFixture.region
            let ids = try await fixture.database.read { try $0.rows("SELECT party_id FROM party WHERE region = \(region) /* reads all: two */ ORDER BY party_id").map { try $0.text("party_id") } }
            let (first, second) = (ids[0], ids[1])
            // One person's name in another's row, with the token by which it is found.
            try await fixture.database.write {
                try $0.execute(
                    """
                    UPDATE party SET name_sealed = (SELECT p.name_sealed FROM party p WHERE p.region = \(region) AND p.party_id = \(second))
                    WHERE region = \(region) AND party_id = \(first)
                    """)
            }
            #expect(try await found(kept).map(\.place) == ["party \(first)"])
            try await fixture.database.write { try $0.execute("DELETE FROM party WHERE region = \(region) AND party_id = \(first)") }
            #expect(try await found(kept) == [.init(place: "party \(first)", problem: "a former name belongs to nobody")])
        }
    }
}
