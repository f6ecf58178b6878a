import Catalogue
import Register
import Foundation
import Testing

@testable import Casework
@testable import Exchange
@testable import Portal

@Suite("Questions about money in custody") struct MoneyQuestionTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let notary = DepartmentDirectory.Institution(code: "12360100MB1G12347G", name: "南昌市某某公证处")

    private static func field(_ name: String) throws -> FormField {
        let catalogue = try CatalogueLoader.load(folder: root.appendingPathComponent("catalogue").path, primitives: CaseworkPrimitives.all)
        return try #require(catalogue.service("transfer.mortgaged.paid")?.field(name))
    }

    @Test("who is connected can be chosen, by name; where nobody is, the page says so")
    func custodians() throws {
        let field = try Self.field("custodian")
        let html = QuestionMarkup.field(field, value: Self.notary.code, error: nil, units: [], custodians: [Self.notary]).text
        #expect(html.contains("南昌市某某公证处") && html.contains("value=\"12360100MB1G12347G\" checked"))
        #expect(QuestionMarkup.field(field, value: "", error: nil, units: [], custodians: []).text.contains("没有联通的资金监管机构"))
    }

    @Test("an account that was named is known by its last digits and never written out again")
    func account() throws {
        let field = try Self.field("rest")
        let kept = KeptAccount(name: "typed-1", number: "6217000010001234567")
        let html = QuestionMarkup.field(field, value: kept.answer, error: nil, units: [], custodians: []).text
        #expect(html.contains("已填写：尾号4567的账户") && html.contains("value=\"\"") && !html.contains("typed-1"))
        #expect(QuestionMarkup.field(field, value: "没有账号", error: "应为开户银行全称", units: [], custodians: []).text.contains("value=\"没有账号\""))
        #expect(CounterMarkup.field(field, value: kept.answer, units: [], custodians: []).text.contains("尾号4567的账户"))
    }

    @Test("an answer is read as people read it")
    func shown() throws {
        var facts = CaseFacts(service: "transfer.mortgaged.paid", today: testNoon.date)
        facts.custodians = [Self.notary]
        #expect(try Self.field("custodian").shown(Self.notary.code, in: facts) == "南昌市某某公证处")
        #expect(try Self.field("rest").shown(KeptAccount(name: "typed-1", number: "6217000010001234567").answer, in: facts) == "尾号4567的账户")
    }
}
