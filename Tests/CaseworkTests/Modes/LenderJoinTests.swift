import Contracts
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A lender joins by its own word") struct LenderJoinTests {
    private static let service = "transfer.mortgaged.new-rank"
    private static let contract = """
        {"area":9530,"buyers":[{"identifier":"\(InstitutionStage.buyer)","name":"张伟"}],"coOwnership":"sole","filedOn":"2026-11-09","location":"南昌市","number":"NC1",\
        "paid":0,"paymentMethod":"loan","price":168000000,"project":null,"sellers":[{"identifier":"identity-card:360102198506123021","name":"王芳"}],\
        "status":"filed","unit":"\(InstitutionStage.unit.text)"}
        """

    private func party(_ name: String, _ wire: String, _ kind: PartyKind, in fixture: OfficeFixture) async throws -> PartyRef {
        let book = fixture.office.parties
        let claim = try PartyClaim(name: name, identifier: PartyIdentifier(wire: wire), kind: kind, source: .authority)
        return try await fixture.database.write { try book.ensure(claim, at: OfficeFixture.noon, in: $0) }
    }

    @Test("whoever has a loan to these buyers before it is let in, asked under its own key; whoever hasn't begins a draft of its own", arguments: availableEngines)
    func joins(engine: Engine) async throws {
        try await InstitutionStage.run { stage in
            try await OfficeFixture.run(engine, departments: stage.client) { fixture in
                let office = fixture.office
                let unit = InstitutionStage.unit
                try await fixture.database.write { try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: $0) }
                let buyer = try await party("张伟", InstitutionStage.buyer, .person, in: fixture)
                let draft = try await office.apply(service: Self.service, as: "buyer", subject: unit.text, by: buyer, through: .web)
                func apply(_ name: String, _ code: String, _ kind: PartyKind = .enterprise) async throws -> String {
                    let lender = try await party(name, "credit-code:\(code)", kind, in: fixture)
                    return try await office.apply(service: Self.service, as: "new-lender", subject: unit.text, by: lender, through: .machine)
                }
                // Before the contract is known nobody can be asked about its buyers.
                let early = try await apply("赣江公证处", InstitutionStage.notary)
                #expect(early != draft)

                let file = try await office.load(draft)
                let sealed = try office.cipher.seal(Self.contract, context: CaseOffice.evidenceContext(draft, "e"))
                let evidence = Evidence(
                    id: "e", caseID: draft, material: "sale-contract", source: "test", digest: "e", keyID: nil, signature: nil, at: OfficeFixture.noon, sealed: sealed, envelope: nil)
                let gathered = Gathered(material: "sale-contract", source: "test", state: .fetched, evidence: "e", digest: "e", note: nil)
                try await office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .gathered(gathered))], on: file, runAt: nil) {
                    try EvidenceRecords.insert(evidence, region: OfficeFixture.region, in: $0)
                }
                #expect(try await apply("公积金中心", InstitutionStage.fund, .institution) == draft)
                #expect(try await apply("豫章银行", InstitutionStage.bank) == draft)
                // Once in it, it comes back to it.
                #expect(try await apply("豫章银行", InstitutionStage.bank) == draft)
                #expect(try await apply("别的银行", "91360100MA38HA00XM") != draft)
                let roles = try await office.load(draft).state.applicants.map(\.role)
                #expect(roles == ["buyer", "new-lender", "new-lender"])
            }
        }
    }
}
