import Catalogue
import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// What the custodian takes for holding the money is its own word: asked for where it is to be paid out of custody, and nowhere else.
@Suite("The custodian's tariff") struct TariffTests {
    private static let field = "custody-fee"
    private static func seller(_ sale: MoneyCase) async throws -> PartyID { try #require(try await sale.state.applicants.first?.party.id) }

    /// Fills in, and lets the engine do what follows from it.
    private static func fillIn(_ sale: MoneyCase, _ fields: [String: String]) async throws {
        try await sale.office.fillIn(MoneyCase.id, fields, by: seller(sale))
        _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
    }

    private static func findings(_ sale: MoneyCase) async throws -> [Finding] {
        CustodyFeeAsStated().findings(try await sale.office.facts(for: sale.office.load(MoneyCase.id)))
    }

    private static func asked(_ sale: MoneyCase) -> Int { sale.money.asked(Custody.Tariff.name) }

    @Test("nobody is asked where no fee is paid out of custody; who pays by tariff types nothing", arguments: availableEngines)
    func byTariff(engine: Engine) async throws {
        try await MoneyCase.run(engine, isDraft: true) { sale in
            sale.money.state.withLock { $0.fee = Money(yuan: 3_000) }
            try await Self.fillIn(sale, ["brokerage-seller": "no", Self.field: "no"])
            #expect(Self.asked(sale) == 0)
            #expect(try await sale.state.materials[CaseFacts.tariffMaterial] == nil)

            try await Self.fillIn(sale, [Self.field: ChargeText.byTariff])
            let answer = try await sale.state.answers[Self.field] ?? ""
            let kept = try #require(KeptCharge(answer))
            let account = try await sale.office.escrowAccounts(of: MoneyCase.id).known[kept.account]
            #expect(kept.amount == Money(yuan: 3_000) && account?.holder == "\(PlayedMoney.custodian)（收费专户）")
            let material = try #require(try await sale.state.materials[CaseFacts.tariffMaterial])
            #expect(material.state == .fetched && material.institution == PlayedMoney.custodian && material.evidence != nil)
            #expect(try await Self.findings(sale).isEmpty)
            let asked = Self.asked(sale)
            #expect(asked == 2, "once for the answer, once as evidence")

            // What is there stays as it was signed, whatever else is filled in.
            try await Self.fillIn(sale, ["brokerage-seller": "no"])
            #expect(Self.asked(sale) == asked)

            // Another custodian is asked for its own.
            try await Self.fillIn(sale, ["custodian": PlayedMoney.second])
            #expect(Self.asked(sale) == asked + 1)
            #expect(try await sale.state.materials[CaseFacts.tariffMaterial]?.institution == PlayedMoney.second)
            #expect(try await Self.findings(sale).first?.message.contains("收款单位或者账号") == true)
            try await Self.fillIn(sale, [Self.field: ChargeText.byTariff])
            #expect(try await Self.findings(sale).isEmpty)
        }
    }

    @Test("what is typed is held against what is stated: amount, payee and account; taken back it is nobody's matter", arguments: availableEngines)
    func typed(engine: Engine) async throws {
        try await MoneyCase.run(engine, isDraft: true) { sale in
            sale.money.state.withLock { $0.fee = Money(yuan: 3_000) }
            let account = PlayedMoney.tariff(MoneyCase.unit, Money(yuan: 1_000_000), Money(yuan: 3_000), at: PlayedMoney.custodian, on: sale.clock.now.date).account
            for (text, wrong) in [
                ("2999 \(account.holder) 某银行 \(account.number)", "金额填写的是2,999.00元"), ("3000 某某公司 某银行 \(account.number)", "收款单位或者账号"),
                ("3000 \(account.holder) 某银行 88029999", "收款单位或者账号"),
            ] {
                try await Self.fillIn(sale, [Self.field: text])
                let found = try await Self.findings(sale)
                #expect(found.count == 1 && found.first.map(CaseReader.official.told)?.contains(wrong) == true && found.first.map(CaseReader.official.told)?.contains("3,000.00元") == true, "\(text): \(found)")
                #expect(found.first?.remedy.contains("按监管机构的收费标准支付") == true)
            }
            try await Self.fillIn(sale, [Self.field: "3000 \(account.holder) 别的写法 \(account.number)"])
            #expect(try await Self.findings(sale).isEmpty)
            try await Self.fillIn(sale, [Self.field: "no"])
            #expect(try await Self.findings(sale).isEmpty)
        }
    }

    @Test("a custodian that states none, or refuses the question, leaves it to the parties; one that takes nothing is paid nothing", arguments: availableEngines)
    func none(engine: Engine) async throws {
        try await MoneyCase.run(engine, isDraft: true) { sale in
            let seller = try await Self.seller(sale)
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, [Self.field: ChargeText.byTariff], by: seller) }
            try await Self.fillIn(sale, [Self.field: "800 某某 某银行 88010000"])
            #expect(try await sale.state.materials[CaseFacts.tariffMaterial]?.state == .notFound)
            #expect(try await Self.findings(sale).isEmpty)

            sale.money.state.withLock { state in
                state.fee = Money(yuan: 3_000)
                state.failing[Custody.Tariff.name] = 1
            }
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, [Self.field: ChargeText.byTariff], by: seller) }
            // Nobody else has a tariff, and nobody is asked before a custodian is chosen.
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, ["brokerage-seller": ChargeText.byTariff], by: seller) }
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, ["custodian": "", Self.field: ChargeText.byTariff], by: seller) }

            // One that doesn't answer is told at once on the form; what was typed meanwhile waits for it.
            sale.money.state.withLock { $0.lost[Custody.Tariff.name] = 99 }
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, [Self.field: ChargeText.byTariff], by: seller) }
            try await Self.fillIn(sale, ["custodian": PlayedMoney.second])
            #expect(try await sale.state.materials[CaseFacts.tariffMaterial]?.state == .unavailable)
            #expect(try await Self.findings(sale).map(\.consequence) == [.wait])
            sale.money.state.withLock { $0.lost = [:] }
            sale.clock.advance(400)
            _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
            #expect(try await sale.state.materials[CaseFacts.tariffMaterial]?.state == .fetched)
            #expect(try await Self.findings(sale).first.map(CaseReader.official.told)?.contains("本次应付3,000.00元") == true)

            sale.money.state.withLock { $0.fee = .zero }
            try await Self.fillIn(sale, [Self.field: ChargeText.byTariff])
            #expect(try await sale.state.answers[Self.field] == KeptCharge.none)
        }
    }

    // MARK: the check alone

    private static func facts(_ change: (inout Custody.Tariff.Answer) -> Void = { _ in }) throws -> CaseFacts {
        var facts = CaseFacts(service: MoneyCase.service, today: OfficeFixture.noon.date)
        var stated = PlayedMoney.tariff(MoneyCase.unit, Money(yuan: 1_000_000), Money(yuan: 3_000), at: PlayedMoney.custodian, on: OfficeFixture.noon.date)
        facts.custodyFee = CaseFacts.CustodyFee(amount: Money(yuan: 3_000), bearer: .seller, account: stated.account)
        change(&stated)
        let contract = Housing.Contract(
            number: "K1", unit: MoneyCase.unit, project: nil, location: "南昌", sellers: [], buyers: [], coOwnership: .sole, price: Money(yuan: 1_000_000), paid: .zero,
            area: Area(hundredths: 9_530), paymentMethod: .loan, filedOn: OfficeFixture.noon.date)
        facts.materials["sale-contract"] = Material(try JSONValue(parsing: CanonicalJSON.encode(contract)))
        facts.materials[CaseFacts.tariffMaterial] = Material(try JSONValue(parsing: CanonicalJSON.encode(stated)))
        return facts
    }

    @Test("a tariff for another price, one that has run out, and a custodian that takes nothing are told apart; one accepted in time holds")
    func check() throws {
        func found(_ facts: CaseFacts) -> String { CustodyFeeAsStated().findings(facts).map(\.message).joined() }
        #expect(try found(Self.facts()) == "")
        #expect(try found(Self.facts { $0.price = Money(yuan: 900_000) }).contains("另一个合同价款"))
        #expect(try found(Self.facts { $0.fee = .zero }).contains("不收费"))
        #expect(try found(Self.facts { $0.validUntil = OfficeFixture.noon.date.adding(days: -1) }).contains("有效"))
        var accepted = try Self.facts { $0.validUntil = OfficeFixture.noon.date.adding(days: -1) }
        accepted.acceptedAt = OfficeFixture.noon.adding(seconds: -3 * 86_400)
        #expect(found(accepted) == "")
        var silent = try Self.facts()
        silent.materials[CaseFacts.tariffMaterial] = nil
        silent.missing[CaseFacts.tariffMaterial] = .unavailable("公证处")
        #expect(CustodyFeeAsStated().findings(silent).map(\.consequence) == [.wait])
        silent.missing[CaseFacts.tariffMaterial] = .notFound
        #expect(CustodyFeeAsStated().findings(silent).isEmpty)
        silent.custodyFee = nil
        #expect(CustodyFeeAsStated().findings(silent).isEmpty)
    }
}
