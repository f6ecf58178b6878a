import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A mortgage of several units for one debt") struct JointMortgageTests {
    private func acts(_ name: String, of id: String = "mortgage.first") throws -> [(unit: UnitCode, mortgage: CreateMortgage)] {
        let service = try #require(try HouseCatalogue.catalogue().service(id))
        let test = try #require(service.tests.first { $0.name == name })
        let facts = try TestFacts(test.given, service: service).facts()
        return try ActPlan.acts(of: service, facts: facts).acts.compactMap { item in
            if case .mortgage(let mortgage) = item.act { (item.unit, mortgage) } else { nil }
        }
    }

    @Test("names the debt on each page, and is borne on each by its own owners") func debt() throws {
        let three = try acts("几套房屋共同担保一笔贷款，一并登记")
        #expect(three.count == 3 && Set(three.map(\.mortgage.jointDebt)) == ["HC-2026-0001"])
        let two = try acts("两人各以自己的房屋担保同一笔贷款")
        #expect(two.map { $0.mortgage.mortgagors.count } == [1, 1])
        #expect(two[0].mortgage.mortgagors != two[1].mortgage.mortgagors && two[0].mortgage.debtor == two[1].mortgage.debtor)
        let one = try acts("贷款机构与房主共同申请，交审核人员审核")
        #expect(one.map(\.mortgage.jointDebt) == [nil])
    }

    @Test("of a building under construction as well, and the debtor is whoever is named, else the first who mortgages") func construction() throws {
        let three = try acts("同一项目的几套在建房屋担保一笔贷款，一并登记", of: "mortgage.construction")
        #expect(three.count == 3 && Set(three.map(\.unit)).count == 3 && Set(three.map(\.mortgage.jointDebt)) == ["HC-2026-0001"])
        #expect(three.allSatisfy { $0.mortgage.subject == .underConstruction && $0.mortgage.debtor == $0.mortgage.mortgagors.first })
        for (service, name) in [("mortgage.construction", "建设单位为关联公司的借款担保"), ("mortgage.first", "以自己的房屋为他人的债务担保，债务人一起申请")] {
            let mortgage = try #require(try acts(name, of: service).first).mortgage
            #expect(mortgage.debtor != nil && !mortgage.mortgagors.contains { $0 == mortgage.debtor } && mortgage.coDebtors == nil, "\(service)")
        }
    }

    @Test("is applied for on several units in one case; a service of one unit takes one", arguments: availableEngines)
    func opening(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let units = [OfficeFixture.unit(1), OfficeFixture.unit(2)]
            try await fixture.database.write { connection in
                for unit in units { try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: connection) }
            }
            let book = fixture.office.parties
            let lender = try await fixture.database.write { connection in
                try book.ensure(
                    PartyClaim(name: "洪城银行股份有限公司南昌分行", identifier: PartyIdentifier(kind: .creditCode, number: "91360102MA35C3D468"), kind: .enterprise),
                    at: OfficeFixture.noon, in: connection)
            }
            func open(_ service: String, _ role: String, _ subject: String) async throws -> [UnitCode] {
                let id = try await fixture.office.apply(service: service, as: role, subject: subject, by: lender, through: .machine)
                return try await fixture.office.load(id).state.units
            }
            #expect(try await open("mortgage.first", "mortgagee", units.map(\.text).joined(separator: ",")) == units)
            for wrong in ["\(units[0].text),\(units[0].text)", "\(units[0].text),1", ",", ""] {
                await #expect(throws: CaseError.self, "\(wrong)") { try await open("mortgage.first", "mortgagee", wrong) }
            }
            await #expect(throws: CaseError.self) { try await open("mortgage.rank", "mortgagee", units.map(\.text).joined(separator: ",")) }
        }
    }

    @Test("what is done to one of them is done to all of the case's units, and those that are left out are known by their filing", arguments: availableEngines)
    func together(engine: Engine) async throws {
        let service = try #require(try HouseCatalogue.catalogue().service("mortgage.transfer"))
        let test = try #require(service.tests.first { $0.name == "几套房屋共同担保同一债权，一并办理" })
        let acts = try ActPlan.acts(of: service, facts: try TestFacts(test.given, service: service).facts()).acts
        let moved = acts.compactMap { item -> EntryID? in if case .transferMortgage(let act) = item.act { act.mortgage } else { nil } }
        #expect(moved == [EntryID("d-1"), EntryID("d-2")] && Set(acts.map(\.unit)).count == 2)

        try await BookFixture.run(engine) { fixture in
            let units = (5...7).map { OfficeFixture.unit($0) }
            for unit in units { try await fixture.add(unit) }
            let (lender, owner) = (BookFixture.person("bank"), BookFixture.developer)
            let acts = units.map { unit in
                UnitAct(
                    unit: unit,
                    act: .mortgage(
                        CreateMortgage(
                            kind: .ordinary, subject: .landAndHouse, mortgagees: [lender], mortgagors: [owner], debtor: owner, amount: Money(yuan: 1_000_000),
                            from: OfficeFixture.noon.date, until: OfficeFixture.noon.date.adding(years: 3), scope: "主债权", transferBan: false, jointDebt: "HC-1")))
            }
            _ = try await fixture.registrar.file(fixture.filing("F", acts, by: [lender, owner]), caseID: "c1")
            func others(besides known: [UnitCode]) async throws -> [UnitCode] {
                try await fixture.database.read { connection in
                    let page = try #require(try FolioRecords.find(units[0], region: BookFixture.region, in: connection)).folio
                    let picked = try #require(page.mortgages.first)
                    return try picked.unitsOfDebt(besides: Set(known), region: BookFixture.region, in: connection)
                }
            }
            #expect(try await others(besides: [units[0]]) == [units[1], units[2]])
            #expect(try await others(besides: units) == [])
            let release = UnitAct(unit: units[2], act: .endMortgage(EndMortgage(mortgage: EntryID("F-3"), reason: .waived)))
            _ = try await fixture.registrar.file(fixture.filing("R", [release], by: [lender], sequence: 2), caseID: "c2")
            #expect(try await others(besides: [units[0]]) == [units[1]], "one that was released secures it no longer")
        }
    }
}
