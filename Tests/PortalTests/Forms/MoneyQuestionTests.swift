import Catalogue
import Register
import Testing

@testable import Casework
@testable import Exchange
@testable import Portal

@Suite("Questions about money in custody") struct MoneyQuestionTests {
    private static let notary = DepartmentDirectory.Institution(code: "12360100MB1G12347G", name: "南昌市某某公证处")

    private static func field(_ name: String) throws -> FormField {
        try #require(try RealPortal.catalogue.get().service("transfer.mortgaged.paid")?.field(name))
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

    @Test("a fee is none until somebody chooses it, is asked for in four parts, and stays where nothing new is typed")
    func charge() throws {
        let field = try Self.field("brokerage-buyer")
        func html(_ value: String, _ error: String? = nil) -> String { QuestionMarkup.field(field, value: value, error: error, units: [], custodians: []).text }
        #expect(html("").contains("value=\"no\" checked") && html("no").contains("value=\"no\" checked"))
        let kept = KeptCharge(amount: Money(yuan: 3_000), account: "typed-1", number: "6217000010001234567")
        let shown = html(kept.answer)
        #expect(shown.contains("已填写：3,000.00元，付到尾号4567的账户") && shown.contains("value=\"pay\" checked") && !shown.contains("typed-1"))
        func answer(_ pairs: [(String, String)], isKept: Bool = false) -> String { ChargeMarkup.answer("brokerage-buyer", in: FormFields(pairs), isKept: isKept) }
        let typed = [("brokerage-buyer.amount", "3000"), ("brokerage-buyer.payee", "某公司"), ("brokerage-buyer.bank", "某银行"), ("brokerage-buyer.number", "6217 0000 1000")]
        #expect(answer([("brokerage-buyer", "no")] + typed) == "no", "what stands beside a no is nothing")
        #expect(ChargeText(answer([("brokerage-buyer", "pay")] + typed))?.amount == Money(yuan: 3_000))
        #expect(answer([("brokerage-buyer", "pay")], isKept: true) == "")
        #expect(field.problem(with: answer([("brokerage-buyer", "pay")])) != nil, "chosen and not stated")
        let half = answer([("brokerage-buyer", "pay"), ("brokerage-buyer.payee", "某\n公司")])
        #expect(field.problem(with: half) != nil && html(half, "应写明金额").contains("value=\"某公司\""), "what was typed isn't lost")
        #expect(CounterMarkup.field(field, value: kept.answer, units: [], custodians: []).text.contains("付到尾号4567的账户"))
    }

    @Test("an answer is read as people read it")
    func shown() throws {
        var facts = CaseFacts(service: "transfer.mortgaged.paid", today: testNoon.date)
        facts.custodians = [Self.notary]
        #expect(try Self.field("custodian").shown(Self.notary.code, in: facts) == "南昌市某某公证处")
        let charge = try Self.field("custody-fee")
        #expect(charge.shown("no", in: facts) == "不从监管资金中支付")
        #expect(charge.shown("charge:80000:typed-1:4567", in: facts) == "800.00元，付到尾号4567的账户")
        #expect(try Self.field("rest").shown(KeptAccount(name: "typed-1", number: "6217000010001234567").answer, in: facts) == "尾号4567的账户")
    }
}
