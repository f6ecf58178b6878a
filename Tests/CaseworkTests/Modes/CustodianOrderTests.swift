import Catalogue
import Contracts
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A notary office opens an order for those whose money it is to hold, and they find it by themselves (案例三: 公证提存).
@Suite("An order that the custodian opens") struct CustodianOrderTests {
    private static let service = "transfer.mortgaged.paid"
    private static let notary = "12360100MB0X00123U"
    private static let other = "91360102MA35C3D468"
    private static let seller = "identity-card:360102198506123021"
    private static let buyer = "identity-card:360102199003076619"
    private static let unit = OfficeFixture.unit(1)
    private static let contract = """
        {"area":9530,"buyers":[{"identifier":"\(buyer)","name":"张伟"}],"coOwnership":"sole","filedOn":"2026-11-09","location":"南昌市","number":"NC1",\
        "paid":0,"paymentMethod":"full","price":168000000,"project":null,"sellers":[{"identifier":"\(seller)","name":"王芳"}],\
        "status":"filed","unit":"\(unit.text)"}
        """

    private func party(_ name: String, _ wire: String, _ kind: PartyKind = .person, in fixture: OfficeFixture) async throws -> PartyRef {
        let book = fixture.office.parties
        let claim = try PartyClaim(name: name, identifier: PartyIdentifier(wire: wire), kind: kind, source: .authority)
        return try await fixture.database.write { try book.ensure(claim, at: OfficeFixture.noon, in: $0) }
    }

    /// The page, and an order that the notary has opened on it, with the filed contract known.
    private func opened(_ engine: Engine, _ body: (OfficeFixture, _ notary: PartyRef, _ draft: String) async throws -> Void) async throws {
        try await OfficeFixture.run(engine, custodians: [Self.notary, Self.other]) { fixture in
            try await fixture.database.write { try FolioRecords.insert(Folio(unit: Self.unit, description: BookFixture.description(Self.unit)), region: OfficeFixture.region, in: $0) }
            let notary = try await party("赣江公证处", "credit-code:\(Self.notary)", .institution, in: fixture)
            let draft = try await fixture.office.apply(service: Self.service, as: "custodian", subject: Self.unit.text, by: notary, through: .web)
            try await tell(Self.contract, in: draft, fixture)
            try await body(fixture, notary, draft)
        }
    }

