import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A developer's project")
struct ProjectTests {
    private static let person = PartyID("agent")
    private static let id = ProjectFixture.id

    private func units(_ fixture: OfficeFixture) async throws -> [ProjectUnit] {
        try await fixture.database.read { try ProjectRecords.units(of: Self.id, region: OfficeFixture.region, in: $0) }
    }

    @Test("takes a list of units wholly or not at all, and replaces it by the next", arguments: availableEngines)
    func importing(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer async throws in
            let office = fixture.office
            let list = UnitTableTests.table((1...5).map { UnitTableTests.row($0) })
            #expect(try await office.importUnits(list, into: Self.id, of: developer.id, by: Self.person) == 5)
            let bad = UnitTableTests.table([UnitTableTests.row(1), UnitTableTests.row(2, [.storey: "x"])])
            await #expect(throws: TableRefused.self) { try await office.importUnits(bad, into: Self.id, of: developer.id, by: Self.person) }
            #expect(try await units(fixture).count == 5)
            let next = UnitTableTests.table([UnitTableTests.row(3), UnitTableTests.row(9)])
            #expect(try await office.importUnits(next, into: Self.id, of: developer.id, by: Self.person) == 2)
            #expect(try await units(fixture).map(\.room) == ["103", "109"])
            await #expect(throws: CaseError.notYours) { try await office.importUnits(next, into: Self.id, of: PartyID("other"), by: Self.person) }
            let events = try await fixture.database.read { try ProjectEventRecords.of(project: Self.id, region: OfficeFixture.region, in: $0) }
            #expect(events.map(\.kind) == [.unitsImported, .unitsImported])
        }
    }

    @Test("is taken off the public list with a reason that everybody reads, and put back, each once", arguments: availableEngines)
    func listing(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, _ async throws in
            let (office, region, li) = (fixture.office, OfficeFixture.region, OfficeFixture.official("li"))
            func stored() async throws -> Project? { try await fixture.database.read { try ProjectRecords.find(Self.id, region: region, in: $0) } }
            await #expect(throws: CaseError.self) { try await office.suspendListing(Self.id, reason: "尚未列入", by: li) }
            try await fixture.database.write { connection in
                var project = try #require(try ProjectRecords.find(Self.id, region: region, in: connection))
                project.state = .listed
                try ProjectRecords.put(project, region: region, in: connection)
            }
            await #expect(throws: CaseError.self) { try await office.suspendListing(Self.id, reason: "不是工作人员", by: .party(Self.person)) }
            try await office.suspendListing(Self.id, reason: "法院受理破产申请", by: li)
            #expect(try await stored()?.state == .suspended)
            #expect(try await stored()?.suspendedFor == "法院受理破产申请")
            await #expect(throws: CaseError.self) { try await office.suspendListing(Self.id, reason: "再来一次", by: li) }
            try await office.resumeListing(Self.id, reason: "破产申请被驳回", by: li)
            #expect(try await stored()?.state == .listed)
            #expect(try await stored()?.suspendedFor == nil)
            await #expect(throws: CaseError.self) { try await office.resumeListing(Self.id, reason: "再来一次", by: li) }
            let events = try await fixture.database.read { try ProjectEventRecords.of(project: Self.id, region: region, in: $0) }
            #expect(Set(events.map(\.kind)) == [.suspended, .resumed])
            #expect(events.allSatisfy { $0.detail.contains("li某（li）") })
        }
    }

    @Test("can't list a unit of another project or one that is registered", arguments: availableEngines)
    func conflicts(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer async throws in
            let region = OfficeFixture.region
            let list = UnitTableTests.table((1...3).map { UnitTableTests.row($0) })
            let units = try UnitTable.read(list, on: UnitTableTests.ground).map(\.unit)
            try await fixture.database.write { connection in
                try ProjectRecords.put(units[0], project: "P8", region: region, in: connection)
                var folio = Folio(unit: units[2].unit, description: units[2].description)
                folio.ownership = Ownership(
                    entry: Entry(id: EntryID("own"), acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon), right: .stateLandUseAndHouse,
                    form: .sole, holders: [Holder(party: developer)], cause: .newConstruction, price: nil)
                try FolioRecords.insert(folio, region: region, in: connection)
            }
            do {
                try await fixture.office.importUnits(list, into: Self.id, of: developer.id, by: Self.person)
                Issue.record("it was taken")
            } catch let refused as TableRefused {
                #expect(refused.faults.map(\.place) == ["第2行 A列（不动产单元号）", "第4行 A列（不动产单元号）"])
                #expect(refused.faults.map(\.message) == ["已列入另一个项目。", "已办理首次登记。"])
            }
            #expect(try await self.units(fixture).isEmpty)
        }
    }

    @Test("has a promise letter over exactly its list: a new list ends it", arguments: availableEngines)
    func pledge(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer async throws in
            let office = fixture.office
            await #expect(throws: CaseError.self) { try await office.signPledge(Self.id, years: 3, of: developer.id, by: Self.person) }
            let list = UnitTableTests.table([UnitTableTests.row(1), UnitTableTests.row(2, [.selfService: "否"])])
            try await office.importUnits(list, into: Self.id, of: developer.id, by: Self.person)
            await #expect(throws: CaseError.self) { try await office.signPledge(Self.id, years: 9, of: developer.id, by: Self.person) }
            let pledge = try await office.signPledge(Self.id, years: 3, of: developer.id, by: Self.person)
            #expect(pledge.validUntil == OfficeFixture.noon.date.adding(years: 3))
            let letter = try #require(try await office.pledgeLetter(of: Self.id))
            #expect(letter.units.map { $0.text.suffix(4) } == ["0001"])
            #expect(letter.letter.contains("南昌某置业有限公司") && letter.letter.contains("赣江花园") && letter.signedBy == Self.person)
            #expect(try await office.overview(of: Self.id, for: developer.id).pledge?.digest == pledge.digest)
            try await office.importUnits(list, into: Self.id, of: developer.id, by: Self.person)
            let overview = try await office.overview(of: Self.id, for: developer.id)
            #expect(overview.pledge == nil && !overview.isReady)
            #expect(overview.events.contains { $0.kind == .pledgeLapsed })
        }
    }

    @Test("is surveyed by its buildings' reports, applied for once, and free again when the application comes to nothing", arguments: availableEngines)
    func application(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer async throws in
            let office = fixture.office
            try await office.importUnits(UnitTableTests.table((1...3).map { UnitTableTests.row($0) }), into: Self.id, of: developer.id, by: Self.person)
            #expect(try await office.overview(of: Self.id, for: developer.id).surveyed.isEmpty)
            let blob = try await office.uploads.store(Array("%PDF-1.7".utf8))
            let building = "\(UnitTableTests.parcel)F0001"
            func report(_ building: String) -> SurveyReport {
                SurveyReport(
                    building: building, project: Self.id, number: "1号", surveyor: "测绘院", fileName: "报告.pdf", mediaType: "application/pdf", digest: blob.digest.hex,
                    size: blob.size, at: OfficeFixture.noon)
            }
            await #expect(throws: CaseError.self) { try await office.fileReport(report("\(UnitTableTests.parcel)F0009"), of: developer.id, by: Self.person) }
            try await office.fileReport(report(building), of: developer.id, by: Self.person)
            _ = try await office.signPledge(Self.id, years: 1, of: developer.id, by: Self.person)
            let ready = try await office.overview(of: Self.id, for: developer.id)
            #expect(ready.isReady && ready.surveyed.count == 3 && ready.states.values.allSatisfy { $0 == .planned })

            let applicant = CaseApplicant(role: "developer", party: developer, identifiedBy: "unified-identity")
            let units = ready.units.map(\.unit)
            let id = try await office.open(
                service: "first.project.by-developer", units: units, project: Self.id, applicants: [applicant], by: .party(developer.id))
            #expect(try await office.overview(of: Self.id, for: developer.id).caseID == id)
            await #expect(throws: CaseError.self) {
                try await office.open(service: "first.project.by-developer", units: units, project: Self.id, applicants: [applicant], by: .party(developer.id))
            }
            await #expect(throws: CaseError.self) {
                try await office.importUnits(UnitTableTests.table([UnitTableTests.row(1)]), into: Self.id, of: developer.id, by: Self.person)
            }
            let facts = try await office.facts(for: try await office.load(id))
            #expect(facts.refusals.isEmpty && facts.project?.surveyed.count == 3 && facts.units.count == 3)
            try await office.withdraw(id, reason: "改清单", by: .party(developer.id))
            let free = try await office.overview(of: Self.id, for: developer.id)
            #expect(free.project.state == .preparing && free.caseID == nil)
            #expect(try await office.importUnits(UnitTableTests.table([UnitTableTests.row(1)]), into: Self.id, of: developer.id, by: Self.person) == 1)
        }
    }

    @Test("Its developer's role follows from the departments' word, is taken on the same word only, and every change is kept", arguments: availableEngines)
    func roles(engine: Engine) async throws {
        try await ProjectFixture.run(engine) { fixture, developer async throws in
            let region = OfficeFixture.region
            func event(_ grant: Bool, _ source: String) -> OrganisationRoleEvent {
                OrganisationRoleEvent(role: .developer, isGrant: grant, source: source, ground: "资质1号", digest: "d", keyID: "housing-1", at: OfficeFixture.noon)
            }
            func apply(_ event: OrganisationRoleEvent) async throws -> Bool {
                try await fixture.database.write { try OrganisationRoles.apply(event, to: developer.id, region: region, in: $0) }
            }
            #expect(try await apply(event(true, "department:housing")))
            #expect(try await !apply(event(true, "department:housing")))
            #expect(try await !apply(event(false, "department:tax")))
            #expect(try await apply(event(false, "department:housing")))
            let (roles, history) = try await fixture.database.read { connection in
                (
                    try OrganisationRoles.roles(of: developer.id, region: region, in: connection),
                    try OrganisationRoles.history(of: developer.id, region: region, in: connection)
                )
            }
            #expect(roles.isEmpty)
            #expect(Set(history.map(\.isGrant)) == [true, false] && history.count == 2)
            // No department answers in this fixture: nothing changes.
            #expect(try await apply(event(true, "account:an")))
            await fixture.office.refreshRoles(of: developer.id, identifier: try PartyIdentifier(kind: .creditCode, number: "91350100M000100Y43"))
            #expect(try await fixture.database.read { try OrganisationRoles.roles(of: developer.id, region: region, in: $0) } == [.developer])
        }
    }
}
