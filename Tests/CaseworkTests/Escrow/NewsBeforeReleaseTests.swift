import Contracts
import Escrow
import Exchange
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Between the money being secured and the register changing, a custodian or a lender tells of news: nothing is registered before somebody has looked, and then
/// it goes on by itself.
@Suite("News before the release") struct NewsBeforeReleaseTests {
    /// All the money is there, and the case hasn't been looked at since.
    private static func secured(_ sale: MoneyCase) async throws {
        try await sale.turn(3)
        try await sale.payIn()
        for _ in 0..<4 { try await sale.carryOn() }
        #expect(try await sale.book.phase == .secured)
        try await sale.office.store(
            [CaseAction(at: sale.clock.now, actor: .system, event: .stepDone(StepDone(step: "secure")))], on: sale.office.load(MoneyCase.id), runAt: sale.clock.now)
    }

    /// Its lender tells of an old loan.
    private static func tells(_ sale: MoneyCase) async throws {
        let effect = sale.office.lendingChanged(on: MoneyCase.unit, matter: .payoff)
        try await sale.fixture.database.write { try effect.write($0) }
        effect.stored()
    }

    private static func silent(_ contract: String, _ isSilent: Bool, _ sale: MoneyCase) {
        sale.money.state.withLock { $0.lost[contract] = isSilent ? 999 : 0 }
    }

    private static func waitsForStatement(_ sale: MoneyCase) async throws {
        let state = try await sale.state
        #expect(state.registration == nil)
        #expect(state.waiting?.step == "secure" && state.waiting?.reason == EscrowRefusal.unreconciled.chinese, "\(String(describing: state.waiting))")
    }

