import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Buyer and seller have their money held by another custodian: what the first one has or gets goes back whole, and nothing is paid or registered twice.
@Suite("Another custodian for the same case") struct CustodianChangeTests {
    private static let second = PlayedMoney.second

    /// Seller and buyer, in this order.
    private static func sides(_ sale: MoneyCase) async throws -> (PartyID, PartyID) {
        let parties = try await sale.state.applicants.map(\.party.id)
        return (parties[0], parties[1])
    }

    private static func agree(_ sale: MoneyCase) async throws {
        let (seller, buyer) = try await sides(sale)
        try await sale.office.chooseCustodian(MoneyCase.id, second, by: seller)
        try await sale.office.chooseCustodian(MoneyCase.id, second, by: buyer)
    }

    /// Registered and cleared on the second custodian's money alone.
    private static func cleared(_ sale: MoneyCase, rest: Money = Money(yuan: 700_000)) async throws {
        let books = try await sale.office.escrows(of: MoneyCase.id)
        #expect(books.map(\.book.phase) == [.returned, .cleared], "\(books.map(\.book.phase))")
        #expect(books.map(\.book.terms.custodian) == [PlayedMoney.custodian, second])
        #expect(books.allSatisfy { $0.book.invariants.isEmpty })
        #expect(sale.money.balance == .zero && sale.money.got("OLD-1") == Money(yuan: 300_000) && sale.money.got(MoneyCase.restAccount) == rest)
        #expect(try await sale.state.phase == .completed)
        try await sale.audited()
    }

