import Register
import Testing

@testable import Catalogue

/// Fees out of custody in the catalogue: stated by a field, owed by a side, never a tax.
@Suite("Charges in the catalogue") struct ChargeTermsTests {
    private static let sound = SmallCatalogue()
        .replacing(
            "  - name: from\n", with: """
                  - { name: custodian, label: 资金监管机构, type: custodian, required: true }
                  - { name: rest, label: 收款账户, type: account, required: true }
                  - { name: agent, label: 中介服务费, type: charge, required: false }
                  - name: from

                """
        )
        .replacing("fee, decide, register, certify, push", with: "fee, secure, decide, register, certify, settle, push")
        .replacing(
            "archive: permanent\n", with: """
                money: { custodian: custodian, price: sale-contract, paid-by: buyer, rest-to: buyer, rest-account: rest, charges: [{ field: agent, kind: brokerage, borne-by: buyer }], working-days: 20 }
                archive: permanent

                """)

    @Test("are read as they are written")
    func read() throws {
        #expect(Self.sound.problems() == [])
        #expect(try Self.sound.load().service("transfer.small")?.money?.charges == [MoneyCharge(field: "agent", kind: .brokerage, borneBy: "buyer")])
    }

    @Test(
        "what is wrong is reported once, at its exact line and column",
        arguments: [
            Spoilt(old: "field: agent", new: "field: agnt", code: .unknownName, at: "agnt", says: "是否指“agent”？"),
            Spoilt(old: "field: agent", new: "field: rest", code: .unknownName, at: "rest, kind", says: "未知的从监管资金中支付的费用一项“rest”"),
            Spoilt(old: "kind: brokerage", new: "kind: deed-tax", code: .unknownName, at: "deed-tax", says: "deed-tax"),
            Spoilt(old: "borne-by: buyer", new: "borne-by: bank", code: .unknownName, at: "bank }", says: "未知的承担费用的申请人身份“bank”"),
            Spoilt(old: "type: charge, required: false", new: "type: charge, required: true", code: .badCombination, at: "true }\n  - name: from", says: "“required”应为false"),
            Spoilt(old: "charges: [{ field: agent, kind: brokerage, borne-by: buyer }], ", new: "", code: .badCombination, at: "charge, required", says: "没有写明这项费用由谁承担"),
        ])
    func reported(_ spoilt: Spoilt) throws {
        let catalogue = Self.sound.replacing(spoilt.old, with: spoilt.new)
        let problems = catalogue.problems()
        #expect(problems.count == 1, "\(problems)")
        let problem = try #require(problems.first)
        #expect(problem.code == spoilt.code && problem.message.contains(spoilt.says), "\(problem)")
        #expect(problem.place.description == catalogue.place(of: spoilt.at, in: spoilt.file))
    }

    @Test("a fee needs money that is held")
    func alone() {
        let problems = SmallCatalogue().replacing("  - name: from\n", with: "  - { name: agent, label: 费用, type: charge, required: false }\n  - name: from\n").problems()
        #expect(problems.map(\.message) == ["没有监管的资金，无从支付费用。"])
    }

    @Test("waiting for deposits is only left out of the term where there are any")
    func uncounted() throws {
        let sound = Self.sound.replacing("legal: 30 working days }", with: "legal: 30 working days, not-counted: [deposits] }")
        #expect(sound.problems() == [])
        #expect(try sound.load().service("transfer.small")?.within.notCounted == [.deposits])
        let problems = SmallCatalogue().replacing("legal: 30 working days }", with: "legal: 30 working days, not-counted: [deposits] }").problems()
        #expect(problems.map(\.message) == ["没有监管的资金，不会等待交存。"])
    }

    @Test("is typed on one line or on four, with any of the blanks that people leave")
    func typed() throws {
        for text in [
            "3000.00 南昌安居房产经纪有限公司 中国银行南昌分行 6217000010001234567", "3,000元\n南昌安居 房产经纪有限公司\n中国银行 南昌分行\n6217 0000 1000 1234567",
        ] {
            let charge = try #require(ChargeText(text), "\(text)")
            #expect(charge.amount == Money(yuan: 3_000) && charge.payee == "南昌安居房产经纪有限公司")
            #expect(charge.account == AccountText("中国银行南昌分行 6217000010001234567"))
        }
        for text in [
            "", "3000", "0 某公司 某银行 62170000", "-5 某公司 某银行 62170000", "3000 某公司 62170000", "3000 某银行 62170000 某公司", "10000000.01 某公司 某银行 62170000",
            "3000\n某公司\n\n62170000", "3000.001 某公司 某银行 62170000", String(repeating: "长", count: 300),
        ] { #expect(ChargeText(text) == nil, "\(text)") }
        let kept = KeptCharge(amount: Money(yuan: 3_000), account: "typed-1", number: "6217000010001234567")
        #expect(kept.answer == "charge:300000:typed-1:4567" && KeptCharge(kept.answer) == kept)
        #expect(kept.shown == "3,000.00元，付到尾号4567的账户")
        for text in ["charge:0:typed-1:4567", "charge:x:typed-1:4567", "charge:1::4567", "account:1:typed-1:4567", "charge:9223372036854775807:t:4567"] {
            #expect(KeptCharge(text) == nil, "\(text)")
        }
    }
}
