import Register
import Testing

@testable import Escrow

/// After the release an old loan can't be paid off as it was quoted: two persons see to it that it is paid off all the same.
@Suite("Payoffs that two persons restate") struct EscrowPayoffTests {
    private static let day = LegalDate(dayNumber: 20_786)
    private static let noon = Moment(startOf: day)

    private func quote(_ yuan: Int64, days: Int = 0, account: String = "old", number: String = "Q") -> PayoffQuote {
        PayoffQuote(sink: "payoff-1", number: number, on: Self.day.adding(days: days), amount: Money(yuan: yuan), perDay: Money(fen: 100), account: account)
    }

    private func came(_ receipt: String, _ yuan: Int64, _ source: String?, from: String = "buyer") -> EscrowEvent {
        .deposited(EscrowDeposit(receipt: receipt, source: source, amount: Money(yuan: yuan), from: from, at: Self.noon))
    }

    /// 1,000 came in, 300 are to pay the old loan off, 20 are taxes, 680 the seller's.
    private func released() throws -> EscrowBook {
        let first = try EscrowBook([.opened(EscrowBookTests.terms), .custody(CustodyOpened(number: "T1", account: "custody")), .quoted(quote(300)), came("R1", 600, "own-funds")])
        return try first.applying(
            first.due(on: Self.day).map(EscrowEvent.ordered) + [came("R2", 400, "loan-1"), .released(EscrowRelease(on: Self.day, ground: "F"))])
    }

    private func give(_ book: EscrowBook, _ days: Int = 0) throws -> EscrowBook { try book.applying(book.due(on: Self.day.adding(days: days)).map(EscrowEvent.ordered)) }

    private func pay(_ book: EscrowBook, _ receipt: String) throws -> EscrowBook {
        let order = try #require(book.liveOrders.first)
        return try book.applying(book.reading(paid: order.number, amount: order.amount, receipt: receipt, at: Self.noon))
    }

    private func two(_ book: EscrowBook, _ quote: PayoffQuote) throws -> EscrowBook {
        let next = try book.applying([
            .proposed(PayoffProposed(quote: quote, by: "first", ground: "g")), .agreed(PayoffAgreed(sink: "payoff-1", number: quote.number, by: "second", ground: "g")),
        ])
        #expect(next.invariants.isEmpty, "\(next.invariants)")
        return next
    }

