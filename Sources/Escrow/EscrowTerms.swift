package import Register

/// What the parties agreed on about the money of one case: who pays how much in, whom it is owed to once the register has changed, and until when.
///
/// Accounts are named, never numbered: a number is personal data and lies sealed beside the book.
package struct EscrowTerms: Codable, Hashable, Sendable {
    /// Money that has to come in.
    package struct Source: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            /// 自有资金: may come in several deposits.
            case ownFunds
            /// 贷款: comes in one, on the registry's order to its lender.
            case loan
        }
        /// Its name for ever: `own-funds`, `loan-1`.
        package var name: String
        package var kind: Kind
        /// The key of the party that pays, or a lender's credit code.
        package var payer: String
        /// Number of the lender's approval.
        package var approval: String?
        package var amount: Money
        package init(name: String, kind: Kind, payer: String, approval: String? = nil, amount: Money) {
            self.name = name
            self.kind = kind
            self.payer = payer
            self.approval = approval
            self.amount = amount
        }
    }

    /// Whom money is owed to after the release.
    package struct Sink: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            /// 清偿原贷款: what pays it off on the day of payment.
            case payoff
            /// 约定由监管资金支付的费用: a fixed amount, owed by one of the sides.
            case charge
            /// 支付出卖人余款: what is left.
            case remainder
        }
        package var name: String
        package var kind: Kind
        /// A lender's credit code or the key of a party; of a charge the name of its account.
        package var payee: String
        /// The unit and the number of the mortgage's certificate, of a payoff.
        package var proof: String?
        package var unit: UnitCode?
        /// Of a charge.
        package var amount: Money?
        /// The name of the account it goes to; of a payoff its lender's statement says which.
        package var account: String?
        /// Of a charge: what for, in the catalogue's word, and the key of the party that owes it.
        package var purpose: String?
        package var bearer: String?
        package init(
            name: String, kind: Kind, payee: String, proof: String? = nil, unit: UnitCode? = nil, amount: Money? = nil, account: String? = nil,
            purpose: String? = nil, bearer: String? = nil
        ) {
            self.name = name
            self.kind = kind
            self.payee = payee
            self.proof = proof
            self.unit = unit
            self.amount = amount
            self.account = account
            self.purpose = purpose
            self.bearer = bearer
        }
    }

    package var caseID: String
    /// Credit code of whoever holds the money.
    package var custodian: String
    package var unit: UnitCode
    package var sources: [Source]
    package var sinks: [Sink]
    /// The last day on which it may be released.
    package var until: LegalDate
    /// Which of the case's books it is, from 2 on; nil for the first.
    package var round: Int?

    package init(caseID: String, custodian: String, unit: UnitCode, sources: [Source], sinks: [Sink], until: LegalDate, round: Int? = nil) {
        self.caseID = caseID
        self.custodian = custodian
        self.unit = unit
        self.sources = sources
        self.sinks = sinks
        self.until = until
        self.round = round
    }

    /// Everything that comes in.
    package var total: Money { sources.reduce(.zero) { $0 + $1.amount } }
    package var payoffs: [Sink] { sinks.filter { $0.kind == .payoff } }
    package var charges: [Sink] { sinks.filter { $0.kind == .charge } }
    /// Whether a charge is owed by whoever gets the rest, and is taken off it; otherwise it came in on top of the price.
    package func isOffTheRest(_ charge: Sink) -> Bool { charge.bearer == sinks.first { $0.kind == .remainder }?.payee }
    package func source(_ name: String) -> Source? { sources.first { $0.name == name } }
    package func sink(_ name: String) -> Sink? { sinks.first { $0.name == name } }

    /// A hundred billion yuan: no sum of amounts up to this leaves 64 bits.
    static let largest = Money(yuan: 100_000_000_000)

    /// What makes these terms none; nil if nothing does.
    package var problem: EscrowRefusal? {
        let names = sources.map(\.name) + sinks.map(\.name)
        guard Set(names).count == names.count, !names.contains(where: \.isEmpty), names.count <= 40 else { return .malformedTerms("names") }
        guard !sources.isEmpty, sources.allSatisfy({ $0.amount > .zero && $0.amount <= Self.largest }) else { return .malformedTerms("sources") }
        guard sources.allSatisfy({ ($0.kind == .loan) == ($0.approval != nil) }) else { return .malformedTerms("approval") }
        let remainders = sinks.filter { $0.kind == .remainder }
        guard remainders.count == 1, remainders[0].account != nil else { return .malformedTerms("remainder") }
        guard payoffs.allSatisfy({ $0.proof != nil && $0.unit != nil && $0.amount == nil }) else { return .malformedTerms("payoff") }
        guard charges.allSatisfy({ ($0.amount ?? .zero) > .zero && ($0.amount ?? .zero) <= Self.largest && $0.account != nil }) else {
            return .malformedTerms("charge")
        }
        guard charges.reduce(.zero, { $0 + ($1.amount ?? .zero) }) <= total else { return .malformedTerms("charges exceed the sources") }
        return nil
    }
}