    /// What gathering keeps when the housing department has answered.
    private func tell(_ contract: String, in draft: String, _ fixture: OfficeFixture) async throws {
        let office = fixture.office
        let file = try await office.load(draft)
        let sealed = try office.cipher.seal(contract, context: CaseOffice.evidenceContext(draft, "e-\(draft)"))
        let evidence = Evidence(
            id: "e-\(draft)", caseID: draft, material: "sale-contract", source: "test", digest: "e", keyID: nil, signature: nil, at: OfficeFixture.noon, sealed: sealed, envelope: nil)
        let gathered = Gathered(material: "sale-contract", source: "test", state: .fetched, evidence: evidence.id, digest: "e", note: nil)
        var facts = try await office.facts(for: file, judging: false)
        facts.materials["sale-contract"] = Material(try JSONValue(parsing: Array(contract.utf8)))
        let expected = facts.expectedByContract(try office.service(of: file.state), in: office.parties)
        try await office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .gathered(gathered))], on: file, runAt: nil) {
            try EvidenceRecords.insert(evidence, region: OfficeFixture.region, in: $0)
            try ExpectedParties.put(expected, in: draft, region: OfficeFixture.region, in: $0)
            // Asked again, it says the same.
            try ExpectedParties.put(expected, in: draft, region: OfficeFixture.region, in: $0)
        }
    }

    @Test("stands on the lists of those whom the contract names until they have joined it, and on nobody else's", arguments: availableEngines)
    func found(engine: Engine) async throws {
        try await opened(engine) { fixture, notary, draft in
            let office = fixture.office
            let (seller, buyer) = (try await party("王芳", Self.seller, in: fixture), try await party("张伟", Self.buyer, in: fixture))
            let stranger = try await party("外人", "identity-card:360103197001011237", in: fixture)
            #expect(try await office.load(draft).state.answers["custodian"] == Self.notary)
            let (toSeller, toBuyer) = (try await office.invitations(of: seller.id), try await office.invitations(of: buyer.id))
            #expect(toSeller.map(\.summary.id) == [draft] && toSeller.map(\.role) == ["seller"])
            #expect(toBuyer.map(\.summary.id) == [draft] && toBuyer.map(\.role) == ["buyer"])
            #expect(try await office.invitations(of: stranger.id).isEmpty)
            #expect(try await office.invitations(of: notary.id).isEmpty)

            #expect(try await office.apply(service: Self.service, as: "buyer", subject: Self.unit.text, by: buyer, through: .web, wanted: draft) == draft)
            #expect(try await office.invitations(of: buyer.id).isEmpty)
            #expect(try await office.apply(service: Self.service, as: "buyer", subject: Self.unit.text, by: stranger, through: .web, wanted: draft) != draft)
            #expect(try await office.load(draft).state.applicants.map(\.role) == ["custodian", "buyer"])
        }
    }

    @Test("is held by nobody else while the custodian takes part, which has no say in whether it is withdrawn", arguments: availableEngines)
    func bound(engine: Engine) async throws {
        try await opened(engine) { fixture, notary, draft in
            let office = fixture.office
            let buyer = try await party("张伟", Self.buyer, in: fixture)
            _ = try await office.apply(service: Self.service, as: "buyer", subject: Self.unit.text, by: buyer, through: .web)
            await #expect(throws: CaseError.self) { try await office.answer(draft, ["custodian": Self.other], by: buyer.id) }
            try await office.answer(draft, ["custodian": Self.notary], by: buyer.id)
            // Handed in, the parties withdraw it together: whoever only holds the money isn't waited for.
            try await office.store([CaseAction(at: OfficeFixture.noon, actor: .party(buyer.id), event: .submitted(Submitted()))], on: office.load(draft), runAt: nil)
            let asked = try await office.withdraw(draft, reason: "不办了", by: .party(notary.id))
            #expect(asked.phase.isOpen && asked.task(of: buyer.id) == .agreeToWithdraw)
            let ended = try await office.withdraw(draft, reason: "不办了", by: .party(buyer.id))
            #expect(ended.phase == .withdrawn)
        }
    }

    @Test("can only be opened by one that the registry is connected to", arguments: availableEngines)
    func stranger(engine: Engine) async throws {
        try await opened(engine) { fixture, _, _ in
            let unknown = try await party("某投资公司", "credit-code:91360100MA38HA00XM", .enterprise, in: fixture)
            await #expect(throws: CaseError.self) {
                try await fixture.office.apply(service: Self.service, as: "custodian", subject: Self.unit.text, by: unknown, through: .web)
            }
            // Another custodian isn't let into this one: it opens its own.
            let second = try await party("豫章银行", "credit-code:\(Self.other)", .enterprise, in: fixture)
            let own = try await fixture.office.apply(service: Self.service, as: "custodian", subject: Self.unit.text, by: second, through: .web)
            #expect(try await fixture.office.load(own).state.answers["custodian"] == Self.other)
        }
    }

    @Test("nobody is asked into a draft in which somebody else calls themselves the buyer", arguments: availableEngines)
    func impostor(engine: Engine) async throws {
        try await opened(engine) { fixture, _, _ in
            let office = fixture.office
            let stranger = try await party("外人", "identity-card:360103197001011237", in: fixture)
            let draft = try await office.apply(service: Self.service, as: "buyer", subject: Self.unit.text, by: stranger, through: .web)
            try await tell(Self.contract, in: draft, fixture)
            let seller = try await party("王芳", Self.seller, in: fixture)
            #expect(try await office.invitations(of: seller.id).map(\.summary.id).contains(draft) == false)
        }
    }

    @Test("an organisation may open orders as custodian while the registry is connected to it, and no longer", arguments: availableEngines)
    func role(engine: Engine) async throws {
        try await OfficeFixture.run(engine, custodians: [Self.notary]) { fixture in
            let region = OfficeFixture.region
            func roles(_ name: String, _ code: String) async throws -> Set<Role> {
                let organisation = try await party(name, "credit-code:\(code)", .institution, in: fixture)
                await fixture.office.refreshRoles(of: organisation.id, identifier: try PartyIdentifier(kind: .creditCode, number: code))
                return try await fixture.database.read { try OrganisationRoles.roles(of: organisation.id, region: region, in: $0) }
            }
            let (connected, unknown) = (try await roles("赣江公证处", Self.notary), try await roles("豫章银行", Self.other))
            #expect(connected == [.custodian] && unknown.isEmpty)
        }
    }
}
