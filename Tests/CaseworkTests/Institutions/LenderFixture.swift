import Identity
import Register
import Storage

@testable import Casework
@testable import Exchange

/// A lender with mortgages on homes, in an office that is connected to nobody.
struct LenderFixture {
    let fixture: OfficeFixture
    let bank: PartyRef
    /// Who owns the homes.
    let owner: PartyRef
    static let name = "洪城银行股份有限公司南昌分行"
    var office: CaseOffice { fixture.office }
    var database: any Database { fixture.database }

    init(_ fixture: OfficeFixture) async throws {
        self.fixture = fixture
        let parties = fixture.office.parties
        (bank, owner) = try await fixture.database.write { connection in
            let party = try parties.ensure(
                PartyClaim(name: Self.name, identifier: PartyIdentifier(kind: .creditCode, number: "91360102MA35C3D468"), kind: .enterprise),
                at: OfficeFixture.noon, in: connection)
            try OrganisationRoles.grant(.bank, to: party.id, at: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
            let owner = try parties.ensure(
                PartyClaim(name: "王芳", identifier: PartyIdentifier(kind: .identityCard, number: "360102198506123021"), kind: .person), at: OfficeFixture.noon,
                in: connection)
            return (party, owner)
        }
    }

    /// Registers a home to an owner with this lender's mortgage on it.
    /// - Returns: the mortgage's entry.
    @discardableResult
    func lend(on unit: UnitCode) async throws -> EntryID {
        let description = BookFixture.description(unit)
        let holder = owner
        try await database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: OfficeFixture.region, in: $0) }
        func filing(_ id: String, _ act: Act, by: [PartyRef]) -> Filing {
            Filing(
                id: id + unit.text.suffix(8), acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon, basis: .application(by: by, pledged: []),
                acts: [UnitAct(unit: unit, act: act)])
        }
        let first = Act.firstRegistration(
            FirstRegistration(
                right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: holder)], description: description, cause: .newConstruction))
        _ = try await fixture.registrar.file(filing("first", first, by: [holder]), caseID: "first")
        let mortgage = Act.mortgage(
            CreateMortgage(
                kind: .ordinary, subject: .landAndHouse, mortgagees: [bank], mortgagors: [holder], debtor: nil, amount: Money(yuan: 500_000),
                from: LegalDate(year: 2024, month: 1, day: 1)!, until: LegalDate(year: 2044, month: 1, day: 1)!, scope: "主债权及其利息", transferBan: false))
        let lent = filing("lent", mortgage, by: [bank, holder])
        _ = try await fixture.registrar.file(
            lent, caseID: "lent",
            issuing: [CertificateOrder(kind: .proof, unit: unit, entry: lent.entry(0).id, facts: [1], disclosure: Array(repeating: 5, count: 32))])
        return lent.entry(0).id
    }

    /// An address for call-backs that has shown that it is the lender's.
    func listen() async throws {
        try await database.write { [bank] connection in
            try CallbackEndpoints.insert("ep_1", url: "https://bank.example/x", challenge: "c", party: bank.id, at: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
            try connection.execute(
                "UPDATE callback_endpoint SET state = 'on', proved_at = 1 WHERE region = \(OfficeFixture.region) AND endpoint_id = 'ep_1'")
        }
    }

    func told() async throws -> [CallbackDelivery] {
        try await database.read { try CallbackDeliveries.page(of: "ep_1", before: nil, limit: 100, region: OfficeFixture.region, in: $0) }
    }
}
