package import Register

/// The registry's double-entry book of the money that a custodian holds for one case: a fold of its events.
///
/// The book holds no money and moves none. It knows what came in and went out by the custodian's receipts, and says which orders may be given. An
/// event that may not happen is refused and changes nothing.
package struct EscrowBook: Hashable, Sendable {
    package let terms: EscrowTerms
    /// Number of events folded.
    package internal(set) var version = 1
    package internal(set) var custody: CustodyOpened?
    package internal(set) var deposits: [EscrowDepositState] = []
    package internal(set) var payments: [EscrowPayment] = []
    /// In the order in which they were given.
    package internal(set) var orders: [EscrowOrderState] = []
    /// The newest by sink.
    package internal(set) var quotes: [String: PayoffQuote] = [:]
    package internal(set) var settled: [String: LoanSettled] = [:]
    package internal(set) var release: EscrowRelease?
    package internal(set) var returning: EscrowReturn?
    package internal(set) var stop: EscrowStop?
    package internal(set) var postings: [EscrowPosting] = []
    var balances: [EscrowAccount: Int64] = [:]
    /// Where items go to by a person's word.
    var redirections: [String: String] = [:]
    /// Failed attempts of an item since a person last saw to it.
    var failures: [String: Int] = [:]
    /// Number of the event that recorded a receipt.
    var recorded: [String: Int] = [:]
    /// Receipts whose differences a person has cleared up.
    var accepted: Set<String> = []
    /// What a person has said of payments that weren't made as ordered, by receipt.
    package internal(set) var rulings: [String: EscrowRuling] = [:]
    /// What of them the custodian has still to bring back.
    package internal(set) var astray: [String: Money] = [:]
    /// Statements of lenders that one person has taken up and a second hasn't agreed to, by sink.
    package internal(set) var proposals: [String: PayoffProposed] = [:]
    /// Those that two have agreed to and that nothing was paid on since.
    var agreed: [String: PayoffQuote] = [:]

    /// An order that failed so often is not given again by itself.
    package static let attempts = 5

    package init(opening terms: EscrowTerms) throws(EscrowRefusal) {
        if let problem = terms.problem { throw problem }
        self.terms = terms
    }

    /// - Throws: `EscrowRefusal` for a history that can't be one.
    package init(_ events: some Collection<EscrowEvent>) throws(EscrowRefusal) {
        guard case .opened(let terms)? = events.first else { throw .notOpened }
        try self.init(opening: terms)
        for event in events.dropFirst() { try apply(event) }
    }

    package func applying(_ events: some Sequence<EscrowEvent>) throws(EscrowRefusal) -> EscrowBook {
        var copy = self
        for event in events { try copy.apply(event) }
        return copy
    }

    // MARK: what is there

    package func balance(_ account: EscrowAccount) -> Money { Money(fen: balances[account] ?? 0) }
    package var inCustody: Money { balance(.custody) }
    /// What has come in for a source.
    package func held(_ source: String) -> Money { deposits.filter { $0.fills == source }.reduce(.zero) { $0 + $1.deposit.amount } }
    package func missing(_ source: EscrowTerms.Source) -> Money { source.amount - held(source.name) }
    package var missing: Money { terms.sources.reduce(.zero) { $0 + missing($1) } }
    package func paid(_ item: String) -> Money { payments.filter { order($0.order)?.order.item == item }.reduce(.zero) { $0 + $1.amount } }
    package func order(_ number: String) -> EscrowOrderState? { orders.first { $0.order.number == number } }
    package func live(_ item: String) -> EscrowOrderState? { orders.first { $0.order.item == item && $0.isLive } }
    package var liveOrders: [EscrowOrder] { orders.filter(\.isLive).map(\.order) }
    package func payment(receipt: String) -> EscrowPayment? { payments.first { $0.receipt == receipt } }
    package func deposit(receipt: String) -> EscrowDepositState? { deposits.first { $0.deposit.receipt == receipt } }

    /// What the charges and the loans cost, as last quoted.
    package var owed: Money {
        terms.charges.reduce(.zero) { $0 + ($1.amount ?? .zero) } + terms.payoffs.reduce(.zero) { $0 + (quotes[$1.name]?.amount ?? .zero) }
    }
    /// What the seller gets if everything stays as it is.
    package var remainder: Money { terms.total - owed }

    /// Items whose orders failed so often that a person has to see to it.
    package var stuck: [String] { failures.filter { $0.value >= Self.attempts }.keys.sorted() }

    package var phase: EscrowPhase {
        if release != nil {
            let open = terms.payoffs.contains { settled[$0.name] == nil } || inCustody > .zero
            return open ? .released : .cleared
        }
        if returning != nil { return inCustody > .zero ? .returning : .returned }
        return custody != nil && missing == .zero && astray.isEmpty ? .secured : .collecting
    }

    /// Whether the register may change on the money now.
    /// - Throws: why not.
    package func requireSecured(on day: LegalDate) throws(EscrowRefusal) {
        if release != nil { throw .alreadyReleased }
        if returning != nil { throw .alreadyReturning }
        if let stop { throw .stopped(stop.reason) }
        if custody == nil { throw .notOpened }
        // What has gone astray isn't there, whoever owes it.
        guard missing == .zero, astray.isEmpty else { throw .notSecured(missing: missing + outstanding) }
        guard day <= terms.until else { throw .pastUntil(terms.until) }
        for sink in terms.payoffs where quotes[sink.name]?.on != day { throw .staleQuote(sink: sink.name) }
        guard remainder >= .zero else { throw .shortfall(.zero - remainder) }
    }
}
