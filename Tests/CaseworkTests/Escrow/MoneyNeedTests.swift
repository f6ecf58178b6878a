import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Money that stands still is somebody's to see to, whatever became of its case; money on its way is nobody's.
@Suite("Money that a person has to see to") struct MoneyNeedTests {
    private func needs(_ sale: MoneyCase, divisions: [String]? = nil) async throws -> [MoneyNeeds.Line] {
        let now = sale.clock.now
        return try await sale.fixture.database.read { try MoneyNeeds.list(at: now, divisions: divisions, limit: 10, region: OfficeFixture.region, in: $0) }
    }

    private func rises(_ sale: MoneyCase) async throws -> [Escalated] {
        try await sale.office.load(MoneyCase.id).actions.compactMap { action in
            if case .escalated(let escalated) = action.event, escalated.money != nil { escalated } else { nil }
        }
    }

    @Test("a sale that goes well is never in the list, and its row says nothing at its end", arguments: availableEngines)
    func well(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            for _ in 0..<8 {
                try await sale.turn(1)
                #expect(try await needs(sale).isEmpty)
            }
            try await sale.cleared()
            sale.clock.advance(86_400 * 3)
            #expect(try await needs(sale).isEmpty)
            #expect(try await sale.office.escalateDue() == 0)
            let left = try await sale.fixture.database.read {
                try $0.row("SELECT needs_at FROM escrow WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id)")?.intIfPresent("needs_at") ?? nil
            }
            #expect(left == nil)
        }
    }

    @Test("a registered case whose money stopped waits for a person, is listed in its division, and rises once each time", arguments: availableEngines)
    func stopped(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.error = .strangePayment }
            try await sale.register()
            #expect(try await sale.book.stop?.reason == .strangePayment)
            let state = try await sale.state
            #expect(state.phase == .registered && state.waiting?.on == .officer && state.waiting?.whom == SettleStep.registrar, "\(String(describing: state.waiting))")
            let line = try #require(try await needs(sale).first)
            #expect(line.caseID == MoneyCase.id && line.round == 1 && line.kind == .stopped && line.stop == .strangePayment && line.casePhase == .registered)
            let division = String(MoneyCase.unit.text.prefix(6))
            #expect(try await needs(sale, divisions: [division]).count == 1)
            #expect(try await needs(sale, divisions: ["999999"]).isEmpty)
            let now = sale.clock.now
            let count = try await sale.fixture.database.read { try MoneyNeeds.count(at: now, divisions: nil, region: OfficeFixture.region, in: $0) }
            #expect(count == 1)
            #expect(try await SystemState.read(from: sale.office).money == [.stopped: 1])

            #expect(try await sale.office.escalateDue() == 1)
            #expect(try await sale.office.escalateDue() == 0, "once")
            let risen = try await rises(sale)
            #expect(risen.map(\.money) == ["stopped"] && risen.first?.to == "registrar")
            #expect(try await sale.state.escalation == 0, "the legal clock's level is its own")

            // The custodian hasn't brought it back when it is resumed: the books differ again, and the case rises anew.
            sale.clock.advance(60)
            try await sale.office.resumeMoney(MoneyCase.id, accepting: [], reason: "已核实", by: OfficeFixture.official("li"))
            try await sale.turn(3)
            #expect(try await sale.book.stop != nil)
            #expect(try await sale.office.escalateDue() == 1)
            #expect(try await rises(sale).count == 2)
            try await sale.audited()
        }
    }

    @Test("an account that takes no money is in the list until it is seen to", arguments: availableEngines)
    func stuck(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            sale.money.state.withLock { $0.failing[Custody.Pay.name] = 99 }
            try await sale.turn(14, seconds: 200)
            #expect(try await !sale.book.stuck.isEmpty)
            #expect(try await needs(sale).map(\.kind) == [.stuck])
            sale.money.state.withLock { $0.failing = [:] }
            try await sale.office.resumeMoney(MoneyCase.id, accepting: [], reason: "原因已消除", by: OfficeFixture.official("li"))
            try await sale.turn(12, seconds: 20)
            #expect(try await needs(sale).isEmpty)
            try await sale.cleared()
        }
    }

    @Test("a release that hasn't ended after its hours is listed, and not before", arguments: availableEngines)
    func overdue(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.pending = true }
            try await sale.register()
            #expect(try await sale.book.phase == .released)
            let released = try #require(try await sale.office.escrow(of: MoneyCase.id)?.entries.first { if case .released = $0.event { true } else { false } }?.at)
            sale.clock.advance(released.adding(seconds: MoneyNeed.patience - 1).seconds(since: sale.clock.now))
            #expect(try await needs(sale).isEmpty)
            sale.clock.advance(1)
            let line = try #require(try await needs(sale).first)
            #expect(line.kind == .overdue && line.phase == .released && line.since == released.adding(seconds: MoneyNeed.patience))
            #expect(try await sale.office.escalateDue() == 1)
            sale.money.carryOut()
            try await sale.ring()
            try await sale.turn(12, seconds: 35)
            #expect(try await needs(sale).isEmpty)
        }
    }

    @Test("a refund for a case that has ended is listed as well", arguments: availableEngines)
    func refund(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { ($0.failing[Lending.Disburse.name], $0.pending) = (99, true) }
            try await sale.payIn()
            for _ in 0..<3 { try await sale.carryOn() }
            try await sale.office.withdraw(MoneyCase.id, reason: "协商一致", by: .system)
            for _ in 0..<3 { try await sale.carryOn() }
            #expect(try await sale.book.phase == .returning)
            #expect(try await sale.state.phase == .withdrawn)
            #expect(try await needs(sale).isEmpty)
            sale.clock.advance(MoneyNeed.patience)
            let line = try #require(try await needs(sale).first)
            #expect(line.kind == .overdue && line.phase == .returning && line.casePhase == .withdrawn)
            #expect(try await sale.office.escalateDue() == 1)
            #expect(try await sale.state.phase == .withdrawn)
            #expect(try await rises(sale).count == 1)
        }
    }

    @Test("a row from before this was kept has it after its book's next look", arguments: availableEngines)
    func healed(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.error = .strangePayment }
            try await sale.register()
            try await sale.fixture.database.write {
                try $0.execute("UPDATE escrow SET needs = NULL, needs_at = NULL WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id)")
            }
            #expect(try await needs(sale).isEmpty)
            sale.clock.advance(400)
            try await sale.turn(2)
            #expect(try await needs(sale).map(\.kind) == [.stopped])
        }
    }
}
