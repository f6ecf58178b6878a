import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// To whose account an old loan is paid off is judged for every statement, not only for the one that the case began with.
@Suite("The account that an old loan is paid to") struct PayoffAccountTests {
    /// Secured, and a night has passed: its lender is asked anew.
    private static func overnight(_ sale: MoneyCase, stating account: MoneyAccount) async throws {
        try await sale.turn(3)
        sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 5 }
        try await sale.payIn()
        try await sale.turn(2)
        sale.clock.advance(86_400)
        sale.money.state.withLock { state in
            state.failing = [:]
            state.payoffTo = account
        }
        try await sale.turn(10, seconds: 20)
    }

    @Test("a statement that names somebody else stops the money before anything is registered, until the lender has mended it", arguments: availableEngines)
    func stranger(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.overnight(sale, stating: MoneyAccount(holder: "某投资公司", bank: "某银行", number: "STRANGE"))
            #expect(try await sale.state.registration == nil)
            #expect(try await sale.book.stop == EscrowStop(.changedAccount, about: "payoff-1"))
            #expect(try await sale.book.quotes["payoff-1"]?.on == OfficeFixture.noon.date, "it isn't taken")
            #expect(try await sale.stages.last == .stopped)
            sale.money.state.withLock { $0.payoffTo = nil }
            try await sale.office.resumeMoney(MoneyCase.id, accepting: [], reason: "已与原贷款机构核实", by: OfficeFixture.official("li"))
            try await sale.turn(10, seconds: 20)
            #expect(sale.money.got("STRANGE") == .zero)
            try await sale.cleared(payoff: Money(yuan: 300_000) + Money(fen: 4_321))
        }
    }

    @Test("another account of the same lender is its own business", arguments: availableEngines)
    func moved(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.overnight(sale, stating: MoneyAccount(holder: "老银行", bank: "老银行", number: "OLD-2"))
            try await sale.turn(6, seconds: 20)
            #expect(sale.money.got("OLD-1") == .zero && sale.money.got("OLD-2") == Money(yuan: 300_000) + Money(fen: 4_321))
            #expect(try await sale.book.phase == .cleared)
            try await sale.audited()
        }
    }
}
