import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Testing

/// The wizard as people and programs meet it.
@Suite("The wizard's pages and API") struct TransferWayTests {
    private let page = "/transfer-ways"
    private let api = "/api/v1/transfer-ways"
    private let unit = RealPortal.unit.text

    private func owner(_ portal: TestPortal, _ office: CaseOffice) async throws -> Browser {
        let party = try await office.database.read { try FolioRecords.find(RealPortal.unit, region: testRegion, in: $0)?.folio.ownership?.holders.first?.party }
        return try await portal.session(SignedIn(party: try #require(party), name: "王芳"))
    }

    /// A bank's mortgage on the home.
    private func mortgage(_ office: CaseOffice) async throws {
        let parties = office.parties
        let (bank, owner) = try await office.database.write { connection in
            let bank = try parties.ensure(
                PartyClaim(name: "洪城银行股份有限公司", identifier: PartyIdentifier(kind: .creditCode, number: "91360102MA35C3D468"), kind: .enterprise), at: testNoon,
                in: connection)
            return (bank, try FolioRecords.find(RealPortal.unit, region: testRegion, in: connection)?.folio.ownership?.holders.first?.party)
        }
        let act = Act.mortgage(
            CreateMortgage(
                kind: .ordinary, subject: .landAndHouse, mortgagees: [bank], mortgagors: [try #require(owner)], debtor: nil, amount: Money(yuan: 500_000),
                from: LegalDate(year: 2026, month: 4, day: 1)!, until: LegalDate(year: 2046, month: 4, day: 1)!, scope: "主债权", transferBan: true))
        _ = try await office.registrar.file(
            Filing(
                id: "mortgage", acceptedAt: testNoon, sequence: 2, registeredAt: testNoon, basis: .application(by: [bank, try #require(owner)], pledged: []),
                acts: [UnitAct(unit: RealPortal.unit, act: act)]), caseID: "m")
    }

    @Test("a home is chosen among one's own, each question is asked once, and the right service opens in one's own role", arguments: availableEngines)
    func walk(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            try await mortgage(office)
            let owner = try await owner(portal, office)
            let first = try await owner.get(page)
            #expect(first.status == .ok && first.text.contains("滨江路100号") && first.text.contains("unit=\(unit)"))
            let question = try await owner.get("\(page)?unit=\(unit)")
            #expect(question.text.contains("房屋怎样转移？") && !question.text.contains("房屋上现有的抵押权？"), "the register's word isn't asked for")
            let loan = try await owner.get("\(page)?unit=\(unit)&transfer=sale")
            #expect(loan.text.contains("由谁贷款？") && loan.text.contains("洪城银行股份有限公司"))
            let answer = try await owner.get("\(page)?unit=\(unit)&transfer=sale&loan=standing-lender")
            #expect(answer.text.contains("适合您的办理方式") && answer.text.contains("action=\"/apply/transfer.mortgaged.same-lender\""))
            #expect(answer.text.contains("作为出卖人开始办理") && answer.text.contains("value=\"seller\"") && answer.text.contains("禁止转让"))
            #expect(answer.text.contains("买方的贷款不是由现在的抵押权人发放。") == false && answer.text.contains("不贷款，或者由现在的抵押权人贷款的，有更简便的方式。"))
        }
    }

    @Test("whoever has no part in the page learns that it is mortgaged, and neither by whom nor how", arguments: availableEngines)
    func strangers(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            try await mortgage(office)
            for browser in [portal.anonymous, try await portal.browser(.bank), try await portal.official([.clerk])] {
                for link in ["\(page)?unit=\(unit)&transfer=sale&loan=standing-lender", "\(api)?unit=\(unit)&transfer=sale&loan=standing-lender"] {
                    let response = try await browser.get(link)
                    #expect(response.status == .ok && response.text.contains("transfer.mortgaged.same-lender"))
                    for secret in ["洪城银行", "登记了禁止转让的约定", "王芳", "王*"] { #expect(!response.text.contains(secret), "\(link) \(secret)") }
                }
            }
            // A clerk takes the application in at the counter, for that very unit.
            let clerk = try await portal.official([.clerk]).get("\(page)?unit=\(unit)&transfer=sale&loan=standing-lender")
            let form = "/office/counter/new/transfer.mortgaged.same-lender?subject=\(unit)"
            #expect(clerk.text.contains(form))
            let counter = try await portal.official([.clerk]).get(form)
            #expect(counter.text.contains("value=\"\(unit)\""))
        }
    }

    @Test("a wrong number, one without a page, and an answer that isn't one are told, each with its code")
    func refusals() async throws {
        try await RealPortal.run { portal, _ in
            let browser = portal.anonymous
            let wrong = try await browser.get("\(page)?unit=123")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("value=\"123\"") && wrong.text.contains("aria-invalid"))
            let missing = try await browser.get("\(page)?unit=360102001001GB00001F00019999")
            #expect(missing.status == .unprocessableContent && missing.text.contains("没有这个不动产单元"))
            let malformed = try await browser.get("\(api)?unit=123")
            #expect(malformed.json["code"] as? String == "bad-unit-code")
            let unknown = try await browser.get("\(api)?unit=360102001001GB00001F00019999")
            #expect(unknown.json["code"] as? String == "unknown-unit")
            let foreign = try await browser.get("\(api)?transfer=theft")
            #expect(foreign.json["code"] as? String == "invalid")
        }
    }

    @Test("answers alone lead on too, and what nothing suits is said with every reason")
    func answersAlone() async throws {
        try await RealPortal.run { portal, _ in
            let browser = portal.anonymous
            let start = try await browser.get(api)
            #expect((start.json["questions"] as? [[String: Any]])?.first?["fact"] as? String == "mortgage" && start.json["right"] == nil)
            let none = try await browser.get("\(api)?mortgage=standing&transfer=inheritance&loan=none&debt=repaid&notices=none")
            #expect(none.json["right"] == nil && (none.json["questions"] as? [Any])?.isEmpty == true, "\(none.text)")
            let ways = try #require(none.json["ways"] as? [[String: Any]])
            #expect(ways.allSatisfy { $0["suits"] as? String == "no" && ($0["against"] as? [Any])?.isEmpty == false })
            let page = try await browser.get("\(page)?unit=&mortgage=standing&transfer=inheritance&loan=none&debt=repaid&notices=none")
            #expect(page.text.contains("没有一项网上服务完全适合"))
            let right = try await browser.get("\(api)?mortgage=standing&transfer=inheritance&debt=stays&loan=none&notices=none")
            #expect(right.json["right"] as? String == "transfer.mortgaged.inheritance", "\(right.text)")
        }
    }

    @Test("the wizard is found from the first page, the services, and each service that it chooses among")
    func links() async throws {
        try await RealPortal.run { portal, _ in
            for place in ["/", "/services", "/services/transfer.mortgaged.new-rank", "/services/transfer.existing.sale"] {
                let linking = try await portal.anonymous.get(place)
                #expect(linking.text.contains("href=\"/transfer-ways\""), "\(place)")
            }
            let other = try await portal.anonymous.get("/services/mortgage.first")
            #expect(!other.text.contains("href=\"/transfer-ways\""))
        }
    }

    @Test("several units go into one case where the service takes them, and one alone where it doesn't", arguments: availableEngines)
    func several(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let owner = try await owner(portal, office)
            let form = try await owner.get("/apply/mortgage.first?role=mortgagor")
            #expect(form.text.contains("type=\"checkbox\"") && form.text.contains("其他不动产单元号"))
            let twice = try await owner.post("/apply/mortgage.first", [("role", "mortgagor"), ("subject", unit), ("subject", "\(unit)\n")])
            #expect(twice.status == .unprocessableContent && twice.text.contains("填写了两次"))
            let wrong = try await owner.post("/apply/mortgage.first", [("role", "mortgagor"), ("subject", unit), ("subject", "360102001001GB00001F0001010\n7")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("360102001001GB00001F0001010"), "what was typed is kept")
            let single = try await owner.post("/apply/transfer.existing.sale", [("role", "seller"), ("subject", unit), ("subject", unit)])
            #expect(single.status == .unprocessableContent && single.text.contains("一次办理一个"))
            let chosen = try await owner.get("/apply/transfer.existing.sale?role=seller&unit=\(unit)")
            #expect(chosen.text.contains("滨江路100号"))
        }
    }
}
