import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// What is said to have failed may have been paid: nothing is ordered anew before the custodian's own statement has been looked at.
@Suite("The next attempt of an order") struct SecondAttemptTests {
    @Test("an order that was carried out and is refused as a second one is paid once", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { state in
                state.refusesKnown = true
                state.lost[Custody.Pay.name] = 1
            }
            try await sale.turn(3)
            try await sale.payIn()
            try await sale.turn(2)
            // Carried out, and nobody can read that.
            sale.money.state.withLock { $0.lost[Custody.Statement.name] = 999 }
            try await sale.turn(12, seconds: 30)
            let book = try await sale.book
            #expect(book.orders.contains { if case .failed = $0.state { $0.order.item == "payoff-1" } else { false } })
            #expect(book.orders.count { $0.order.item == "payoff-1" } == 1, "a second attempt before anybody has looked")
            sale.money.state.withLock { $0.lost = [:] }
            try await sale.turn(16, seconds: 30)
            try await sale.cleared()
            #expect(try await sale.book.orders.count { $0.order.item == "payoff-1" } == 1)
        }
    }

    @Test("an order that failed indeed is given anew once the statement says so", arguments: availableEngines, [Custody.Pay.name, Lending.Disburse.name])
    func failed(engine: Engine, contract: String) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.failing[contract] = 1 }
            try await sale.turn(3)
            try await sale.payIn()
            try await sale.turn(16, seconds: 30)
            try await sale.cleared()
        }
    }
}
