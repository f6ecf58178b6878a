import Testing

@testable import Catalogue

/// The small service with money that is held, and ways to spoil it.
@Suite("Money in the catalogue") struct MoneyTermsTests {
    private static let sound = SmallCatalogue()
        .replacing(
            "  - name: from\n", with: """
                  - { name: custodian, label: 资金监管机构, type: custodian, required: true }
                  - { name: rest, label: 收款账户, type: account, required: true }
                  - name: from

                """
        )
        .replacing("fee, decide, register, certify, push", with: "fee, secure, decide, register, certify, settle, push")
        .replacing(
            "archive: permanent\n", with: """
                money: { custodian: custodian, price: sale-contract, paid-by: buyer, rest-to: buyer, rest-account: rest, working-days: 20 }
                archive: permanent

                """)

    @Test("is read as it is written")
    func read() throws {
        #expect(Self.sound.problems() == [])
        let service = try #require(try Self.sound.load().service("transfer.small"))
        #expect(
            service.money
                == MoneyTerms(
                    custodian: "custodian", price: "sale-contract", paidBy: "buyer", loans: nil, paysOff: nil, restTo: "buyer", restAccount: "rest",
                    charges: [], workingDays: 20))
        #expect(try SmallCatalogue().load().service("transfer.small")?.money == nil)
    }

    @Test(
        "what is wrong is reported once, at its exact line and column",
        arguments: [
            Spoilt(old: "custodian: custodian,", new: "custodian: custodan,", code: .unknownName, at: "custodan", says: "是否指“custodian”？"),
            Spoilt(old: "custodian: custodian,", new: "custodian: delivery,", code: .unknownName, at: "delivery, price", says: "未知的资金监管机构一项“delivery”"),
            Spoilt(old: "rest-account: rest", new: "rest-account: address", code: .unknownName, at: "address, working", says: "未知的收款账户一项“address”"),
            Spoilt(old: "price: sale-contract", new: "price: sale-contrct", code: .unknownName, at: "sale-contrct", says: "是否指“sale-contract”？"),
            Spoilt(old: "paid-by: buyer", new: "paid-by: byer", code: .unknownName, at: "byer", says: "未知的申请人身份“byer”，是否指“buyer”？"),
            Spoilt(old: "working-days: 20", new: "working-days: 0", code: .badValue, at: "0 }", says: "应在1到90之间"),
            Spoilt(
                old: "type: custodian, required: true", new: "type: custodian, required: false", code: .badCombination, at: "false }", says: "“required”应为true"),
            Spoilt(old: "fee, secure, decide", new: "fee, decide", code: .badCombination, at: "{ custodian: custodian", says: "“steps”中却没有secure"),
            Spoilt(old: "certify, settle, push", new: "certify, push", code: .badCombination, at: "{ custodian: custodian", says: "“steps”中却没有settle"),
            Spoilt(
                old: "fee, secure, decide, register, certify, settle", new: "fee, decide, secure, register, certify, settle", code: .badCombination,
                at: "secure, register", says: "步骤“secure”应在“decide”之前。"),
        ])
    func reported(_ spoilt: Spoilt) throws {
        let catalogue = Self.sound.replacing(spoilt.old, with: spoilt.new)
        let problems = catalogue.problems()
        #expect(problems.count == 1, "\(problems)")
        let problem = try #require(problems.first)
        #expect(problem.code == spoilt.code && problem.message.contains(spoilt.says), "\(problem)")
        #expect(problem.place.description == catalogue.place(of: spoilt.at, in: spoilt.file))
    }

    @Test("steps that hold money need to know whose")
    func stepsAlone() {
        let problems = SmallCatalogue().replacing("fee, decide", with: "fee, secure, decide").problems()
        #expect(problems.map(\.message) == ["没有写明“money”，不需要secure步骤。"])
    }

    @Test("an account is a bank and a number, typed as people do")
    func accounts() throws {
        let account = try #require(AccountText("中国银行 南昌分行  6217 0000 1000 1234567"))
        #expect(account.bank == "中国银行南昌分行")
        #expect(account.number == "6217000010001234567")
        for text in ["", "6217000010001234567", "中国银行", "中国银行 1234567", "中国银行 62170000x0001234567", "行 6217000010001234567"] {
            #expect(AccountText(text) == nil, "\(text)")
        }
        let kept = KeptAccount(name: "a1b2", number: account.number)
        #expect(kept.answer == "account:a1b2:4567")
        #expect(KeptAccount(kept.answer) == kept)
        #expect(kept.shown == "尾号4567的账户")
        let whose = try #require(AccountText("中国银行南昌分行 6217 0000 1000 1234567 户名：JOHN SMITH"))
        #expect(whose.holder == "JOHN SMITH" && whose.number == account.number && account.holder == nil)
        #expect(AccountText("中国银行南昌分行 6217000010001234567 户名") == nil && AccountText("中国银行南昌分行 6217000010001234567 张三") == nil)
        let named = KeptAccount(name: "a1b2", number: account.number, holder: "p1")
        #expect(named.answer == "account:a1b2:4567:p1" && KeptAccount(named.answer) == named && named.shown == kept.shown && KeptAccount("account:a1b2:4567:") == nil)
        for text in ["account::4567", "account:a1b2", "named:a1b2:4567", "account:a1b2:456"] { #expect(KeptAccount(text) == nil, "\(text)") }
    }
}
