import Contracts
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// House and land go together (民法典 356, 357), and so does what is seized of them (查封规定 21).
@Suite("Seized houses and their land") struct LandAndHouseTests {
    typealias F = CourtFixture
    private static var house: UnitCode { F.unit(1) }
    private static var land: UnitCode { house.parcelUnit }

    /// The land's own page, in the name of whoever owns the houses.
    private func enterLand(_ fixture: CourtFixture) async throws {
        let description = BookFixture.description(Self.land)
        try await fixture.inner.database.write {
            try FolioRecords.insert(Folio(unit: Self.land, description: description), region: OfficeFixture.region, in: $0)
        }
        let act = Act.firstRegistration(
            FirstRegistration(right: .stateLandUse, form: .sole, holders: [Holder(party: fixture.owner)], description: description, cause: .landGrant))
        try await fixture.file("land", act, on: Self.land, .application(by: [fixture.owner], pledged: []))
    }

    private func sale(_ fixture: CourtFixture) -> Act {
        .transfer(Transfer(from: [fixture.owner], form: .sole, to: [Holder(party: fixture.taker)], cause: .sale, price: Money(yuan: 1)))
    }

    private func sell(_ id: String, _ unit: UnitCode, _ fixture: CourtFixture) async throws -> RefusalCode? {
        do {
            try await fixture.file(id, sale(fixture), on: unit, .application(by: [fixture.owner, fixture.taker], pledged: []))
            return nil
        } catch let refusal as Refusal { return refusal.code }
    }

    @Test("a seizure of a house keeps its owner from disposing of the land until it is lifted, and one of the land of the house", arguments: availableEngines)
    func reaches(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            try await enterLand(fixture)
            _ = try await fixture.office.seize(F.seizure("执1", Self.house))
            #expect(try await sell("land-1", Self.land, fixture) == .parcelSeized)
            // A neighbour's home is burdened by nothing.
            #expect(try await sell("neighbour", F.unit(2), fixture) == nil)
            _ = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: Self.house, seizure: "执1"))
            _ = try await fixture.office.seize(F.seizure("执2", Self.land))
            #expect(try await sell("house-2", Self.house, fixture) == .parcelSeized)
            _ = try await fixture.office.lift(.init(document: "解2", court: F.east, unit: Self.land, seizure: "执2"))
            #expect(try await sell("land-3", Self.land, fixture) == nil)
            // Land and house are two owners' now: what one of them owes isn't the other's.
            _ = try await fixture.office.seize(F.seizure("执3", Self.house))
            let back = Act.transfer(Transfer(from: [fixture.taker], form: .sole, to: [Holder(party: fixture.owner)], cause: .sale, price: Money(yuan: 1)))
            try await fixture.file("back", back, on: Self.land, .application(by: [fixture.owner, fixture.taker], pledged: []))
        }
    }

    @Test("a seizure of a house that comes between the judgment and the entry of a disposal of the land is seen by the entry", arguments: availableEngines)
    func meanwhile(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            try await enterLand(fixture)
            let filing = Filing(
                id: "land-1", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon,
                basis: .application(by: [fixture.owner, fixture.taker], pledged: []), acts: [UnitAct(unit: Self.land, act: sale(fixture))])
            let registrar = fixture.inner.registrar
            let judged = try await fixture.inner.database.read { try registrar.refusals(filing, in: $0) }
            #expect(judged.refusals.isEmpty)
            #expect(try await fixture.office.seize(F.seizure("执1", Self.house)).outcome.status == .ok)
            await #expect(throws: Refusal.self) {
                _ = try await registrar.file(filing, seen: judged.seen, caseID: "land-1", issuing: [], along: { _, _ in })
            }
            #expect(try await fixture.folio(Self.land).ownership?.holders.map(\.party.id) == [fixture.owner.id])
            // A seizure of the land itself waits for nothing that stands on it.
            #expect(try await fixture.office.seize(F.seizure("执2", Self.land)).outcome.status == .ok)
        }
    }

    @Test("a case about the land hears of what a court orders of a house on it", arguments: availableEngines)
    func heard(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            try await enterLand(fixture)
            let bank = BookFixture.person("lender")
            let id = try await fixture.office.open(
                service: "mortgage.first", units: [Self.land],
                applicants: [CaseApplicant(role: "mortgagee", party: bank, identifiedBy: "api"), CaseApplicant(role: "mortgagor", party: fixture.owner, identifiedBy: "api")],
                by: .party(fixture.owner.id))
            #expect(try await fixture.office.seize(F.seizure("执1", Self.house)).cases == [id])
            #expect(try await fixture.office.sourceChanged(Tax.ReceiptChanged.name, on: Self.house, by: .tax).isEmpty)
        }
    }
}
