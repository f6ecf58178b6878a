import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// A case ends while a lender has its order to pay out: nobody asks it again, and what comes all the same goes back.
@Suite("A loan for a case that has ended") struct DeadCaseLoanTests {
    /// The buyer's own money is there, the lender has been told to pay, and the case is withdrawn.
    private static func withdrawn(_ sale: MoneyCase) async throws {
        try await sale.turn(3)
        try await sale.payIn()
        for _ in 0..<4 { try await sale.carryOn() }
        #expect(try await sale.book.liveOrders.map(\.purpose) == [.disburse])
        #expect(sale.money.asked(Lending.Disburse.name) > 0)
        try await sale.office.withdraw(MoneyCase.id, reason: "协商一致", by: .system)
    }

    private static func later(_ sale: MoneyCase, _ times: Int = 12) async throws {
        for _ in 0..<times {
            await sale.desk.tick()
            try await sale.desk.deliverDue()
            sale.clock.advance(70)
        }
    }

    private static func state(_ sale: MoneyCase) async throws -> String? {
        try await sale.fixture.database.read { connection in
            try connection.row(
                "SELECT state FROM outbox_message WHERE region = \(OfficeFixture.region) AND message_id = \("\(MoneyCase.id)-loan-1-1")")?.text("state")
        }
    }

    @Test("a lender that took the order and forgot it isn't reminded", arguments: availableEngines)
    func forgotten(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.forgotten = 99 }
            try await Self.withdrawn(sale)
            let asked = sale.money.asked(Lending.Disburse.name)
            try await Self.later(sale)
            #expect(sale.money.asked(Lending.Disburse.name) == asked, "told to lend for a case that has ended")
            try await sale.returned(["BUYER-1": 600_000])
        }
    }

    @Test("a lender that was down isn't told any more once it is back", arguments: availableEngines)
    func undelivered(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.lost[Lending.Disburse.name] = 999 }
            sale.money.state.withLock { $0.forgotten = 99 }
            try await sale.turn(3)
            try await sale.payIn()
            for _ in 0..<2 { try await sale.carryOn() }
            let asked = sale.money.asked(Lending.Disburse.name)
            #expect(try await Self.state(sale) == "waiting" && asked > 0)
            try await sale.office.withdraw(MoneyCase.id, reason: "协商一致", by: .system)
            #expect(try await Self.state(sale) == "withdrawn")
            let backlog = try await sale.fixture.database.read { try Outbox.backlog(region: OfficeFixture.region, in: $0) }
            #expect(!backlog.contains { $0.peer.hasPrefix("lender:") }, "nobody has to look at it")
            sale.money.state.withLock { $0.lost[Lending.Disburse.name] = 0 }
            try await Self.later(sale)
            #expect(sale.money.asked(Lending.Disburse.name) == asked)
            try await sale.returned(["BUYER-1": 600_000])
        }
    }

    @Test("a loan that comes late goes back whole and ends its order", arguments: availableEngines)
    func late(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.forgotten = 99 }
            try await Self.withdrawn(sale)
            try await Self.later(sale, 3)
            sale.money.payIn(Money(yuan: 400_000), source: "loan-1", from: "NEW-1")
            try await sale.ring()
            try await Self.later(sale, 4)
            #expect(try await sale.book.liveOrders.isEmpty)
            try await sale.returned(["BUYER-1": 600_000, "NEW-1": 400_000])
        }
    }
}
