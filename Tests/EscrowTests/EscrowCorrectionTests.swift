import Register
import Testing

@testable import Escrow

/// A custodian paid otherwise than it was ordered, a person has looked: the money still comes to its end.
@Suite("Payments that were wrong are put right") struct EscrowCorrectionTests {
    private static let day = LegalDate(dayNumber: 20_786)
    private static let noon = Moment(startOf: day)

    /// 1,000 came in, 300 pay the old loan off, 20 are taxes, 680 the seller's.
    private func book(_ more: [EscrowEvent] = []) throws -> EscrowBook {
        let quote = PayoffQuote(sink: "payoff-1", number: "Q", on: Self.day, amount: Money(yuan: 300), perDay: Money(fen: 100), account: "old")
        let first = try EscrowBook([.opened(EscrowBookTests.terms), .custody(CustodyOpened(number: "T1", account: "custody")), .quoted(quote), came("R1", 600, "own-funds")])
        return try first.applying(first.due(on: Self.day).map(EscrowEvent.ordered) + [came("R2", 400, "loan-1")] + more)
    }

    /// Released, the payoff ordered.
    private func paying() throws -> EscrowBook { try give(book([.released(EscrowRelease(on: Self.day, ground: "F"))])) }

    private func came(_ receipt: String, _ yuan: Int64, _ source: String? = nil, from: String = "buyer") -> EscrowEvent {
        .deposited(EscrowDeposit(receipt: receipt, source: source, amount: Money(yuan: yuan), from: from, at: Self.noon))
    }

    private func give(_ book: EscrowBook) throws -> EscrowBook { try book.applying(book.due(on: Self.day).map(EscrowEvent.ordered)) }

    private func pay(_ book: EscrowBook, _ receipt: String) throws -> EscrowBook {
        let order = try #require(book.liveOrders.first)
        return try book.applying(book.reading(paid: order.number, amount: order.amount, receipt: receipt, at: Self.noon))
    }

    private func ruled(_ receipt: String, order: String?, _ yuan: Int64, to: String, counts: Int64) -> EscrowRuling {
        EscrowRuling(receipt: receipt, order: order, amount: Money(yuan: yuan), to: to, at: Self.noon, counts: Money(yuan: counts))
    }

    private func stop(_ book: EscrowBook, _ reason: EscrowStop.Reason, _ about: String, ruling: EscrowRuling) throws -> EscrowBook {
        let next = try book.applying([.stopped(EscrowStop(reason, about: about)), .resumed(EscrowResumed(accepting: [], ground: "g", rulings: [ruling]))])
        #expect(next.invariants.isEmpty, "\(next.invariants)")
        return next
    }

