import Cadastre
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Looking into the register") struct LookupTests {
    private static func survey(_ unit: UnitCode, _ building: String) -> UnitSurvey {
        UnitSurvey(
            unit: unit, building: building, storey: 1, room: "101", outline: Outline(rectangleAt: Outline.Point(0, 0), width: 100, depth: 100), buildingArea: Area(hundredths: 1), innerArea: Area(hundredths: 1),
            sharedArea: .zero, report: "r", surveyor: "s")
    }

    private func find(_ fixture: OfficeFixture, _ text: String, _ key: RegisterKey = .auto, offset: Int = 0) async throws -> RegisterHits {
        try await fixture.database.read {
            try RegisterLookup.find(
                text, by: key, divisions: ["360102"], offset: offset, limit: 3, parties: fixture.office.parties, region: OfficeFixture.region, in: $0)
        }
    }

    @Test("by place: the street among buildings, the rest among their units, page by page", arguments: availableEngines)
    func places(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.database.write { connection in
                for serial in 1...5 {
                    try SurveyRecords.put(
                        Self.survey(OfficeFixture.unit(serial), "b1"), location: "南昌市东湖区滨江路100号1栋\(serial)01室", region: OfficeFixture.region, in: connection)
                }
                try SurveyRecords.put(
                    Self.survey(OfficeFixture.unit(6), "b2"), location: "南昌市东湖区滨江路88号1栋101室", region: OfficeFixture.region, in: connection)
                try SurveyRecords.put(
                    Self.survey(OfficeFixture.unit(7, division: "360121"), "b3"), location: "南昌县滨江路100号1栋101室", region: OfficeFixture.region, in: connection)
            }
            let street = try await find(fixture, "滨江路100号")
            #expect(street.total == 5 && street.units == (1...3).map { OfficeFixture.unit($0) } && street.key == .location)
            #expect(try await find(fixture, "滨江路100号", offset: 3).units == [OfficeFixture.unit(4), OfficeFixture.unit(5)])
            #expect(try await find(fixture, "滨江路100号1栋401室").units == [OfficeFixture.unit(4)])
            #expect(try await find(fixture, "滨江路").total == 6)
            #expect(try await find(fixture, "没有这条路").total == 0)
        }
    }

    @Test("by unit, certificate, name and number, in the office's divisions alone", arguments: availableEngines)
    func holders(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let identifier = try PartyIdentifier(kind: .creditCode, number: "91360102MA35A1B20A")
            let developer = try await fixture.database.write { connection in
                try fixture.office.parties.ensure(
                    PartyClaim(name: "南昌赣江置业有限公司", identifier: identifier, kind: .enterprise), at: OfficeFixture.noon, in: connection)
            }
            let units = [OfficeFixture.unit(1), OfficeFixture.unit(2), OfficeFixture.unit(3, division: "360121")]
            for unit in units {
                let description = BookFixture.description(unit)
                try await fixture.database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: OfficeFixture.region, in: $0) }
                let act = Act.firstRegistration(
                    FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: description, cause: .newConstruction))
                let filing = Filing(
                    id: "f\(unit.text)", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon,
                    basis: .application(by: [developer], pledged: [developer]), acts: [UnitAct(unit: unit, act: act)])
                _ = try await fixture.registrar.file(
                    filing, caseID: "c", issuing: [CertificateOrder(kind: .certificate, unit: unit, entry: filing.entry(0).id, facts: [1])])
            }
            for text in ["南昌赣江置业有限公司", identifier.number] {
                let hits = try await find(fixture, text)
                #expect(hits.units == [units[0], units[1]] && hits.total == 2 && hits.holders == [developer.id])
            }
            let number = try await fixture.database.read { try CertificateRecords.valid(of: units[0], region: OfficeFixture.region, in: $0).map(\.number) }
            #expect(try await find(fixture, try #require(number.first)).units == [units[0]])
            #expect(try await find(fixture, units[0].text).units == [units[0]])
            // Another office's unit does not exist here.
            #expect(try await find(fixture, units[2].text).total == 0)
            #expect(try await find(fixture, "360102199003076619").total == 0)
        }
    }

    @Test("a text is taken for what it looks like", arguments: [
        ("滨江路100号", RegisterKey.location), ("张三丰", .name), ("江西长征大道置业有限公司", .name), ("91360102MA35A1B20A", .identifier), ("360102199003076619", .identifier),
        ("360102001001GB00001F00010101", .unit), ("赣(2026)南昌市不动产权第0000001号", .certificate),
    ])
    func kinds(text: String, key: RegisterKey) { #expect(RegisterLookup.kind(of: text) == key) }
}
