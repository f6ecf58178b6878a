import Register
import Testing

@testable import Escrow

/// One rule after the other, on a sale of 1,000.00 yuan: 600 of the buyer's own, a loan of 400, an old loan of 300, taxes of 20.
@Suite("The book of money in custody") struct EscrowBookTests {
    private static let day = LegalDate(dayNumber: 20_786)
    private static let noon = Moment(startOf: day)
    private static let unit = UnitCode(trusted: "360102001001GB00001F00010101")
    static let terms = EscrowTerms(
        caseID: "C1", custodian: "notary", unit: unit,
        sources: [
            .init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 600)),
            .init(name: "loan-1", kind: .loan, payer: "bank", approval: "A1", amount: Money(yuan: 400)),
        ],
        sinks: [
            .init(name: "payoff-1", kind: .payoff, payee: "old-bank", proof: "P1", unit: unit),
            .init(name: "charge-1", kind: .charge, payee: "tax", amount: Money(yuan: 20), account: "tax"),
            .init(name: "remainder", kind: .remainder, payee: "seller", account: "seller"),
        ], until: day.adding(days: 10))

    private func quote(_ yuan: Int64, days: Int = 0, perDay: Int64 = 100, account: String = "old", settled: Bool = false) -> PayoffQuote {
        PayoffQuote(
            sink: "payoff-1", number: "Q\(days)", on: Self.day.adding(days: days), amount: Money(yuan: yuan), perDay: Money(fen: perDay), account: account,
            settled: settled)
    }

    private func deposit(_ receipt: String, _ yuan: Int64, _ source: String?) -> EscrowEvent {
        .deposited(EscrowDeposit(receipt: receipt, source: source, amount: Money(yuan: yuan), from: "from-\(receipt)", at: Self.noon))
    }

    /// Opened, custody taken on, the loan quoted, the buyer's own money there.
    private func opened() throws -> EscrowBook {
        try EscrowBook([.opened(Self.terms), .custody(CustodyOpened(number: "T1", account: "custody")), .quoted(quote(300)), deposit("R1", 600, "own-funds")])
    }

    private func secured() throws -> EscrowBook {
        let book = try opened()
        return try book.applying(book.due(on: Self.day).map(EscrowEvent.ordered) + [deposit("R2", 400, "loan-1")])
    }

    private func released() throws -> EscrowBook {
        try secured().applying([.released(EscrowRelease(on: Self.day, ground: "F1"))])
    }

    private func give(_ book: EscrowBook, _ days: Int = 0) throws -> EscrowBook {
        try book.applying(book.due(on: Self.day.adding(days: days)).map(EscrowEvent.ordered))
    }

    private func pay(_ book: EscrowBook, _ receipt: String) throws -> EscrowBook {
        guard let order = book.liveOrders.first else { throw EscrowRefusal.notDue(receipt) }
        return try book.applying(book.reading(paid: order.number, amount: order.amount, receipt: receipt, at: Self.noon))
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? EscrowRefusal)?.code }
        return nil
    }

    @Test("a sale runs from the first deposit to the last fen")
    func wholeWay() throws {
        var book = try opened()
        #expect(book.due(on: Self.day).map(\.number) == ["C1-loan-1-1"])
        #expect(book.waitsFor(on: Self.day) == .loans(Money(yuan: 400)))
        book = try released()
        #expect(book.phase == .released)
        #expect(book.due(on: Self.day).map(\.number) == ["C1-payoff-1-1"])
        book = try pay(give(book), "R3")
        #expect(book.due(on: Self.day).isEmpty)
        #expect(book.confirmationsWanted.map(\.name) == ["payoff-1"])
        book = try book.applying(book.reading(LoanSettled(sink: "payoff-1", number: "S1", on: Self.day)))
        #expect(book.due(on: Self.day).map(\.amount) == [Money(yuan: 20), Money(yuan: 680)])
        book = try pay(pay(give(book), "R4"), "R5")
        #expect(book.phase == .cleared)
        #expect(book.invariants.isEmpty)
        #expect(book.inCustody == .zero)
    }

    @Test("nothing is released before it is secured, and the refusal says what is missing")
    func notSecured() throws {
        let book = try opened()
        let release = EscrowEvent.released(EscrowRelease(on: Self.day, ground: "F1"))
        #expect(throws: EscrowRefusal.notSecured(missing: Money(yuan: 400))) { try book.applying([release]) }
        let tomorrow = Self.day.adding(days: 1)
        #expect(throws: EscrowRefusal.staleQuote(sink: "payoff-1")) { try secured().requireSecured(on: tomorrow) }
        #expect(throws: EscrowRefusal.pastUntil(Self.terms.until)) { try secured().requireSecured(on: Self.day.adding(days: 11)) }
        #expect(throws: EscrowRefusal.shortfall(Money(yuan: 5))) {
            try secured().applying([.quoted(quote(985, days: 1))]).requireSecured(on: tomorrow)
        }
        #expect(code { try released().requireSecured(on: Self.day) } == "escrow-already-released")
    }

    @Test("a withdrawal gives everything back whole, to the accounts from which it came")
    func returned() throws {
        var book = try secured().applying([.returning(EscrowReturn(ground: .withdrawn, on: Self.day))])
        #expect(book.due(on: Self.day).map(\.account) == ["from-R1", "from-R2"])
        book = try pay(pay(give(book), "R3"), "R4")
        #expect(book.phase == .returned)
        // Late money finds its way back as well.
        book = try book.applying([deposit("R5", 400, "loan-1")])
        #expect(book.phase == .returning)
        #expect(book.due(on: Self.day).map(\.number) == ["C1-refund-3-1"])
        #expect(code { _ = try released().applying([.returning(EscrowReturn(ground: .refused, on: Self.day))]) } == "escrow-already-released")
        #expect(code { _ = try book.applying([.returning(EscrowReturn(ground: .refused, on: Self.day))]) } == "escrow-already-returning")
    }

    @Test("what nobody agreed on goes back and fills nothing")
    func surplus() throws {
        let book = try opened().applying([deposit("R8", 399, "loan-1"), deposit("R9", 600, "own-funds"), deposit("R10", 1, nil)])
        #expect(book.phase == .collecting)
        #expect(book.due(on: Self.day).filter { $0.purpose == .refund }.map(\.amount) == [Money(yuan: 399), Money(yuan: 600), Money(yuan: 1)])
        #expect(book.invariants.isEmpty)
    }

    @Test("a failed order is replaced by its next attempt, five times; then a person sees to it")
    func attempts() throws {
        var book = try secured().applying([.returning(EscrowReturn(ground: .withdrawn, on: Self.day))])
        for attempt in 1...EscrowBook.attempts {
            let order = try #require(book.due(on: Self.day).first { $0.item == "refund-1" })
            #expect(order.number == "C1-refund-1-\(attempt)")
            book = try book.applying([.ordered(order)] + book.applying([.ordered(order)]).reading(failed: order.number, reason: "closed"))
        }
        #expect(book.stuck == ["refund-1"])
        #expect(!book.due(on: Self.day).contains { $0.item == "refund-1" })
        book = try book.applying([.redirected(Redirected(item: "refund-1", account: "other", ground: "checked"))])
        let next = try #require(book.due(on: Self.day).first { $0.item == "refund-1" })
        #expect(next.number == "C1-refund-1-6" && next.account == "other")
        #expect(code { _ = try book.applying([.redirected(Redirected(item: "payoff-1", account: "x", ground: "y"))]) } == "escrow-not-due")
    }

    @Test("after the release the payoff is that of the day of payment, and the rest is what is left")
    func overnight() throws {
        var book = try released()
        #expect(book.due(on: Self.day.adding(days: 1)).isEmpty)
        #expect(book.quotesWanted(on: Self.day.adding(days: 1)).map(\.name) == ["payoff-1"])
        book = try book.applying(book.reading(quote(301, days: 1)))
        #expect(book.due(on: Self.day.adding(days: 1)).map(\.amount) == [Money(yuan: 301)])
        #expect(book.balance(.due("remainder")) == Money(yuan: 679))
        // A night between order and payment: the interest of that night alone is paid on.
        book = try pay(give(book, 1), "R3")
        #expect(book.reading(quote(1, days: 2)) == [.quoted(quote(1, days: 2))])
        #expect(book.reading(quote(2, days: 2)) == [.stopped(EscrowStop(.disputedPayoff, about: "payoff-1"))])
        #expect(book.reading(quote(301, days: 1)).isEmpty)
        #expect(try released().reading(quote(301, days: 1, account: "new")) == [.stopped(EscrowStop(.changedAccount, about: "payoff-1"))])
        #expect(try released().reading(quote(981, days: 1)) == [.stopped(EscrowStop(.shortfall, about: "payoff-1"))])
    }

    @Test("a difference between the two books stops every further order until a person has looked")
    func differences() throws {
        let book = try give(released())
        let order = try #require(book.liveOrders.first)
        func out(_ receipt: String, _ fen: Int64, _ order: String?, to: String) -> EscrowMovement {
            EscrowMovement(receipt: receipt, incoming: false, amount: Money(fen: fen), at: Self.noon, source: nil, order: order, other: to)
        }
        let came = book.deposits.map { state in
            EscrowMovement(
                receipt: state.deposit.receipt, incoming: true, amount: state.deposit.amount, at: state.deposit.at, source: state.deposit.source, order: nil,
                other: state.deposit.from)
        }
        func reason(_ movements: [EscrowMovement], _ fen: Int64, knownAt: Int? = nil) -> EscrowStop.Reason? {
            for event in book.reading(movements, balance: Money(fen: fen), knownAt: knownAt ?? book.version) { if case .stopped(let stop) = event { return stop.reason } }
            return nil
        }
        #expect(reason(came, 100_000) == nil)
        #expect(reason(came, 99_999) == .wrongBalance)
        #expect(reason(Array(came.prefix(1)), 60_000) == .missingReceipt)
        // Asked for before it came in: it can't be in it.
        #expect(reason(Array(came.prefix(1)), 60_000, knownAt: book.version - 3) == nil)
        #expect(reason(came + [out("X", 100, nil, to: "stranger")], 99_900) == .strangePayment)
        #expect(reason(came + [out("X", 29_999, order.number, to: "old")], 70_001) == .wrongAmount)
        #expect(reason(came + [out("X", 30_000, order.number, to: "stranger")], 70_000) == .wrongAccount)
        #expect(reason(came + [out("X", 30_000, order.number, to: "old"), out("Y", 30_000, order.number, to: "old")], 40_000) == .paidTwice)
        #expect(reason(came + came, 200_000) == .changedReceipt)
        var stopped = try book.applying([.stopped(EscrowStop(.strangePayment, about: "X"))])
        #expect(stopped.due(on: Self.day).isEmpty)
        #expect(code { _ = try stopped.applying([.stopped(EscrowStop(.wrongBalance, about: "Y"))]) } == "escrow-stopped")
        stopped = try stopped.applying([.resumed(EscrowResumed(accepting: ["X"], ground: "cleared up"))])
        #expect(stopped.reading(came + [out("X", 100, nil, to: "stranger")], balance: Money(fen: 99_900), knownAt: stopped.version).isEmpty)
    }

    @Test("what may not happen is refused with a code and changes nothing")
    func refusals() throws {
        let book = try secured()
        let twice = book.deposits[0].deposit
        #expect(code { _ = try book.applying([.deposited(twice)]) } == "escrow-repeated")
        #expect(code { _ = try book.applying([.opened(Self.terms)]) } == "escrow-already-opened")
        #expect(code { _ = try EscrowBook([deposit("R1", 1, nil)]) } == "escrow-not-opened")
        #expect(code { _ = try book.applying([.failed(OrderFailed(order: "?", reason: "?"))]) } == "escrow-unknown")
        var early = try #require(try released().due(on: Self.day).first)
        #expect(code { _ = try book.applying([.ordered(early)]) } == "escrow-not-due")
        early.amount = Money(fen: 1)
        #expect(code { _ = try released().applying([.ordered(early)]) } == "escrow-not-due")
        let live = try #require(try give(released()).liveOrders.first)
        #expect(
            code {
                _ = try give(released()).applying([
                    .paid(EscrowPayment(receipt: "X", order: live.number, amount: Money(fen: 1), to: live.account, at: Self.noon))
                ])
            } == "escrow-differs")
        for problem in ["names", "sources", "approval", "remainder", "payoff", "charge", "charges exceed the sources"] {
            var terms = Self.terms
            switch problem {
            case "names": terms.sources[1].name = "own-funds"
            case "sources": terms.sources[0].amount = .zero
            case "approval": terms.sources[1].approval = nil
            case "remainder": terms.sinks[2].account = nil
            case "payoff": terms.sinks[0].proof = nil
            case "charge": terms.sinks[1].account = nil
            default: terms.sinks[1].amount = Money(yuan: 1_001)
            }
            #expect(throws: EscrowRefusal.malformedTerms(problem)) { try EscrowBook(opening: terms) }
        }
    }

    @Test("events are stored in canonical form and read again as they were")
    func coding() throws {
        let events: [EscrowEvent] = [
            .opened(Self.terms), .custody(CustodyOpened(number: "T1", account: "custody")), .quoted(quote(300)), deposit("R1", 600, "own-funds"),
            .ordered(try #require(try opened().due(on: Self.day).first)), .failed(OrderFailed(order: "o", reason: "r")),
            .paid(EscrowPayment(receipt: "R", order: "o", amount: Money(fen: 1), to: "a", at: Self.noon)), .released(EscrowRelease(on: Self.day, ground: "F")),
            .returning(EscrowReturn(ground: .expired, on: Self.day)), .settled(LoanSettled(sink: "payoff-1", number: "S", on: Self.day)),
            .redirected(Redirected(item: "remainder", account: "b", ground: "g")), .stopped(EscrowStop(.shortfall, about: "s")),
            .resumed(
                EscrowResumed(
                    accepting: ["R"], ground: "g",
                    rulings: [EscrowRuling(receipt: "X", order: "o", amount: Money(fen: 2), to: "a", at: Self.noon, counts: Money(fen: 1))])),
            .judged(DepositJudged(receipt: "R", judgement: .correction, of: "X", ground: "g")),
            .proposed(PayoffProposed(quote: quote(300), by: "a", ground: "g")), .agreed(PayoffAgreed(sink: "payoff-1", number: "Q0", by: "b", ground: "g")),
        ]
        for event in events { #expect(try EscrowEvent(kind: event.kind, body: event.body()) == event) }
        #expect(Set(events.map(\.kind)).count == events.count)
        #expect(code { _ = try EscrowEvent(kind: "strange", body: []) } == "escrow-unknown")
    }

    @Test("a loan that comes after the end goes back and ends its order; another sum leaves it open")
    func lateLoan() throws {
        let book = try opened()
        let ended = try book.applying(book.due(on: Self.day).map(EscrowEvent.ordered) + [.returning(EscrowReturn(ground: .withdrawn, on: Self.day))])
        #expect(ended.liveOrders.map(\.item) == ["loan-1"])
        let other = try ended.applying([deposit("R2", 399, "loan-1")])
        #expect(other.liveOrders.map(\.item) == ["loan-1"])
        let late = try ended.applying([deposit("R2", 400, "loan-1")])
        #expect(late.liveOrders.isEmpty && late.invariants.isEmpty)
        #expect(late.due(on: Self.day).map(\.item) == ["refund-1", "refund-2"])
    }

    @Test("a statement that has a loan paid to somebody else stops the money on any day, and isn't taken; that nothing is owed any more is")
    func strangersAccount() throws {
        let book = try secured()
        let told = book.reading(quote(301, days: 1, account: "strange"), isTheirs: false)
        #expect(told == [.stopped(EscrowStop(.changedAccount, about: "payoff-1"))])
        let stopped = try book.applying(told)
        #expect(stopped.quotes["payoff-1"]?.account == "old" && stopped.due(on: Self.day).isEmpty)
        #expect(stopped.reading(quote(301, days: 1, account: "strange"), isTheirs: false).isEmpty, "once is enough")
        #expect(code { try stopped.requireSecured(on: Self.day) } == "escrow-stopped")
        #expect(book.reading(quote(301, days: 1, account: "other")).count == 1)
        #expect(book.reading(quote(0, days: 1, account: "strange", settled: true), isTheirs: false).count == 1)
    }
}
