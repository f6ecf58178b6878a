import Cadastre
import Documents
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// From the developer's table to the drawing in the certificate.
@Suite("The floor plan of a new home")
struct FloorPlanTests {
    private static let region = OfficeFixture.region
    private static let building = "\(UnitTableTests.parcel)F0001"

    private static func outline(_ x: Int) -> String { "\"\(x),0 \(x + 12),0 \(x + 12),7 \(x),7\"" }

    /// A project whose first two homes on the ground floor have outlines and whose third has none, entered in the register.
    private func withRegistered(_ engine: Engine, _ body: (OfficeFixture) async throws -> Void) async throws {
        try await ProjectFixture.run(engine) { fixture, developer in
            let office = fixture.office
            let rows = [UnitTableTests.row(1, [.outline: Self.outline(0)]), UnitTableTests.row(2, [.outline: Self.outline(12)]), UnitTableTests.row(3)]
            try await office.importUnits(UnitTableTests.table(rows), into: ProjectFixture.id, of: developer.id, by: PartyID("agent"))
            let blob = try await office.uploads.store(Array("%PDF-1.7".utf8))
            try await office.fileReport(
                SurveyReport(
                    building: Self.building, project: ProjectFixture.id, number: "洪测字1号", surveyor: "南昌市测绘院", fileName: "报告.pdf", mediaType: "application/pdf",
                    digest: blob.digest.hex, size: blob.size, at: OfficeFixture.noon), of: developer.id, by: PartyID("agent"))
            _ = try await office.signPledge(ProjectFixture.id, years: 1, of: developer.id, by: PartyID("agent"))
            let units = try await office.overview(of: ProjectFixture.id, for: developer.id).units.map(\.unit)
            let id = try await office.open(
                service: "first.project.by-developer", units: units, project: ProjectFixture.id,
                applicants: [CaseApplicant(role: "developer", party: developer, identifiedBy: "unified-identity")], by: .party(developer.id))
            let facts = try await office.facts(for: try await office.load(id))
            let plan = try ActPlan.firstRegistration(facts)
            let filing = Filing(
                id: id, acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon, basis: plan.basis, acts: plan.acts, consents: plan.consents)
            let region = Self.region
            _ = try await office.registrar.file(filing, caseID: id, issuing: []) { connection, registration in
                try plan.alsoStores(registration, region, connection)
            }
            try await body(fixture)
        }
    }

    private func plans(_ serial: Int, _ fixture: OfficeFixture) async throws -> UnitPlans {
        let unit = UnitCode(trusted: "\(Self.building)000\(serial)")
        let region = Self.region
        return try await fixture.database.read { connection in
            let folio = try #require(try FolioRecords.find(unit, region: region, in: connection)?.folio)
            return try UnitPlans(of: unit, certified: .ownership(folio, names: [:]), region: region, in: connection)
        }
    }

    @Test("lies with the city's surveys once the project is registered, and its certificate draws it among its neighbours", arguments: availableEngines)
    func drawn(engine: Engine) async throws {
        try await withRegistered(engine) { fixture in
            let plan = try #require(try await plans(2, fixture).unitPlan)
            #expect(plan.shapes.map(\.label) == ["101", "102"])
            #expect(plan.shapes.map(\.role) == [.surroundings, .subject])
            #expect(plan.shapes[1].ring == [.init(12, 0), .init(24, 0), .init(24, 7), .init(12, 7)])
            #expect(plan.facts.contains { $0.name == "测绘单位" && $0.value == "南昌市测绘院" })
            #expect(try await plans(3, fixture).unitPlan == nil)
            // All of them are found by their address, whether they were drawn or not.
            let region = Self.region
            let found = try await fixture.database.read {
                try AddressRecords.units(at: "滨江路100号1栋", divisions: ["360102"], offset: 0, limit: 10, region: region, in: $0)
            }
            #expect(found.total == 3)
        }
    }

    @Test("is not drawn of a home that measures otherwise by now", arguments: availableEngines)
    func rebuilt(engine: Engine) async throws {
        try await withRegistered(engine) { fixture in
            let unit = UnitCode(trusted: "\(Self.building)0001")
            let region = Self.region
            let plan = try await fixture.database.read { connection in
                var folio = try #require(try FolioRecords.find(unit, region: region, in: connection)?.folio)
                folio.description.buildingArea = Area(hundredths: 19_530)
                return try UnitPlans(of: unit, certified: .ownership(folio, names: [:]), region: region, in: connection).unitPlan
            }
            #expect(plan == nil)
        }
    }

    @Test("An outline from before the building stood is kept only where the finished home still measures so", arguments: availableEngines)
    func forecast(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, _ in
            let region = Self.region
            let units = try UnitTable.read(UnitTableTests.table([UnitTableTests.row(1), UnitTableTests.row(2)]), on: UnitTableTests.ground).map(\.unit)
            try await fixture.database.write { connection in
                for (unit, width) in zip(units, [1_200, 2_400] as [Int64]) {
                    let outline = Outline(rectangleAt: Outline.Point(0, 0), width: width, depth: 700)
                    try SurveyRecords.put(
                        UnitSurvey(
                            unit: unit.unit, building: Self.building, storey: 1, room: "旧", outline: outline, buildingArea: Area(hundredths: outline.areaHundredths),
                            innerArea: Area(hundredths: outline.areaHundredths), sharedArea: .zero, report: "预测1号", surveyor: "甲"), location: "旧址", region: region, in: connection)
                }
                try ProjectSurveys.put(units, of: ProjectFixture.id, region: region, in: connection)
            }
            let kept = try await fixture.database.read { try SurveyRecords.units(of: Self.building, region: region, in: $0) }
            #expect(kept.map { $0.outline == nil } == [false, true])
            #expect(kept.map(\.room) == ["101", "102"])
            #expect(kept.allSatisfy { $0.buildingArea == Area(hundredths: 9_530) && $0.report == "预测1号" })
        }
    }

    @Test("can't reach into a home that another project has in the same building", arguments: availableEngines)
    func otherProject(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer in
            let region = Self.region
            let there = try UnitTable.read(UnitTableTests.table([UnitTableTests.row(7, [.outline: Self.outline(5)])]), on: UnitTableTests.ground)[0].unit
            try await fixture.database.write { try ProjectRecords.put(there, project: "P8", region: region, in: $0) }
            let list = UnitTableTests.table([UnitTableTests.row(1, [.outline: Self.outline(0)]), UnitTableTests.row(2, [.outline: Self.outline(17)])])
            do {
                try await fixture.office.importUnits(list, into: ProjectFixture.id, of: developer.id, by: PartyID("agent"))
                Issue.record("it was taken")
            } catch let refused as TableRefused {
                #expect(refused.faults.map(\.place) == ["第2行 M列（平面轮廓）"])
                #expect(refused.faults.map(\.message) == ["101室的轮廓与另一个项目的\(there.unit)（107室）的重叠49.00平方米。"])
            }
        }
    }
}
