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

/// A home of two owners is sold: the rest goes to an account of one of them, as all have signed, and in that one's name alone.
@Suite("The rest of co-owners") struct CoSellersTests {
    private static let account = "中国银行南昌分行 \(MoneyCase.restAccount)"

    @Test("is paid to the one whose account all have signed", arguments: availableEngines)
    func paid(engine: Engine) async throws {
        try await MoneyCase.run(engine, coSeller: true, rest: "\(Self.account) 户名陈卖") { sale in
            let seller = try await sale.state.applicants[1]
            #expect(try await sale.state.answers["rest"]?.hasSuffix(":4567:\(seller.party.id.text)") == true)
            let facts = try await sale.office.facts(for: sale.office.load(MoneyCase.id))
            let field = try #require(try await sale.office.service(of: sale.state).field("rest"))
            #expect(field.shown(facts.answers["rest"] ?? "", in: facts) == "尾号4567的账户（户名：陈卖）")
            try await sale.register()
            try await sale.turn(4)
            try await sale.cleared()
            #expect(sale.money.holders(MoneyCase.restAccount) == ["陈卖"])
        }
    }

    @Test("waits where nobody said whose account it is, and nobody can sign for that", arguments: availableEngines)
    func unsaid(engine: Engine) async throws {
        try await MoneyCase.run(engine, isDraft: true, coSeller: true, rest: Self.account) { sale in
            let state = try await sale.state
            #expect(try sale.office.service(of: state).money?.restProblem(state) == RestHolder.unsaid)
            let seller = state.applicants[0].party.id
            let incomplete = await #expect(throws: AnswersIncomplete.self) { try await sale.office.sign(MoneyCase.id, method: "counter", accepted: [], by: seller) }
            #expect(incomplete?.problems.map(\.field) == ["rest"])
            await #expect(throws: CaseError.self) { try await sale.office.answer(MoneyCase.id, ["rest": "\(Self.account) 户名李买"], by: seller) }
            try await sale.office.answer(MoneyCase.id, ["rest": "\(Self.account) 户名 张卖"], by: seller)
            let next = try await sale.state
            #expect(try sale.office.service(of: next).money?.restProblem(next) == nil)
            #expect(next.answers["rest"]?.hasSuffix(seller.text) == true)
            // A party that isn't one of the sellers, smuggled in in the form in which answers are kept: only the office writes that form.
            let buyer = state.applicants[2].party.id
            await #expect(throws: CaseError.self) {
                try await sale.office.answer(MoneyCase.id, ["rest": KeptAccount(name: "typed-1", number: "12345678", holder: buyer.text).answer], by: seller)
            }
            #expect(try await sale.state.answers["rest"] == next.answers["rest"])
        }
    }

    @Test("can be sent to the other seller's own account, and to nobody else's", arguments: availableEngines)
    func redirected(engine: Engine) async throws {
        try await MoneyCase.run(engine, coSeller: true, rest: "\(Self.account) 户名张卖") { sale in
            sale.money.state.withLock { $0.failing[Custody.Pay.Purpose.remainder.rawValue] = 99 }
            try await sale.register()
            try await sale.turn(14, seconds: 200)
            #expect(try await sale.book.stuck == ["remainder"])
            let li = OfficeFixture.official("li")
            for holder in ["李买", "张卖、陈卖"] {
                await #expect(throws: CaseError.self) {
                    try await sale.office.redirectMoney(
                        MoneyCase.id, item: "remainder", to: MoneyAccount(holder: holder, bank: "工商银行", number: "6222000011112222"), reason: "已核对", by: li)
                }
            }
            sale.money.state.withLock { $0.failing = [:] }
            try await sale.office.redirectMoney(
                MoneyCase.id, item: "remainder", to: MoneyAccount(holder: "陈卖", bank: "工商银行", number: "6222000011112222"), reason: "出卖人共同申请", by: li)
            try await sale.turn(6, seconds: 20)
            #expect(sale.money.got("6222000011112222") == Money(yuan: 700_000) && sale.money.holders("6222000011112222") == ["陈卖"])
            #expect(try await sale.book.phase == .cleared)
        }
    }
}
