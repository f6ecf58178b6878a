import Register
import Testing

@testable import Escrow

/// What a person is shown when the two books differ.
@Suite("Differences between the two books") struct EscrowDifferenceTests {
    private static let day = LegalDate(dayNumber: 20_786)
    private static let noon = Moment(startOf: day)

    private func movement(_ receipt: String, _ yuan: Int64, in incoming: Bool = true, order: String? = nil, source: String? = nil, other: String) -> EscrowMovement {
        EscrowMovement(receipt: receipt, incoming: incoming, amount: Money(yuan: yuan), at: Self.noon, source: source, order: order, other: other)
    }

    /// Released, the payoff of 300 ordered.
    private func paying() throws -> EscrowBook {
        var book = try EscrowBook([
            .opened(EscrowBookTests.terms), .custody(CustodyOpened(number: "T1", account: "custody")),
            .quoted(PayoffQuote(sink: "payoff-1", number: "Q", on: Self.day, amount: Money(yuan: 300), perDay: Money(fen: 100), account: "old")),
            .deposited(EscrowDeposit(receipt: "R1", source: "own-funds", amount: Money(yuan: 600), from: "buyer", at: Self.noon)),
        ])
        for order in book.due(on: Self.day) { try book.apply(.ordered(order)) }
        try book.apply(.deposited(EscrowDeposit(receipt: "R2", source: "loan-1", amount: Money(yuan: 400), from: "bank", at: Self.noon)))
        try book.apply(.released(EscrowRelease(on: Self.day, ground: "F")))
        for order in book.due(on: Self.day) { try book.apply(.ordered(order)) }
        return book
    }

    private var in1: EscrowMovement { movement("R1", 600, source: "own-funds", other: "buyer") }
    private var in2: EscrowMovement { movement("R2", 400, source: "loan-1", other: "bank") }

    @Test("none where the custodian says what the book knows, nor for what is merely new")
    func same() throws {
        let book = try paying()
        #expect(book.differences([in1, in2], balance: Money(yuan: 1_000)).isEmpty)
        #expect(book.differences([in1, in2, movement("R3", 300, in: false, order: "C1-payoff-1-1", other: "old")], balance: Money(yuan: 700)).isEmpty)
        #expect(book.differences([in1, in2, movement("R4", 5, other: "x")], balance: Money(yuan: 1_005)).isEmpty)
    }

    @Test("each kind is told with what both say")
    func kinds() throws {
        let book = try paying()
        func kinds(_ movements: [EscrowMovement], _ balance: Int64) -> [EscrowDifference.Kind] { book.differences(movements, balance: Money(yuan: balance)).map(\.kind) }
        let order = "C1-payoff-1-1"
        #expect(kinds([in1, in2, movement("R3", 299, in: false, order: order, other: "old")], 701) == [.wrongAmount])
        #expect(kinds([in1, in2, movement("R3", 300, in: false, order: order, other: "else")], 700) == [.wrongAccount])
        #expect(kinds([in1, in2, movement("R3", 1, in: false, other: "else")], 999) == [.strangePayment])
        #expect(kinds([in1], 600) == [.missingReceipt])
        #expect(kinds([in1, movement("R2", 399, source: "loan-1", other: "bank")], 999) == [.changedReceipt])
        #expect(kinds([in1, in2], 999) == [.wrongBalance])
        let paid = try book.applying([.paid(EscrowPayment(receipt: "R3", order: order, amount: Money(yuan: 300), to: "old", at: Self.noon))])
        let all = [in1, in2, movement("R3", 300, in: false, order: order, other: "old"), movement("R5", 300, in: false, order: order, other: "old")]
        #expect(paid.differences(all, balance: Money(yuan: 400)).map(\.kind) == [.paidTwice])
        let wrong = try #require(book.differences([in1, in2, movement("R3", 299, in: false, order: order, other: "old")], balance: Money(yuan: 701)).first)
        #expect(wrong.expected == Money(yuan: 300) && wrong.stated == Money(yuan: 299) && wrong.order == order)
    }

    @Test("what a person has cleared up is none any more")
    func accepted() throws {
        var book = try paying()
        try book.apply(.stopped(EscrowStop(.strangePayment, about: "R3")))
        try book.apply(.resumed(EscrowResumed(accepting: ["R3"], ground: "已核实")))
        #expect(book.differences([in1, in2, movement("R3", 1, in: false, other: "else")], balance: Money(yuan: 999)).isEmpty)
    }
}
