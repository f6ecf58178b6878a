import Identity
import Register
import Storage
import StorageTesting

@testable import Casework

/// A project that is being prepared.
enum ProjectFixture {
    static let id = "P9"

    /// A developer with a parcel of its own and a project on it that is being prepared.
    static func run(_ engine: Engine, _ body: (OfficeFixture, PartyRef) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let region = OfficeFixture.region
            let parties = fixture.office.parties
            let developer = try await fixture.database.write { connection -> PartyRef in
                let claim = try PartyClaim(
                    name: "南昌某置业有限公司", identifier: PartyIdentifier(kind: .creditCode, number: "91350100M000100Y43"), kind: .enterprise, source: .authority)
                let developer = try parties.ensure(claim, at: OfficeFixture.noon, in: connection)
                let land = UnitCode(trusted: UnitTableTests.parcel + "W00000000")
                var folio = Folio(unit: land, description: UnitTableTests.ground.land)
                folio.ownership = Ownership(
                    entry: Entry(id: EntryID("land"), acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon), right: .stateLandUse,
                    form: .sole, holders: [Holder(party: developer)], cause: .landGrant, price: nil)
                try FolioRecords.insert(folio, region: region, in: connection)
                try ProjectRecords.put(
                    Project(id: id, name: "赣江花园", developer: developer, parcel: UnitTableTests.parcel, location: "滨江路100号"), region: region, in: connection)
                return developer
            }
            try await body(fixture, developer)
        }
    }
}
