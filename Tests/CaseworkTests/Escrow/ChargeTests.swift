import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Fees that the parties agreed to have paid out of custody: each is paid once, after the registration and the old loan, by whoever owes it.
@Suite("Charges out of custody") struct ChargeTests {
    private static let agency = "36050100000000008888"
    private static let ofSeller = ["brokerage-seller": "3000 南昌安居房产经纪有限公司 中国建设银行南昌分行 \(agency)"]
    private static let ofBoth = ofSeller.merging(["brokerage-buyer": "5,000.50\n南昌安居房产经纪有限公司\n中国建设银行 南昌分行\n3605 0100 0000 0000 8888"]) { $1 }

    @Test("the buyer's come in on top of the price, the seller's go off the rest, and both are paid when the old loan is settled", arguments: availableEngines)
    func both(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: Self.ofBoth) { sale in
            try await sale.turn(3)
            #expect(try await sale.state.waiting?.reason == "等待自有资金存入监管账户")
            sale.money.payIn(Money(fen: 60_500_050), source: "own-funds", from: "BUYER-1")
            sale.money.state.withLock { $0.silentOnSettlement = true }
            try await sale.ring()
            try await sale.turn(8)
            #expect(try await sale.state.registration != nil)
            #expect(sale.money.got("OLD-1") == Money(yuan: 300_000) && sale.money.got(Self.agency) == .zero, "the old loan first")
            sale.money.state.withLock { $0.silentOnSettlement = false }
            try await sale.turn(12, seconds: 35)
            let book = try await sale.book
            #expect(book.phase == .cleared, "\(book.waitsFor(on: sale.clock.now.date))")
            #expect(sale.money.got(Self.agency) == Money(fen: 800_050) && sale.money.balance == .zero)
            #expect(sale.money.got(MoneyCase.restAccount) == Money(yuan: 697_000))
            #expect(book.terms.charges.map(book.terms.isOffTheRest) == [true, false])
            #expect(Set(book.terms.charges.map(\.account)).count == 1, "one account, though each side named it")
            try await sale.audited()
        }
    }

    @Test("the custodian's own fee goes to an account in the custodian's name, whatever was typed", arguments: availableEngines)
    func custodian(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: ["custody-fee": "800 某某 某银行 88010000"]) { sale in
            try await sale.register()
            try await sale.turn(6)
            let name = try await sale.book.terms.charges.first?.account
            let holder = try await sale.office.escrowAccounts(of: MoneyCase.id).known[name ?? ""]?.holder
            #expect(holder == sale.office.custodians.first { $0.code == PlayedMoney.custodian }?.name && holder != "某某")
            #expect(sale.money.got("88010000") == Money(yuan: 800) && sale.money.got(MoneyCase.restAccount) == Money(yuan: 699_200))
            try await sale.audited()
        }
    }

    @Test("where the custodian has stated its tariff, its fee goes to the very account that it states", arguments: availableEngines)
    func stated(engine: Engine) async throws {
        let stated = PlayedMoney.tariff(MoneyCase.unit, Money(yuan: 1_000_000), Money(yuan: 3_000), at: PlayedMoney.custodian, on: OfficeFixture.noon.date).account
        // Typed with other brackets and another name of the bank: the same account.
        let typed = "3000 \(PlayedMoney.custodian)(收费专户) 某银行营业部 \(stated.number)"
        try await MoneyCase.run(engine, charges: ["custody-fee": typed], tariff: Money(yuan: 3_000)) { sale in
            let facts = try await sale.office.facts(for: sale.office.load(MoneyCase.id))
            #expect(CustodyFeeAsStated().findings(facts).isEmpty)
            try await sale.register()
            try await sale.turn(6)
            let name = try await sale.book.terms.charges.first?.account
            #expect(try await sale.office.escrowAccounts(of: MoneyCase.id).known[name ?? ""] == stated)
            #expect(sale.money.got(stated.number) == Money(yuan: 3_000) && sale.money.got(MoneyCase.restAccount) == Money(yuan: 697_000))
            try await sale.audited()
        }
    }

    @Test("an account that takes no fee keeps nobody else's money, and a person names another of the same holder", arguments: availableEngines)
    func failing(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: Self.ofSeller) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { $0.failing["charge"] = 5 }
            try await sale.payIn()
            try await sale.turn(30, seconds: 200)
            #expect(try await sale.state.registration != nil)
            #expect(try await sale.book.stuck == ["charge-brokerage-seller"])
            #expect(sale.money.got(MoneyCase.restAccount) == Money(yuan: 697_000) && sale.money.got(Self.agency) == .zero)
            #expect(sale.money.balance == Money(yuan: 3_000), "it stays in custody")
            let other = MoneyAccount(holder: "南昌安居房产经纪有限公司", bank: "中国银行", number: "36050100000000009999")
            var strange = other
            strange.holder = "张卖"
            await #expect(throws: CaseError.self) {
                try await sale.office.redirectMoney(MoneyCase.id, item: "charge-brokerage-seller", to: strange, reason: "核实", by: OfficeFixture.official("li"))
            }
            try await sale.office.redirectMoney(MoneyCase.id, item: "charge-brokerage-seller", to: other, reason: "收款单位书面更正", by: OfficeFixture.official("li"))
            try await sale.turn(6, seconds: 35)
            #expect(sale.money.got(other.number) == Money(yuan: 3_000))
            #expect(try await sale.book.phase == .cleared)
            #expect(try await sale.state.phase == .completed)
            try await sale.audited()
        }
    }

    @Test("a sale that comes to nothing pays no fee: the buyer's comes back with the rest", arguments: availableEngines)
    func withdrawn(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: Self.ofBoth) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 99 }
            sale.money.payIn(Money(fen: 60_500_050), source: "own-funds", from: "BUYER-1")
            try await sale.ring()
            for _ in 0..<4 { try await sale.carryOn() }
            try await sale.office.withdraw(MoneyCase.id, reason: "协商一致", by: .system)
            for _ in 0..<8 {
                await sale.desk.tick()
                try await sale.desk.deliverDue()
                sale.clock.advance(35)
            }
            #expect(sale.money.got("BUYER-1") == Money(fen: 60_500_050) && sale.money.got(Self.agency) == .zero)
            try await sale.returned([:])
        }
    }

    @Test("money for other fees than those agreed on secures nothing", arguments: availableEngines)
    func changed(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: Self.ofSeller) { sale in
            try await sale.turn(2)
            let events: [CaseEvent] =
                [.answered(Answered(fields: ["brokerage-seller": "no"]))] + ["check", "sign"].map { .stepDone(StepDone(step: $0)) }
            _ = try await sale.office.store(
                events.map { CaseAction(at: sale.clock.now, actor: .system, event: $0) }, on: sale.office.load(MoneyCase.id), runAt: nil)
            try await sale.payIn()
            try await sale.turn(6)
            #expect(try await sale.state.registration == nil)
            #expect(try await sale.state.waiting?.reason.contains("不一致") == true)
        }
    }
}