    @Test("a custodian that has rung and answers no statement registers nothing; once it answers, it goes on", arguments: availableEngines, [false, true])
    func moved(engine: Engine, isReversed: Bool) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.secured(sale)
            if isReversed { sale.money.state.withLock { $0.movements.removeAll { $0.source == "own-funds" } } }
            Self.silent(Custody.Statement.name, true, sale)
            try await sale.ring()
            let outcome = try await RegisterStep().run(sale.office.load(MoneyCase.id), in: sale.office)
            guard case .waiting(let waiting, let events, _, _, _) = outcome else {
                Issue.record("it was registered on news that nobody had looked at")
                return
            }
            #expect(waiting.step == "secure" && events.map(\.kind) == ["moneyMoved"])
            try await sale.turn(4)
            try await Self.waitsForStatement(sale)
            Self.silent(Custody.Statement.name, false, sale)
            try await sale.turn(12, seconds: 20)
            if isReversed {
                #expect(try await sale.state.registration == nil)
                #expect(try await sale.book.stop?.reason == .missingReceipt)
            } else {
                try await sale.cleared()
            }
        }
    }

    @Test("a lender's word that its money is on its way brings back no bell that a statement has answered; another bell stays news", arguments: availableEngines)
    func onItsWay(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.secured(sale)
            let office = sale.office
            let file = try #require(try await office.escrows(of: MoneyCase.id).first)
            let book = file.bookID
            func turn() async throws -> EscrowRecords.Turn {
                try #require(try await sale.fixture.database.read { try EscrowRecords.turn(book, region: office.region, in: $0) })
            }
            func told(_ tidings: SQL...) async throws {
                try await sale.fixture.database.write { connection in
                    for sql in tidings { try connection.execute(sql) }
                }
            }
            func compared(since seen: EscrowRung) -> SQL {
                EscrowRecords.reconciled(book, version: file.book.version, rung: seen, left: EscrowRung(stored: 0), at: sale.clock.now, region: office.region)
            }
            let onItsWay = EscrowRecords.expects([book], by: sale.clock.now, region: office.region)
            let moved = EscrowRecords.ring([book], .moved, region: office.region)
            let restated = EscrowRecords.ring([book], .restated, region: office.region)

            try await told(moved, moved)
            let seen = try await turn().rung
            #expect(seen.hasMoved)
            // The statement was asked for; two lenders say that they have paid out; then it is stored.
            try await told(onItsWay, onItsWay, compared(since: seen))
            var after = try await turn()
            #expect(!after.rung.hasMoved && after.rung.isOnItsWay && after.isCompared(with: file, at: sale.clock.now))
            for news in [moved, restated] {
                try await told(compared(since: after.rung), moved)
                let before = try await turn().rung
                try await told(onItsWay, news, compared(since: before))
                after = try await turn()
                #expect(!after.isCompared(with: file, at: sale.clock.now), "nobody has looked at the second bell")
            }
        }
    }

    @Test("a statement of long ago is none: it is asked for before anything is registered", arguments: availableEngines)
    func old(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.secured(sale)
            Self.silent(Custody.Statement.name, true, sale)
            sale.clock.advance(1_000)
            try await sale.turn(3)
            try await Self.waitsForStatement(sale)
            Self.silent(Custody.Statement.name, false, sale)
            try await sale.turn(12, seconds: 20)
            try await sale.cleared()
        }
    }

    @Test("a lender that has told of its loan and doesn't say what it costs now is waited for, also when the custodian answers", arguments: availableEngines)
    func restated(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.secured(sale)
            sale.money.state.withLock { $0.debt = Money(yuan: 300_500) }
            Self.silent(Lending.PayoffStatement.name, true, sale)
            try await Self.tells(sale)
            try await sale.turn(8, seconds: 20)
            try await Self.waitsForStatement(sale)
            #expect(sale.money.asked(Custody.Statement.name) > 0)
            Self.silent(Lending.PayoffStatement.name, false, sale)
            try await sale.turn(20, seconds: 20)
            try await sale.cleared(payoff: Money(yuan: 300_500))
        }
    }

    @Test("who waits for a statement is woken by it", arguments: availableEngines)
    func woken(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.secured(sale)
            Self.silent(Custody.Statement.name, true, sale)
            try await sale.ring()
            _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
            _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
            try await Self.waitsForStatement(sale)
            Self.silent(Custody.Statement.name, false, sale)
            // Whoever carries the money on wakes the case: nobody else looks at it here.
            await sale.desk.tick()
            #expect(try await sale.state.registration != nil)
        }
    }

    @Test("what a lender has stated to the case since is what is paid, and what it stated before isn't", arguments: availableEngines, [true, false])
    func evidence(engine: Engine, isNewer: Bool) async throws {
        try await MoneyCase.run(engine) { sale in
            // What was stated before the book heard from its lender is signed before.
            func stating(_ yuan: Int64) throws -> (Lending.PayoffStatement.Answer, SignedMessage, at: Moment) {
                var stated = sale.money.payoff(MoneyCase.unit)
                stated.principal = Money(yuan: yuan)
                return (stated, try sale.money.signed(Lending.PayoffStatement.self, stated, by: PlayedMoney.oldBank, caseID: MoneyCase.id), sale.clock.now)
            }
            let before = try stating(200_000)
            try await Self.secured(sale)
            if isNewer { sale.money.state.withLock { $0.debt = Money(yuan: 300_500) } }
            let (stated, message, at) = isNewer ? try stating(300_500) : before
            let cipher = sale.office.cipher
            let item = Evidence(
                id: "e-again", caseID: MoneyCase.id, material: "payoff-statement", source: Lending.PayoffStatement.name, digest: message.digest, keyID: message.keyID,
                signature: message.signature, at: at, sealed: try cipher.seal(CanonicalJSON.encode(stated), context: CaseOffice.evidenceContext(MoneyCase.id, "e-again")),
                envelope: try cipher.seal(message.bytes, context: CaseOffice.envelopeContext(MoneyCase.id, "e-again")))
            try await sale.fixture.database.write { try EvidenceRecords.insert(item, region: OfficeFixture.region, in: $0) }
            let gathered = Gathered(
                material: "payoff-statement", source: Lending.PayoffStatement.name, state: .fetched, evidence: "e-again", digest: item.digest, note: nil)
            try await sale.office.store(
                [CaseAction(at: sale.clock.now, actor: .system, event: .gathered(gathered))], on: sale.office.load(MoneyCase.id), runAt: sale.clock.now)
            let file = try await sale.office.load(MoneyCase.id)
            let outcome = try await SecureStep().run(file, in: sale.office)
            guard case .done(let events, let keeping, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect((keeping != nil) == isNewer && events.map(\.kind) == ["moneyMoved"])
            if let keeping { try await sale.fixture.database.write { try keeping($0) } }
            #expect(try await sale.book.quotes["payoff-1"]?.amount == Money(yuan: isNewer ? 300_500 : 300_000))
            try await sale.turn(8)
            try await sale.cleared(payoff: Money(yuan: isNewer ? 300_500 : 300_000))
        }
    }
}
