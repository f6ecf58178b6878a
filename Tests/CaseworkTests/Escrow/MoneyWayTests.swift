import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Step by fault, over sockets on both engines: the cells of the matrix in docs/orders-and-money.md.
@Suite("The way of the money") struct MoneyWayTests {
    @Test("runs by itself from the deposit to the last fen, and each stage is noted in the case", arguments: availableEngines)
    func straight(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            #expect(try await sale.state.waiting?.reason == "等待自有资金存入监管账户")
            #expect(sale.money.asked(Lending.Disburse.name) == 0, "a lender pays when the buyer's own money is there")
            try await sale.payIn()
            try await sale.turn()
            try await sale.cleared()
            #expect(try await sale.stages == [.opened, .secured, .released, .cleared])
            #expect(try await sale.book.custody?.payURL == "https://notary.example/pay")
            let numbers = try await sale.fixture.database.read { connection in
                try connection.rows("SELECT message_id FROM outbox_message WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id) AND department > 'custodian' AND department < 'lender;' ORDER BY message_id")
                    .map { try $0.text("message_id") }
            }
            #expect(numbers.filter { $0.hasPrefix("\(MoneyCase.id)-") }.contains("\(MoneyCase.id)-payoff-1-1"))
        }
    }

    @Test("no account number lies open in any table", arguments: availableEngines)
    func sealed(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.register()
            let bodies = try await sale.fixture.database.read { connection in
                try connection.rows("SELECT body FROM escrow_event WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id)").map { try $0.blob("body") }
                    + connection.rows("SELECT body FROM case_action WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id)").map { try $0.blob("body") }
            }
            for number in [MoneyCase.restAccount, "BUYER-1", "OLD-1", "NEW-1"] {
                #expect(!bodies.contains { String(decoding: $0, as: UTF8.self).contains(number) }, "\(number)")
            }
        }
    }

    enum Fault: String, CaseIterable {
        case openingLost, disbursalLost, payoffLost, statementLost, quoteLost, settlementLost, bellLost, bellTwice
        case paymentPending, paymentFailsTwice, disbursalRefused, disbursalForgotten
    }

    @Test("an answer that is lost, late, repeated or a failed order ends as it would have ended", arguments: availableEngines, Fault.allCases)
    func faults(engine: Engine, fault: Fault) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { state in
                switch fault {
                case .openingLost: state.lost[Custody.Open.name] = 2
                case .disbursalLost: state.lost[Lending.Disburse.name] = 2
                case .payoffLost: state.lost[Custody.Pay.name] = 3
                case .statementLost: state.lost[Custody.Statement.name] = 3
                case .quoteLost: state.lost[Lending.PayoffStatement.name] = 3
                case .settlementLost: state.lost[Lending.Settlement.name] = 3
                case .paymentPending: state.pending = true
                case .paymentFailsTwice: state.failing[Custody.Pay.name] = 2
                case .disbursalForgotten: state.forgotten = 1
                case .disbursalRefused: state.failing[Lending.Disburse.name] = 1
                case .bellLost, .bellTwice: break
                }
            }
            try await sale.turn(4)
            // The next day the lender has to say what its loan costs then.
            if fault == .quoteLost { sale.clock.advance(86_400) }
            sale.money.payIn(Money(yuan: 600_000), source: "own-funds", from: "BUYER-1")
            if fault != .bellLost { try await sale.ring() }
            if fault == .bellTwice { try await sale.ring() }
            try await sale.turn(10, seconds: 35)
            if fault == .paymentPending {
                #expect(try await sale.book.phase == .released)
                sale.money.carryOut()
                try await sale.ring()
            }
            try await sale.turn(12, seconds: 35)
            try await sale.cleared(payoff: Money(yuan: 300_000) + (fault == .quoteLost ? Money(fen: 4_321) : .zero))
            // However often it was said, each order was carried out once.
            #expect(sale.money.state.withLock { state in Set(state.movements.compactMap(\.order)).count == state.movements.count { $0.order != nil } })
        }
    }

    @Test("what wasn't agreed on goes back whole, and the sale goes on", arguments: availableEngines, ["too much", "twice", "unnamed", "loan"])
    func surplus(engine: Engine, what: String) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            switch what {
            case "too much": try await sale.payIn(600_001, from: "BUYER-2")
            case "unnamed": try await sale.payIn(600_000, source: nil, from: "BUYER-2")
            case "loan": sale.money.state.withLock { $0.disbursesInstead = Money(yuan: 399_999) }
            default: break
            }
            try await sale.payIn()
            if what == "twice" { try await sale.payIn(600_000, from: "BUYER-2") }
            try await sale.turn()
            if what == "loan" {
                #expect(try await sale.state.registration == nil, "a loan of another amount secures nothing")
                #expect(sale.money.got("NEW-1") == Money(yuan: 399_999))
                sale.money.payIn(Money(yuan: 400_000), source: "loan-1", from: "NEW-1")
                try await sale.ring()
                try await sale.turn()
            } else {
                #expect(sale.money.got("BUYER-2") == Money(yuan: what == "too much" ? 600_001 : 600_000))
            }
            try await sale.turn()
            try await sale.cleared()
        }
    }

    @Test("what pays the old loan off is that of the day of registration, and of the day of payment", arguments: availableEngines)
    func overnight(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            // The loan comes a day late: the statement of yesterday is no more good.
            sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 5 }
            try await sale.payIn()
            try await sale.turn(2)
            sale.clock.advance(86_400)
            sale.money.state.withLock { $0.failing = [:] }
            try await sale.turn(10, seconds: 20)
            try await sale.cleared(payoff: Money(yuan: 300_000) + Money(fen: 4_321))
        }
    }

    @Test("a case whose statement is of yesterday secures it anew instead of registering", arguments: availableEngines)
    func stale(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            for _ in 0..<4 { try await sale.carryOn() }
            #expect(try await sale.book.phase == .secured)
            sale.clock.advance(86_400)
            let file = try await sale.office.load(MoneyCase.id)
            let outcome = try await RegisterStep().run(file, in: sale.office)
            guard case .waiting(let waiting, let events, _, _, _) = outcome else {
                Issue.record("it was registered on a statement of yesterday")
                return
            }
            #expect(waiting.step == "secure")
            #expect(events.map(\.kind) == ["moneyMoved"])
            try await sale.turn(10, seconds: 20)
            try await sale.cleared(payoff: Money(yuan: 300_000) + Money(fen: 4_321))
        }
    }

    enum End: String, CaseIterable { case withdrawnBeforeDeposit, withdrawnAfterDeposit, withdrawnSecured, refused, expired, lateDeposit }

    @Test("a case that ends unregistered gives everything back whole, though it is closed", arguments: availableEngines, End.allCases)
    func back(engine: Engine, end: End) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            if end != .withdrawnBeforeDeposit, end != .lateDeposit {
                if end != .withdrawnSecured { sale.money.state.withLock { $0.failing[Lending.Disburse.name] = 99 } }
                try await sale.payIn()
                for _ in 0..<4 { try await sale.carryOn() }
                #expect(try await sale.book.inCustody == Money(yuan: end == .withdrawnSecured ? 1_000_000 : 600_000))
            }
            switch end {
            case .expired: sale.clock.advance(86_400 * 9)
            case .refused:
                _ = try await sale.office.store(
                    [CaseAction(at: sale.clock.now, actor: .system, event: .waiting(Waiting(step: "decide", on: .officer, whom: "examiner", reason: "查封")))],
                    on: sale.office.load(MoneyCase.id), runAt: nil)
                try await sale.office.decide(
                    MoneyCase.id, .refuse(findings: [], opinion: "该不动产被查封。"), by: OfficeFixture.official("li"), expecting: nil)
            default: try await sale.office.withdraw(MoneyCase.id, reason: "协商一致", by: .system)
            }
            if end == .lateDeposit { try await sale.payIn() }
            for _ in 0..<12 {
                await sale.desk.tick()
                try await sale.desk.deliverDue()
                sale.clock.advance(35)
            }
            if end != .expired { #expect(try await sale.state.phase == (end == .refused ? .refused : .withdrawn)) }
            try await sale.returned(end == .withdrawnBeforeDeposit ? [:] : ["BUYER-1": 600_000])
        }
    }

    @Test(
        "a custodian that errs stops every further order, a person sees to it, and it ends with everybody's due", arguments: availableEngines,
        [PlayedMoney.ErrorOfCustodian.wrongAmount, .wrongAccount, .strangePayment, .twice])
    func errs(engine: Engine, error: PlayedMoney.ErrorOfCustodian) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { $0.error = error }
            try await sale.payIn()
            try await sale.turn(8)
            try await sale.ring()
            try await sale.turn(3)
            let book = try await sale.book
            #expect(book.stop != nil && book.invariants.isEmpty)
            #expect(try await sale.stages.last == .stopped)
            #expect(sale.money.got(MoneyCase.restAccount) == .zero, "nothing more is paid")
            await #expect(throws: CaseError.self) {
                try await sale.office.resumeMoney(MoneyCase.id, accepting: [], reason: "", by: OfficeFixture.official("li"))
            }
            let reading = try #require(try await sale.office.readMoney(of: MoneyCase.id))
            #expect(reading.needsPerson && reading.differences?.isEmpty == false, "what differs is shown")
            await #expect(throws: CaseError.changedMeanwhile) {
                try await sale.office.resumeMoney(MoneyCase.id, accepting: [], reason: "已核实", seen: reading.book.version - 1, by: OfficeFixture.official("li"))
            }
            let wrong = try #require(reading.differences?.first { !$0.isIncoming }?.receipt)
            await #expect(throws: CaseError.self, "merely left aside its order would stand for ever") {
                try await sale.office.resumeMoney(MoneyCase.id, accepting: [wrong], reason: "已核实", by: OfficeFixture.official("li"))
            }
            await #expect(throws: CaseError.self, "there is no such payment") {
                try await sale.office.resumeMoney(MoneyCase.id, accepting: [], rulings: ["R99": .astray], reason: "已核实", by: OfficeFixture.official("li"))
            }
            if error == .strangePayment || error == .twice {
                await #expect(throws: CaseError.self, "nothing was owed on it") {
                    try await sale.office.resumeMoney(MoneyCase.id, accepting: [], rulings: [wrong: .counts], reason: "已核实", by: OfficeFixture.official("li"))
                }
            }
            // Brought back before anybody has said anything: it isn't paid to the stranger again.
            if error == .strangePayment { try await sale.bringsBack(Money(yuan: 1), from: "STRANGE") }
            let next = try await sale.office.resumeMoney(
                MoneyCase.id, accepting: [], rulings: [wrong: error == .wrongAmount ? .counts : .astray], reason: "已与监管机构核实", by: OfficeFixture.official("li"))
            #expect(next.book.stop == nil)
            #expect(try await sale.stages.last == .resumed)
            try await sale.audited()
            try await sale.turn(8)
            if error != .wrongAmount {
                if error != .strangePayment {
                    #expect(try await sale.book.phase == .released && sale.money.got(MoneyCase.restAccount) == .zero, "what isn't there isn't ordered")
                    try await sale.bringsBack(Money(yuan: 300_000), from: error == .twice ? "OLD-1" : "STRANGE")
                }
                let back = try #require(try await sale.book.unjudged.first?.deposit.receipt)
                #expect(try #require(try await sale.office.readMoney(of: MoneyCase.id)).needsPerson)
                await #expect(throws: CaseError.self) {
                    try await sale.office.judgeDeposit(MoneyCase.id, receipt: back, as: .correction, of: "R99", reason: "监管机构追回", by: OfficeFixture.official("li"))
                }
                try await sale.office.judgeDeposit(MoneyCase.id, receipt: back, as: .correction, of: wrong, reason: "监管机构追回", by: OfficeFixture.official("li"))
                try await sale.turn(8)
            }
            let ended = try await sale.book
            #expect(ended.phase == .cleared && ended.outstanding == .zero, "\(ended.waitsFor(on: sale.clock.now.date))")
            #expect(sale.money.balance == .zero && sale.money.got(MoneyCase.restAccount) == Money(yuan: 700_000))
            #expect(sale.money.got("OLD-1") == Money(yuan: error == .twice ? 600_000 : 300_000))
            #expect(sale.money.got("STRANGE") == (error == .wrongAccount ? Money(yuan: 300_000) : error == .strangePayment ? Money(yuan: 1) : .zero))
            #expect(try await sale.state.phase == .completed)
            try await sale.audited()
        }
    }

    @Test("what the payer paid too much while the money was stopped goes back by a person's word", arguments: availableEngines)
    func heldDeposit(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { $0.error = .wrongAmount }
            try await sale.payIn()
            try await sale.turn(8)
            try await sale.ring()
            try await sale.turn(3)
            try await sale.bringsBack(Money(yuan: 7), from: "BUYER-2")
            let wrong = try #require(try await sale.book.stop?.about)
            try await sale.office.resumeMoney(MoneyCase.id, accepting: [], rulings: [wrong: .counts], reason: "已核实", by: OfficeFixture.official("li"))
            try await sale.turn(8)
            let held = try #require(try await sale.book.unjudged.first)
            #expect(sale.money.got("BUYER-2") == .zero)
            try await sale.office.judgeDeposit(MoneyCase.id, receipt: held.deposit.receipt, as: .refund, reason: "买受人多存", by: OfficeFixture.official("li"))
            try await sale.turn(8)
            #expect(sale.money.got("BUYER-2") == Money(yuan: 7))
            try await sale.cleared()
        }
    }

    @Test("an account that takes no money is seen to by a person", arguments: availableEngines)
    func redirected(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            sale.money.state.withLock { $0.failing["remainder"] = 5 }
            try await sale.turn(30, seconds: 200)
            #expect(try await sale.book.stuck == ["remainder"])
            let account = MoneyAccount(holder: "张卖", bank: "中国银行", number: "6217000010007654321")
            #expect(try await sale.book.redirectable.map(\.order.item) == ["remainder"])
            for (wrong, field) in [
                (MoneyAccount(holder: "李某", bank: "中国银行", number: "6217000010007654321"), "holder"), (MoneyAccount(holder: "张卖", bank: " ", number: "6217000010007654321"), "bank"),
                (MoneyAccount(holder: "张卖", bank: "中国银行", number: "12"), "number"),
            ] {
                await #expect("\(field)") {
                    try await sale.office.redirectMoney(MoneyCase.id, item: "remainder", to: wrong, reason: "核实", by: OfficeFixture.official("li"))
                } throws: { if case CaseError.invalid(field: field, message: _) = $0 { true } else { false } }
            }
            await #expect(throws: EscrowRefusal.self) {
                try await sale.office.redirectMoney(MoneyCase.id, item: "payoff-1-1", to: account, reason: "核实", by: OfficeFixture.official("li"))
            }
            try await sale.office.redirectMoney(MoneyCase.id, item: "remainder", to: account, reason: "出卖人更换收款账户", by: OfficeFixture.official("li"))
            try await sale.turn(6)
            #expect(sale.money.got("6217000010007654321") == Money(yuan: 700_000))
            #expect(try await sale.book.phase == .cleared)
        }
    }

    @Test("an old bank's account that was closed is replaced by the one that its statement names, by two persons", arguments: availableEngines)
    func closedAccount(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            sale.money.state.withLock { $0.failing["payoff"] = 5 }
            try await sale.turn(30, seconds: 200)
            #expect(try await sale.book.stuck == ["payoff-1"])
            let (li, wang) = (OfficeFixture.official("li"), OfficeFixture.official("wang"))
            sale.money.state.withLock { ($0.oldAccount, $0.oldHolder) = ("OLD-2", "某投资公司") }
            let forged = try #require(try await sale.office.readMoney(of: MoneyCase.id)?.payoffs["payoff-1"])
            await #expect(throws: CaseError.self, "to somebody else than the mortgagee nothing is paid") {
                try await sale.office.proposePayoff(MoneyCase.id, item: "payoff-1", number: forged.number, reason: "电话核实", by: li)
            }
            sale.money.state.withLock { $0.oldHolder = "老银行" }
            await #expect(throws: CaseError.self, "another statement than was looked at") {
                try await sale.office.proposePayoff(MoneyCase.id, item: "payoff-1", number: "Q-0", reason: "电话核实", by: li)
            }
            try await sale.office.proposePayoff(MoneyCase.id, item: "payoff-1", number: forged.number, reason: "电话核实", by: li)
            try await sale.turn(2)
            #expect(sale.money.got("OLD-2") == .zero, "one person alone sends nothing anywhere")
            await #expect(throws: EscrowRefusal.samePerson) {
                try await sale.office.agreeToPayoff(MoneyCase.id, item: "payoff-1", number: forged.number, reason: "电话核实", by: li)
            }
            try await sale.office.agreeToPayoff(MoneyCase.id, item: "payoff-1", number: forged.number, reason: "当面核实", by: wang)
            try await sale.turn(8)
            #expect(sale.money.got("OLD-2") == Money(yuan: 300_000) && sale.money.got("OLD-1") == .zero)
            #expect(try await sale.book.phase == .cleared && sale.money.got(MoneyCase.restAccount) == Money(yuan: 700_000))
            #expect(try await sale.state.phase == .completed)
            try await sale.audited()
        }
    }

    @Test("more than was quoted, even than is left, is paid once two persons agree and the seller has paid in what is missing", arguments: availableEngines, [500, 800_000])
    func penaltyAfterwards(engine: Engine, penalty: Int64) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.silentOnSettlement = true }
            try await sale.register()
            #expect(sale.money.got("OLD-1") == Money(yuan: 300_000))
            let today = sale.clock.now.date
            sale.money.state.withLock { ($0.debt, $0.today, $0.silentOnSettlement) = (Money(yuan: penalty), today, false) }
            sale.clock.advance(86_400)
            try await sale.turn(4, seconds: 20)
            #expect(try await sale.book.stop?.reason == .disputedPayoff)
            let stated = try #require(try await sale.office.readMoney(of: MoneyCase.id)?.payoffs["payoff-1"])
            #expect(stated.amount == Money(yuan: penalty) + Money(fen: 4_321))
            let (li, wang) = (OfficeFixture.official("li"), OfficeFixture.official("wang"))
            try await sale.office.proposePayoff(MoneyCase.id, item: "payoff-1", number: stated.number, reason: "罚息核实", by: li)
            var topUp = Money.zero
            if penalty > 700_000 {
                await #expect(throws: EscrowRefusal.shortfall(Money(yuan: 100_000) + Money(fen: 4_321))) {
                    try await sale.office.agreeToPayoff(MoneyCase.id, item: "payoff-1", number: stated.number, reason: "罚息核实", by: wang)
                }
                topUp = Money(yuan: 100_100)
                try await sale.bringsBack(topUp, from: "SELLER-1")
                let held = try #require(try await sale.book.unjudged.first)
                try await sale.office.judgeDeposit(MoneyCase.id, receipt: held.deposit.receipt, as: .topUp, reason: "出卖人补足", by: li)
            }
            try await sale.office.agreeToPayoff(MoneyCase.id, item: "payoff-1", number: stated.number, reason: "罚息核实", by: wang)
            try await sale.turn(8)
            let book = try await sale.book
            #expect(book.phase == .cleared, "\(book.waitsFor(on: sale.clock.now.date))")
            #expect(sale.money.balance == .zero && sale.money.got("OLD-1") == Money(yuan: 300_000) + stated.amount)
            #expect(sale.money.got(MoneyCase.restAccount) == Money(yuan: 700_000) + topUp - stated.amount)
            #expect(try await sale.state.phase == .completed)
            try await sale.audited()
        }
    }

    @Test("a custodian's page is a web address or none", arguments: availableEngines)
    func script(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.payURL = "javascript:alert(1)" }
            try await sale.turn(3)
            let custody = try #require(try await sale.book.custody)
            #expect(custody.payURL == nil && custody.number == "提存2026-1")
        }
    }

    @Test("a custodian that takes nothing on is said in the case, with what to do, and the case can end", arguments: availableEngines)
    func declined(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            sale.money.state.withLock { $0.failing[Custody.Open.name] = 1 }
            try await sale.turn(6, seconds: 35)
            let state = try await sale.state
            #expect(state.waiting?.reason == "资金监管机构没有受理开户：本处不办理这类提存。请出卖人和买受人在办件页面改选另一家资金监管机构，或者撤回申请。")
            #expect(state.findings.filter { $0.check == "custodian-accepts" }.count == 1 && state.registration == nil)
            let parties = state.applicants.map(\.party.id)
            for party in parties { try await sale.office.withdraw(MoneyCase.id, reason: "改选监管机构", by: .party(party)) }
            try await sale.turn(3)
            #expect(try await sale.state.phase == .withdrawn)
            #expect(try await sale.book.phase == .returned)
        }
    }

    @Test("a penalty that comes after the money is asked for before the register changes", arguments: availableEngines)
    func penalty(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            sale.money.state.withLock { $0.debt = Money(yuan: 300_500) }
            try await sale.payIn()
            try await sale.turn()
            try await sale.cleared(payoff: Money(yuan: 300_500))
        }
    }

    @Test("nobody rings for another's account", arguments: availableEngines)
    func strangers(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(1)
            #expect(try await !sale.isRung(by: Peer(.custodian, institution: PlayedMoney.oldBank)))
            #expect(try await !sale.isRung("20260921999999", by: Peer(.custodian, institution: PlayedMoney.custodian)))
        }
    }

    @Test("a bell for what the book has already asks nobody; one for anything else does", arguments: availableEngines)
    func knownMovement(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            try await sale.turn()
            try await sale.cleared()
            let custodian = Peer(.custodian, institution: PlayedMoney.custodian)
            let receipts = sale.money.state.withLock { $0.movements.map(\.receipt) }
            let asked = sale.money.asked(Custody.Statement.name)
            for receipt in receipts { #expect(try await sale.isRung(receipt: receipt, by: custodian)) }
            try await sale.turn(2)
            #expect(!receipts.isEmpty && sale.money.asked(Custody.Statement.name) == asked)
            let other = Peer(.custodian, institution: PlayedMoney.oldBank)
            #expect(try await !sale.isRung(receipt: receipts[0], by: other), "nobody rings for another's account")
            #expect(try await sale.isRung(receipt: "another", by: custodian))
            try await sale.turn(2)
            #expect(sale.money.asked(Custody.Statement.name) > asked)
        }
    }

    @Test("an order is given once however many carry the money on", arguments: availableEngines)
    func manyDesks(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            let desks = (0..<4).map { _ in EscrowDesk(office: sale.office) }
            try await sale.turn(2)
            try await sale.payIn()
            for _ in 0..<14 {
                _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
                try await sale.ring()
                await withTaskGroup(of: Void.self) { group in
                    for desk in desks {
                        group.addTask {
                            await desk.tick()
                            try? await desk.deliverDue()
                        }
                    }
                }
                sale.clock.advance(35)
            }
            try await sale.turn(4, seconds: 35)
            try await sale.cleared()
        }
    }
}