    private func end(_ book: EscrowBook) throws -> EscrowBook {
        var book = try book.applying(book.reading(LoanSettled(sink: "payoff-1", number: "S", on: Self.day)))
        book = try pay(pay(give(book, 9), "E1"), "E2")
        #expect(book.phase == .cleared && book.invariants.isEmpty, "\(book.phase) \(book.invariants)")
        return book
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? EscrowRefusal)?.code }
        return nil
    }

    @Test("an account that was closed is replaced by the one that its lender's statement names, on the same day as well")
    func closed() throws {
        var book = try released()
        for _ in 1...EscrowBook.attempts {
            book = try give(book)
            book = try book.applying(book.reading(failed: #require(book.liveOrders.first).number, reason: "closed"))
        }
        #expect(book.stuck == ["payoff-1"] && book.unpayable.map(\.name) == ["payoff-1"])
        book = try two(book, quote(300, account: "new", number: "Q2"))
        #expect(book.stuck.isEmpty && book.due(on: Self.day).map { [$0.number, $0.account] } == [["C1-payoff-1-6", "new"]])
        // A night later it is the account that its lender names, and no change any more.
        #expect(book.reading(quote(301, days: 1, account: "new")) == [.quoted(quote(301, days: 1, account: "new"))])
        _ = try end(pay(give(book), "R3"))
    }

    @Test("a penalty that came on the day of registration is paid out of the rest, once")
    func penalty() throws {
        let paid = try pay(give(released()), "R3")
        let stopped = try paid.applying(paid.reading(quote(50, days: 1, number: "Q1")))
        #expect(stopped.stop?.reason == .disputedPayoff && stopped.unpayable.map(\.name) == ["payoff-1"])
        var book = try two(stopped, quote(50, days: 1, number: "Q1"))
        #expect(book.stop == nil && book.balance(.due("remainder")) == Money(yuan: 630))
        #expect(book.due(on: Self.day.adding(days: 1)).map(\.amount) == [Money(yuan: 50)])
        // Not paid that day: its interest is added without anybody's word, the penalty once more isn't.
        #expect(book.reading(quote(52, days: 3)) == [.quoted(quote(52, days: 3))])
        #expect(book.reading(quote(53, days: 3)) == [.stopped(EscrowStop(.disputedPayoff, about: "payoff-1"))])
        book = try pay(give(book, 1), "R4")
        #expect(book.reading(quote(50, days: 2)) == [.stopped(EscrowStop(.disputedPayoff, about: "payoff-1"))])
        let ended = try end(book)
        #expect(ended.paid("payoff-1") == Money(yuan: 350) && ended.paid("remainder") == Money(yuan: 630))
    }

    @Test("what the loan costs more than is left the seller pays in; until then the second person can't agree")
    func topUp() throws {
        let short = try released().applying(released().reading(quote(1_000, days: 1)))
        #expect(short.stop?.reason == .shortfall)
        var book = try short.applying([.proposed(PayoffProposed(quote: quote(1_000, days: 1), by: "first", ground: "g"))])
        let agreed = EscrowEvent.agreed(PayoffAgreed(sink: "payoff-1", number: "Q", by: "second", ground: "g"))
        #expect(throws: EscrowRefusal.shortfall(Money(yuan: 20))) { try book.applying([agreed]) }
        book = try book.applying([came("B", 30, nil, from: "seller")])
        #expect(book.unjudged.map(\.deposit.receipt) == ["B"])
        book = try book.applying([.judged(DepositJudged(receipt: "B", judgement: .topUp, ground: "g")), agreed])
        #expect(book.stop == nil && book.toppedUp == Money(yuan: 30) && book.invariants.isEmpty, "\(book.invariants)")
        let ended = try end(pay(give(book, 1), "R3"))
        #expect(ended.paid("payoff-1") == Money(yuan: 1_000) && ended.paid("remainder") == Money(yuan: 10))
        #expect(code { _ = try released().applying([came("B", 5, nil)]).applying([.judged(DepositJudged(receipt: "R1", judgement: .topUp, ground: "g"))]) } == "escrow-not-due")
    }

    @Test("a deposit that comes while a proposal waits isn't sent back before a person has looked at it")
    func waiting() throws {
        let book = try released().applying([.proposed(PayoffProposed(quote: quote(1_500, number: "Q2"), by: "first", ground: "g")), came("B", 600, nil, from: "seller")])
        #expect(book.stop == nil && !book.due(on: Self.day).contains { $0.purpose == .refund } && book.unjudged.count == 1)
        // Its lender's next statement is as it should be: the proposal is void, and what came goes back.
        let next = try book.applying([.quoted(quote(301, days: 1))])
        #expect(next.proposals.isEmpty && next.due(on: Self.day.adding(days: 1)).contains { $0.purpose == .refund })
    }

    @Test("one person alone, another statement, before the release, once it is settled or under way: refused")
    func refusals() throws {
        let book = try released()
        func proposed(_ quote: PayoffQuote, on book: EscrowBook) -> String? { code { _ = try book.applying([.proposed(PayoffProposed(quote: quote, by: "first", ground: "g"))]) } }
        let waiting = try book.applying([.proposed(PayoffProposed(quote: quote(310, account: "new", number: "Q2"), by: "first", ground: "g"))])
        func agreed(_ number: String, by: String) -> String? { code { _ = try waiting.applying([.agreed(PayoffAgreed(sink: "payoff-1", number: number, by: by, ground: "g"))]) } }
        #expect(agreed("Q2", by: "first") == "escrow-same-person")
        #expect(agreed("Q3", by: "second") == "escrow-unknown")
        #expect(agreed("Q2", by: "second") == nil)
        #expect(proposed(quote(0), on: book) == "escrow-differs")
        #expect(proposed(quote(300, days: -1), on: book) == "escrow-stale-quote")
        #expect(try proposed(quote(300), on: give(book)) == "escrow-not-due", "its order is under way")
        let early = try EscrowBook([.opened(EscrowBookTests.terms), .quoted(quote(300))])
        #expect(proposed(quote(300), on: early) == "escrow-not-due")
        let settled = try pay(give(book), "R3").applying([.settled(LoanSettled(sink: "payoff-1", number: "S", on: Self.day))])
        #expect(proposed(quote(300), on: settled) == "escrow-not-due")
    }
}