    @Test("where the first declines, the second takes it on, and the case goes to its end", arguments: availableEngines)
    func declined(engine: Engine) async throws {
        try await MoneyCase.run(engine, charges: ["custody-fee": "800 某某 某银行 88010000"]) { sale in
            sale.money.state.withLock { $0.failing[Custody.Open.name] = 1 }
            try await sale.turn(4, seconds: 35)
            let (seller, buyer) = try await Self.sides(sale)
            let choice = try #require(try await sale.office.custodianChoice(sale.office.load(MoneyCase.id), for: seller))
            #expect(choice.isDeclined && choice.others.map(\.code) == [Self.second] && !choice.isFilled)
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: seller)
            #expect(try await sale.state.custodian == nil, "one side alone changes nothing")
            #expect(try await sale.office.custodianChoice(sale.office.load(MoneyCase.id), for: buyer)?.proposed == [Self.second])
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: buyer)
            try await sale.turn(3)
            #expect(try await sale.state.findings.isEmpty)
            try await sale.payIn(at: Self.second)
            try await sale.turn(10)
            #expect(sale.money.got("88010000") == .zero, "a fee of the first custodian is none of the second's")
            try await Self.cleared(sale)
            let numbers = try await sale.office.escrows(of: MoneyCase.id).last?.book.orders.map(\.order.number) ?? []
            #expect(numbers.contains("\(MoneyCase.id).2-payoff-1-1") && numbers.contains("\(MoneyCase.id).2-loan-1-1"))
        }
    }

    @Test("what was paid to the first goes back whole before the second is opened", arguments: availableEngines)
    func paid(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn(250_000)
            for _ in 0..<3 { try await sale.carryOn() }
            try await Self.agree(sale)
            _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
            #expect(try await sale.office.escrows(of: MoneyCase.id).count == 1, "the second isn't asked while the first holds money")
            #expect(try await sale.state.waiting?.reason == "等待原监管机构把已收的款项原路退回")
            try await sale.turn(6)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 250_000))
            #expect(try await sale.office.escrows(of: MoneyCase.id).count == 2)
            try await sale.payIn(at: Self.second)
            try await sale.turn(10)
            try await Self.cleared(sale)
        }
    }

    @Test("all of it, loans too, goes back and comes anew, also when it was already secured", arguments: availableEngines)
    func secured(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            for _ in 0..<4 { try await sale.carryOn() }
            #expect(try await sale.book.phase == .secured)
            try await Self.agree(sale)
            try await sale.turn(8)
            #expect(try await sale.state.registration == nil)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 600_000) && sale.money.got("NEW-1") == Money(yuan: 400_000))
            try await sale.payIn(at: Self.second)
            try await sale.turn(12)
            try await Self.cleared(sale)
            #expect(sale.money.got("NEW-1") == Money(yuan: 400_000), "the loan is lent once in the end")
        }
    }

    @Test("a deposit that was on its way to the first comes back, whenever it comes", arguments: availableEngines, [0, 1, 2])
    func late(engine: Engine, when: Int) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            if when == 0 { sale.money.payIn(Money(yuan: 600_000), source: "own-funds", from: "BUYER-1") }
            try await Self.agree(sale)
            if when == 1 { try await sale.payIn() }
            try await sale.turn(4, seconds: 35)
            try await sale.payIn(at: Self.second)
            try await sale.turn(10)
            if when == 2 { try await sale.payIn() }
            if when == 0 { try await sale.ring() }
            try await sale.turn(6, seconds: 35)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 600_000))
            try await Self.cleared(sale)
        }
    }

    @Test("while a lender is paying in, it waits; before and after, each side may say it twice", arguments: availableEngines)
    func races(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            let (seller, buyer) = try await Self.sides(sale)
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: seller)
            let version = try await sale.state.version
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: seller)
            #expect(try await sale.state.version == version, "said twice is said once")
            sale.money.state.withLock { $0.forgotten = 1 }
            try await sale.payIn()
            for _ in 0..<3 { try await sale.carryOn() }
            #expect(try await sale.book.liveOrders.contains { $0.purpose == .disburse })
            await #expect(throws: CaseError.self) { try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: buyer) }
            // The seller takes it back, which is always possible: nothing is left of it.
            try await sale.office.chooseCustodian(MoneyCase.id, PlayedMoney.custodian, by: seller)
            try await sale.turn(10, seconds: 35)
            try await sale.cleared()
            await #expect(throws: CaseError.self) { try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: buyer) }
        }
    }

    @Test("both at once make one change", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            let (seller, buyer) = try await Self.sides(sale)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for party in [seller, buyer, seller, buyer] { group.addTask { try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: party) } }
                try await group.waitForAll()
            }
            let changes = try await sale.office.load(MoneyCase.id).actions.filter { $0.event.kind == "custodianChanged" }
            #expect(changes.count == 1)
            try await sale.turn(3)
            try await sale.payIn(at: Self.second)
            try await sale.turn(10)
            try await Self.cleared(sale)
        }
    }

    @Test("nobody else has a say, and only who is connected and wasn't chosen before can be", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(2)
            let (seller, buyer) = try await Self.sides(sale)
            await #expect(throws: CaseError.self) { try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: PartyID("stranger")) }
            await #expect(throws: CaseError.self) { try await sale.office.chooseCustodian(MoneyCase.id, PlayedMoney.oldBank, by: seller) }
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: seller)
            try await sale.office.chooseCustodian(MoneyCase.id, PlayedMoney.custodian, by: seller)
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: buyer)
            #expect(try await sale.state.custodian == nil, "a wish that was taken back agrees to nothing")
            try await sale.office.chooseCustodian(MoneyCase.id, Self.second, by: seller)
            #expect(try await sale.state.custodian == Self.second)
            try await sale.turn(3)
            await #expect(throws: CaseError.self) { try await sale.office.chooseCustodian(MoneyCase.id, PlayedMoney.custodian, by: seller) }
            #expect(try await sale.office.custodianChoice(sale.office.load(MoneyCase.id), for: seller) == nil)
        }
    }

    @Test("the term isn't longer for it: then everything goes back, and the case ends", arguments: availableEngines)
    func expired(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await Self.agree(sale)
            try await sale.turn(3)
            let books = try await sale.office.escrows(of: MoneyCase.id)
            #expect(Set(books.map(\.book.terms.until)).count == 1 && books.count == 2)
            sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 99 }
            try await sale.payIn(at: Self.second)
            for _ in 0..<4 { try await sale.turn(1) }
            sale.clock.advance(86_400 * 9)
            for _ in 0..<10 {
                await sale.desk.tick()
                try await sale.desk.deliverDue()
                sale.clock.advance(35)
            }
            #expect(try await sale.state.phase == .withdrawn)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 600_000) && sale.money.balance == .zero)
            try await sale.audited()
        }
    }
}
