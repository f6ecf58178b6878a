import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("What applicants do") struct ApplicantTests {
    private static let seller = BookFixture.person("seller")
    private static let buyer = BookFixture.person("buyer")

    /// A case that seller and buyer applied for together.
    private static func joint(_ fixture: OfficeFixture, submitted: Bool) async throws -> CaseFile {
        let opened = Opened(
            service: "transfer.existing.sale", catalogue: "c", units: [OfficeFixture.unit(1)],
            applicants: [
                CaseApplicant(role: "seller", party: seller, identifiedBy: "unified-identity"),
                CaseApplicant(role: "buyer", party: buyer, identifiedBy: "unified-identity"),
            ])
        let actions = ([.opened(opened)] + (submitted ? [.submitted(Submitted())] : [])).map { (event: CaseEvent) in
            CaseAction(at: OfficeFixture.noon, actor: .system, event: event)
        }
        try await fixture.database.write { connection in
            let state = try CaseRecords.open("j1", subject: "", actions: [actions[0]], runAt: nil, region: OfficeFixture.region, in: connection)
            if submitted {
                try CaseRecords.append(Array(actions.dropFirst()), to: "j1", state: state, runAt: nil, region: OfficeFixture.region, in: connection)
            }
        }
        return try await fixture.office.load("j1")
    }

    @Test("what two applied for together ends only when both withdraw", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            _ = try await Self.joint(fixture, submitted: true)
            let first = try await fixture.office.withdraw("j1", reason: "不卖了", by: .party(Self.seller.id))
            #expect(first.phase == .inProgress)
            #expect(first.withdrawing == [Self.seller.id])
            // Asking twice is asking once.
            let again = try await fixture.office.withdraw("j1", reason: "不卖了", by: .party(Self.seller.id))
            #expect(again.version == first.version)
            let second = try await fixture.office.withdraw("j1", reason: "同意", by: .party(Self.buyer.id))
            #expect(second.phase == .withdrawn)
        }
    }

    @Test("a draft that nobody handed in is withdrawn by either of them", arguments: availableEngines)
    func draft(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            _ = try await Self.joint(fixture, submitted: false)
            let state = try await fixture.office.withdraw("j1", reason: "", by: .party(Self.buyer.id))
            #expect(state.phase == .withdrawn)
        }
    }

    @Test("nobody signs or hands in a form with faults; every fault is named with its field", arguments: availableEngines)
    func incomplete(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let opened = Opened(
                service: "certificate.reissue", catalogue: "c", units: [OfficeFixture.unit(1)],
                applicants: [CaseApplicant(role: "holder", party: Self.buyer, identifiedBy: "unified-identity")])
            let actions: [CaseEvent] = [.opened(opened), .answered(Answered(fields: ["delivery": "post", "recipient": "张三"]))]
            try await fixture.database.write { connection in
                _ = try CaseRecords.open(
                    "f1", subject: "", actions: actions.map { CaseAction(at: OfficeFixture.noon, actor: .system, event: $0) }, runAt: nil,
                    region: OfficeFixture.region, in: connection)
            }
            let signing = await #expect(throws: AnswersIncomplete.self) {
                try await fixture.office.sign("f1", method: "typed", accepted: ["application"], by: Self.buyer.id)
            }
            #expect(signing?.problems.map(\.field) == ["reason", "recipient-phone", "recipient-address"])
            let handing = await #expect(throws: AnswersIncomplete.self) { try await fixture.office.submit("f1", by: Self.buyer.id) }
            #expect(handing?.problems.count == 3)
        }
    }

    @Test("the last signature and the handing in are stored together or not at all", arguments: availableEngines)
    func handedIn(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let parties = fixture.office.parties
            let buyer = try await fixture.database.write { connection in
                try parties.ensure(
                    PartyClaim(name: "欧阳晓", identifier: PartyIdentifier(kind: .identityCard, number: "360102199003076619"), kind: .person), at: OfficeFixture.noon,
                    in: connection)
            }
            let draft = try await fixture.put("h1", unit: OfficeFixture.unit(1), applicant: buyer, accepted: nil)
            let names = Set(fixture.office.declarations(of: draft, for: buyer.id).map(\.name))
            let state = try await fixture.office.signAndHandIn("h1", name: "欧阳 晓", accepted: names, by: buyer.id)
            #expect(state.submittedAt != nil && state.signatures.map(\.party) == [buyer.id])
            // Each transaction that stores something material leaves one entry over all that it stored.
            let entries = try await fixture.database.read { connection in
                try connection.rows("SELECT seq, last FROM case_log WHERE region = \(OfficeFixture.region) AND case_id = 'h1' ORDER BY seq").map {
                    [try $0.int("seq"), try $0.int("last")]
                }
            }
            #expect(entries.contains([2, 3]), "\(entries)")
        }
    }

    // MARK: signatures

    private static let drawn = "300,150;10,20,0 60,40,16 120,60,33;30,100,400 90,80,420"

    @Test("a drawn signature is kept sealed, bound to its signing, and can be drawn again as it was", arguments: availableEngines)
    func kept(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let file = try await Self.joint(fixture, submitted: false)
            let drawing = try #require(SignatureDrawing(text: Self.drawn))
            let id = try await fixture.office.keepSignature(drawing, of: Self.buyer.id, caseID: file.id)
            var signed = Signed(party: Self.buyer.id, declarations: [], digest: "d", method: "drawn")
            signed.drawing = id
            try await fixture.office.store([CaseAction(at: OfficeFixture.noon, actor: .party(Self.buyer.id), event: .signed(signed))], on: file, runAt: nil)
            let after = try await fixture.office.load(file.id)
            #expect(try await fixture.office.drawnSignatures(after) == [Self.buyer.id: drawing])
            let stored = try await fixture.database.read { try EvidenceRecords.of(caseID: file.id, region: OfficeFixture.region, in: $0) }
            #expect(stored.count == 1)
            #expect(stored.first?.material == CaseOffice.signatureMaterial(Self.buyer.id))
            #expect(stored.first.map { !String(decoding: $0.sealed, as: UTF8.self).contains("strokes") } == true)
        }
    }

    @Test("strokes are read as they were drawn")
    func strokes() throws {
        let drawing = try #require(SignatureDrawing(text: Self.drawn))
        #expect(drawing.width == 300 && drawing.height == 150)
        #expect(drawing.strokes.map(\.count) == [3, 2])
        #expect(drawing.strokes[1][0] == SignatureDrawing.Point(x: 30, y: 100, milliseconds: 400))
        #expect(drawing.length > 180 && drawing.length < 190)
        #expect(try CanonicalJSON.decode(SignatureDrawing.self, from: CanonicalJSON.encode(drawing)) == drawing)
    }

    @Test(
        "what no hand has drawn is no signature",
        arguments: [
            "", "300,150", "300,150;", "300,150;10,20", "300,150;10,20,0 11,21,5", "300,150;10,20,0 301,20,9", "300,150;10,20,9 200,20,0",
            "300,150;-1,20,0 200,20,9", "300,150;10,20,0 200,20,x", "300,150;١٠,20,0 200,20,9", "30,150;1,1,0 29,140,9", "300,150;10,20,0 200,20,9;<svg>",
            "300,150;" + String(repeating: "10,20,0 200,20,0 ", count: 4_000),
        ])
    func noSignature(_ text: String) { #expect(SignatureDrawing(text: text) == nil) }
}