    private func settle(_ book: EscrowBook) throws -> EscrowBook { try book.applying(book.reading(LoanSettled(sink: "payoff-1", number: "S", on: Self.day))) }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? EscrowRefusal)?.code }
        return nil
    }

    @Test("what was paid too little counts as far as it goes, and what is left is ordered anew")
    func tooLittle() throws {
        var book = try stop(paying(), .wrongAmount, "X", ruling: ruled("X", order: "C1-payoff-1-1", 299, to: "old", counts: 299))
        #expect(book.live("payoff-1") == nil && book.outstanding == .zero && book.paid("payoff-1") == Money(yuan: 299))
        #expect(book.due(on: Self.day).map { [$0.number, "\($0.amount)"] } == [["C1-payoff-1-2", "1.00"]])
        // A night later its lender asks for what is left and the interest, which is no dispute; a yuan more is.
        let quote = PayoffQuote(sink: "payoff-1", number: "Q2", on: Self.day.adding(days: 1), amount: Money(yuan: 2), perDay: Money(fen: 100), account: "old")
        #expect(book.reading(quote) == [.quoted(quote)])
        var more = quote
        more.amount = Money(yuan: 3)
        #expect(book.reading(more) == [.stopped(EscrowStop(.disputedPayoff, about: "payoff-1"))])
        book = try settle(pay(give(book), "R3"))
        book = try pay(pay(give(book), "R4"), "R5")
        #expect(book.phase == .cleared && book.invariants.isEmpty && book.paid("remainder") == Money(yuan: 680))
    }

    @Test("what went to another account fails its order, and is paid again as far as there is money; what comes back is no surplus")
    func wrongAccount() throws {
        var book = try stop(paying(), .wrongAccount, "X", ruling: ruled("X", order: "C1-payoff-1-1", 300, to: "stranger", counts: 0))
        #expect(book.outstanding == Money(yuan: 300) && book.inCustody == Money(yuan: 1_000))
        #expect(book.due(on: Self.day).map(\.number) == ["C1-payoff-1-2"], "the old loan is paid out of what is there")
        book = try settle(pay(give(book), "R3"))
        #expect(book.due(on: Self.day).map(\.item) == ["charge-1"], "the rest isn't there: it isn't ordered to be refused")
        book = try pay(give(book), "R4")
        #expect(book.waitsFor(on: Self.day) == .person("监管机构还没有追回付错的款项"))
        book = try book.applying([came("B1", 100, from: "stranger")])
        #expect(book.unjudged.map(\.deposit.receipt) == ["B1"] && book.due(on: Self.day).isEmpty, "it isn't paid to the stranger again")
        #expect(book.waitsFor(on: Self.day) == .person("有入账需要认定"))
        book = try book.applying([.judged(DepositJudged(receipt: "B1", judgement: .correction, of: "X", ground: "g"))])
        #expect(book.outstanding == Money(yuan: 200) && book.inCustody == Money(yuan: 680) && book.invariants.isEmpty)
        // More than is missing: what is too much stays to be judged, and goes back.
        book = try book.applying([came("B2", 201, from: "pool"), .judged(DepositJudged(receipt: "B2", judgement: .correction, of: "X", ground: "g"))])
        #expect(book.outstanding == .zero)
        #expect(book.due(on: Self.day).map { [$0.item, "\($0.amount)"] } == [["remainder", "680.00"], ["refund-4", "1.00"]])
        book = try pay(pay(give(book), "R5"), "R6")
        #expect(book.phase == .cleared && book.invariants.isEmpty, "\(book.phase) \(book.invariants)")
    }

    @Test("what reached its receiver on another account counts, if a person says so")
    func reached() throws {
        let book = try stop(paying(), .wrongAccount, "X", ruling: ruled("X", order: "C1-payoff-1-1", 301, to: "old-2", counts: 300))
        #expect(book.confirmationsWanted.map(\.name) == ["payoff-1"] && book.outstanding == Money(yuan: 1))
    }

    @Test("a payment that was taken for right, and wasn't, is undone")
    func undone() throws {
        let paid = try pay(paying(), "R3")
        #expect(paid.paid("payoff-1") == Money(yuan: 300))
        let book = try stop(paid, .changedReceipt, "R3", ruling: ruled("R3", order: "C1-payoff-1-1", 300, to: "stranger", counts: 0))
        #expect(book.paid("payoff-1") == .zero && book.outstanding == Money(yuan: 300) && book.due(on: Self.day).map(\.number) == ["C1-payoff-1-2"])
        // In no statement at all: it was never made, and should it show, it is read as any other.
        let never = try stop(paid, .missingReceipt, "R3", ruling: ruled("R3", order: "C1-payoff-1-1", 0, to: "old", counts: 0))
        #expect(never.outstanding == .zero && never.inCustody == Money(yuan: 1_000))
        let late = EscrowPayment(receipt: "R3", order: "C1-payoff-1-1", amount: Money(yuan: 300), to: "old", at: Self.noon)
        #expect(try never.applying([.paid(late)]).paid("payoff-1") == Money(yuan: 300))
        // Its lender has confirmed: what it got it keeps.
        #expect(code { _ = try stop(settle(paid), .changedReceipt, "R3", ruling: ruled("R3", order: "C1-payoff-1-1", 300, to: "x", counts: 0)) } == "escrow-not-due")
    }

    @Test("a refund that was paid too little is paid on, and each deposit goes back whole")
    func refund() throws {
        var book = try give(book([.returning(EscrowReturn(ground: .withdrawn, on: Self.day))]))
        book = try stop(book, .wrongAmount, "X", ruling: ruled("X", order: "C1-refund-1-1", 599, to: "buyer", counts: 599))
        #expect(book.due(on: Self.day).map { [$0.number, "\($0.amount)"] } == [["C1-refund-1-2", "1.00"]])
        book = try pay(pay(give(book), "R3"), "R4")
        #expect(book.phase == .returned && book.invariants.isEmpty && book.deposits.allSatisfy { $0.returned != nil })
    }

    @Test("money that went astray before the release secures nothing, and no lender pays in on it")
    func early() throws {
        let secured = try book()
        try secured.requireSecured(on: Self.day)
        var astray = try stop(secured, .strangePayment, "X", ruling: ruled("X", order: nil, 250, to: "stranger", counts: 0))
        #expect(astray.phase == .collecting)
        #expect(throws: EscrowRefusal.notSecured(missing: Money(yuan: 250))) { try astray.requireSecured(on: Self.day) }
        #expect(throws: EscrowRefusal.self) { try astray.applying([.released(EscrowRelease(on: Self.day, ground: "F"))]) }
        astray = try astray.applying([came("B", 250, from: "stranger"), .judged(DepositJudged(receipt: "B", judgement: .correction, of: "X", ground: "g"))])
        try astray.requireSecured(on: Self.day)
    }

    @Test("what comes in while the book is stopped waits for a person's word; in a book of before it goes back by itself")
    func held() throws {
        let stopped = try paying().applying([.stopped(EscrowStop(.wrongBalance, about: "statement")), came("B", 5), .resumed(EscrowResumed(accepting: [], ground: "g"))])
        #expect(stopped.due(on: Self.day).isEmpty && stopped.unjudged.count == 1)
        let judged = try stopped.applying([.judged(DepositJudged(receipt: "B", judgement: .refund, ground: "g"))])
        #expect(judged.due(on: Self.day).map(\.item) == ["refund-3"])
        let old = try EscrowEvent(kind: "stopped", body: Array(#"{"about":"statement","reason":"wrongBalance"}"#.utf8))
        let resumed = try EscrowEvent(kind: "resumed", body: Array(#"{"accepting":[],"ground":"g"}"#.utf8))
        #expect(try paying().applying([old, came("B", 5), resumed]).due(on: Self.day).map(\.item) == ["refund-3"])
        #expect(try String(decoding: old.body(), as: UTF8.self) == #"{"about":"statement","reason":"wrongBalance"}"#)
        #expect(try String(decoding: resumed.body(), as: UTF8.self) == #"{"accepting":[],"ground":"g"}"#)
    }

    @Test("a wrong payment that was merely left aside, while its order is under way, stops the money again")
    func leftAside() throws {
        let book = try paying().applying([.stopped(EscrowStop(.wrongAmount, about: "X")), .resumed(EscrowResumed(accepting: ["X"], ground: "g"))])
        let movements = [
            EscrowMovement(receipt: "R1", incoming: true, amount: Money(yuan: 600), at: Self.noon, source: "own-funds", order: nil, other: "buyer"),
            EscrowMovement(receipt: "R2", incoming: true, amount: Money(yuan: 400), at: Self.noon, source: "loan-1", order: nil, other: "buyer"),
            EscrowMovement(receipt: "X", incoming: false, amount: Money(yuan: 299), at: Self.noon, source: nil, order: "C1-payoff-1-1", other: "old"),
        ]
        #expect(book.reading(movements, balance: Money(yuan: 701), knownAt: book.version) == [.stopped(EscrowStop(.wrongAmount, about: "X"))])
        let difference = try #require(book.differences(movements, balance: Money(yuan: 701)).first)
        #expect(book.countable(difference) == Money(yuan: 299))
        let ruled = try stop(book, .wrongAmount, "X", ruling: ruled("X", order: "C1-payoff-1-1", 299, to: "old", counts: 299))
        #expect(ruled.reading(movements, balance: Money(yuan: 701), knownAt: ruled.version).isEmpty)
        #expect(ruled.differences(movements, balance: Money(yuan: 701)).isEmpty)
    }

    @Test("a person's word that can't be true is refused and changes nothing")
    func refusals() throws {
        let stopped = try paying().applying([.stopped(EscrowStop(.wrongAmount, about: "X"))])
        func refused(_ ruling: EscrowRuling) -> String? { code { _ = try stopped.applying([.resumed(EscrowResumed(accepting: [], ground: "g", rulings: [ruling]))]) } }
        let order = "C1-payoff-1-1"
        #expect(refused(ruled("X", order: order, 299, to: "old", counts: 300)) == "escrow-differs", "more than was paid")
        #expect(refused(ruled("X", order: order, 400, to: "old", counts: 400)) == "escrow-differs", "more than was ordered")
        #expect(refused(ruled("X", order: order, -1, to: "old", counts: -1)) == "escrow-differs")
        #expect(refused(ruled("X", order: nil, 5, to: "old", counts: 5)) == "escrow-unknown", "of no order")
        #expect(refused(ruled("R1", order: order, 300, to: "old", counts: 0)) == "escrow-repeated", "a deposit")
        #expect(refused(ruled("X", order: "C1-loan-1-1", 400, to: "old", counts: 400)) == "escrow-unknown", "a lender's order")
        let ruled = try stop(paying(), .strangePayment, "X", ruling: ruled("X", order: nil, 5, to: "stranger", counts: 0))
        let again = EscrowEvent.resumed(EscrowResumed(accepting: [], ground: "g", rulings: [self.ruled("X", order: nil, 5, to: "stranger", counts: 0)]))
        #expect(code { _ = try ruled.applying([.stopped(EscrowStop(.wrongBalance, about: "statement")), again]) } == "escrow-repeated")
        func judged(_ receipt: String, of wrong: String?) -> String? {
            code { _ = try ruled.applying([.judged(DepositJudged(receipt: receipt, judgement: .correction, of: wrong, ground: "g"))]) }
        }
        #expect(judged("R1", of: "X") == "escrow-not-due", "what was agreed on makes nothing good")
        #expect(judged("?", of: "X") == "escrow-unknown")
        let back = try ruled.applying([came("B", 5)])
        #expect(code { _ = try back.applying([.judged(DepositJudged(receipt: "B", judgement: .correction, of: "Y", ground: "g"))]) } == "escrow-unknown")
        let paidTwice = try pay(paying(), "R3")
        let counted = self.ruled("X", order: order, 300, to: "old", counts: 300)
        #expect(code { _ = try paidTwice.applying([.stopped(EscrowStop(.paidTwice, about: "X")), .resumed(EscrowResumed(accepting: [], ground: "g", rulings: [counted]))]) } == "escrow-repeated")
    }
}
