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

/// 条例 20: the registry isn't late because the buyer hasn't paid, and hides no delay of its own or of an institution behind that.
@Suite("The legal clock while money is paid in") struct DepositClockTests {
    private static func reading(_ sale: MoneyCase) async throws -> ClockReading {
        let state = try await sale.state
        return LegalClock(limit: state.acceptance?.workingDays ?? 0, calendar: sale.office.catalogue.calendar).reading(state.clock, on: sale.clock.now.date)
    }

    @Test("stands from the day on which the account is open until the buyer's own money is there, and then runs on", arguments: availableEngines)
    func stands(engine: Engine) async throws {
        try await MoneyCase.run(engine, notCounted: true) { sale in
            try await sale.turn(3)
            #expect(try await Self.reading(sale).state == .stopped(.deposits))
            let due = try await #require(Self.reading(sale).dueOn)
            sale.clock.advance(86_400 * 3)
            try await sale.turn(1)
            #expect(try await Self.reading(sale).used == 0, "three days of the buyer's")
            #expect(try await #require(Self.reading(sale).dueOn) > due)
            sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 99 }
            try await sale.payIn()
            try await sale.turn(2)
            #expect(try await Self.reading(sale).isRunning, "the lender is waited for: that counts")
            let region = OfficeFixture.region
            let stored = try await sale.fixture.database.read {
                try $0.row("SELECT due_on FROM case_file WHERE region = \(region) AND case_id = \(MoneyCase.id)")?.intIfPresent("due_on")
            }
            #expect(try await (stored ?? nil) == Self.reading(sale).dueOn.map { Int64($0.dayNumber) }, "queues are sorted by it")
            // Over a holiday and a weekend.
            sale.clock.advance(86_400 * 4)
            #expect(try await Self.reading(sale).used >= 1)
            sale.money.state.withLock { $0.failing = [:] }
            try await sale.turn(20, seconds: 35)
            #expect(try await sale.book.phase == .cleared)
            #expect(try await Self.reading(sale).state == .met)
            let stops = try await sale.state.clock.filter { if case .stopped(_, .deposits) = $0 { true } else { false } }
            #expect(stops.count == 1, "one stop, however often the case looked")
            try await sale.audited()
        }
    }

    @Test("runs while the account isn't open, and while a custodian doesn't answer, as a deposit may be there", arguments: availableEngines)
    func silent(engine: Engine) async throws {
        try await MoneyCase.run(engine, notCounted: true) { sale in
            sale.money.state.withLock { $0.lost[Custody.Open.name] = 999 }
            try await sale.turn(2)
            #expect(try await Self.reading(sale).isRunning)
            sale.money.state.withLock { $0.lost[Custody.Open.name] = 0 }
            try await sale.turn(10, seconds: 35)
            #expect(try await Self.reading(sale).state == .stopped(.deposits))
            sale.money.state.withLock { $0.lost[Custody.Statement.name] = 99 }
            try await sale.turn(4, seconds: 70)
            #expect(try await Self.reading(sale).isRunning)
            sale.money.state.withLock { $0.lost[Custody.Statement.name] = 0 }
            try await sale.turn(8, seconds: 120)
            #expect(try await Self.reading(sale).state == .stopped(.deposits))
        }
    }

    @Test("runs as ever where the service doesn't say so", arguments: availableEngines)
    func undeclared(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            #expect(try await Self.reading(sale).isRunning)
        }
    }

    @Test("a stop by a court is a stop of its own, and what ends ends")
    func courts() {
        func at(_ day: Double) -> Moment { OfficeFixture.noon.adding(seconds: day * 86_400) }
        let waiting = Waiting(step: SecureStep.name, on: .department, whom: nil, reason: "等待", uncounted: .deposits)
        func action(_ day: Double, _ event: CaseEvent) -> CaseAction { CaseAction(at: at(day), actor: .system, event: event) }
        let start = [action(0, .submitted(Submitted())), action(0, .accepted(Accepted(sequence: 1, workingDays: 30, dueOn: at(30).date)))]
        let state = CaseState(start + [action(1, .waiting(waiting)), action(2, .suspended(Suspended(reason: "法院", ground: "court"))), action(3, .resumed(Resumed(reason: "")))])
        #expect(
            state.clock == [
                .accepted(at: at(0)), .stopped(at: at(1), reason: .deposits), .stopped(at: at(2), reason: .court), .resumed(at: at(3)), .resumed(at: at(3), reason: .deposits),
            ])
        let ended = state.applying([action(4, .waiting(waiting)), action(5, .withdrawn(Withdrawn(reason: "")))])
        #expect(ended.clock.suffix(3) == [.stopped(at: at(4), reason: .deposits), .ended(at: at(5)), .resumed(at: at(5), reason: .deposits)])
    }
}
