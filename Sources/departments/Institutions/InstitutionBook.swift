import Contracts
import Register

/// What the played banks, the provident fund and the notary office know and did.
struct InstitutionBook {
    /// One change. Several that belong together are one line of the journal: they happen whole or not at all.
    enum Change: Codable {
        case opened(MoneyLedger.Account)
        case posted(MoneyLedger.Posting)
        case approval(Approval)
        case loan(Loan)
        case custody(CustodyCase)
        case moved(custodian: String, caseID: String, Custody.Movement)
        case order(CustodyOrder)
        case disbursed(Disbursal)
        /// How many days an institution is ahead of the calendar.
        case days(String, Int)
    }

    private(set) var institutions: [String: CityInstitution] = [:]
    private(set) var ledger = MoneyLedger()
    private(set) var approvals: [String: Approval] = [:]
    private(set) var approvalsOfUnit: [UnitCode: [String]] = [:]
    private(set) var loans: [String: Loan] = [:]
    private(set) var loanOfMortgage: [String: String] = [:]
    private var loansOfUnit: [UnitCode: [String]] = [:]
    private(set) var loaded: [String: CityLoans] = [:]
    private(set) var custody: [String: CustodyCase] = [:]
    private(set) var orders: [String: CustodyOrder] = [:]
    private(set) var disbursals: [String: Disbursal] = [:]
    private(set) var days: [String: Int] = [:]
    // Where things are by what they are looked for: a city's day has thousands of each.
    private var custodyOfAccount: [String: String] = [:]
    private var ordersOfCase: [String: [String]] = [:]
    private var disbursalsOfCase: [String: [String]] = [:]

    mutating func apply(_ change: Change) {
        switch change {
        case .opened(let account): ledger.open(account)
        case .posted(let posting): ledger.post(posting)
        case .approval(let approval):
            if approvals[approval.key] == nil { approvalsOfUnit[approval.said.unit, default: []].append(approval.key) }
            approvals[approval.key] = approval
        case .loan(let loan):
            if loans[loan.account] == nil { loansOfUnit[loan.unit, default: []].append(loan.account) }
            loans[loan.account] = loan
            if let proof = loan.proof { loanOfMortgage[Self.key(loan.lender, loan.unit.text, proof)] = loan.account }
        case .custody(let opened):
            let key = Self.key(opened.custodian, opened.caseID)
            custody[key] = opened
            custodyOfAccount[opened.account.number] = key
        case .moved(let custodian, let caseID, let movement): custody[Self.key(custodian, caseID)]?.movements.append(movement)
        case .order(let order):
            let key = Self.key(order.custodian, order.said.order)
            if orders[key] == nil { ordersOfCase[Self.key(order.custodian, order.said.caseID), default: []].append(key) }
            orders[key] = order
        case .disbursed(let disbursal):
            let key = Self.key(disbursal.lender, disbursal.said.order)
            if disbursals[key] == nil { disbursalsOfCase[disbursal.said.caseID, default: []].append(key) }
            disbursals[key] = disbursal
        case .days(let code, let ahead): days[code] = ahead
        }
    }

    // MARK: what the city's file says

    mutating func add(_ institution: CityInstitution) {
        institutions[institution.creditCode] = institution
        if institution.kinds != [.court] { ledger.open(.init(account: Self.pool(of: institution), opening: institution.funds)) }
    }

    mutating func add(_ loans: CityLoans) { loaded[loans.parcel] = loans }

    /// An approval that something has happened to since is left as it is.
    mutating func add(_ approval: CityApproval) {
        let own = Approval(lender: approval.lender, said: approval.approval, isSealed: approval.sealed)
        if approvals[own.key] == nil { apply(.approval(own)) }
    }

    // MARK: looking

    static func key(_ parts: String...) -> String { parts.joined(separator: " ") }

    /// The account out of which an institution lends, and into which its own money comes back.
    static func pool(of institution: CityInstitution) -> MoneyAccount {
        MoneyAccount(holder: institution.name, bank: institution.name, number: MoneyLedger.number("1001", institution.creditCode))
    }

    func institution(_ code: String, as kind: Department) -> CityInstitution? {
        institutions[code].flatMap { $0.kinds.contains(kind) ? $0 : nil }
    }

    /// A court by the name under which it is connected.
    func court(named name: String) -> CityInstitution? { institutions.values.first { $0.name == name && $0.kinds.contains(.court) } }

    /// Institutions as who they are connected, in order.
    var peers: [(peer: Peer, name: String)] {
        institutions.values.flatMap { institution in
            institution.kinds.map { (Peer($0, institution: institution.creditCode), institution.name) }
        }.sorted { $0.0 < $1.0 }
    }

    /// The day that an institution's books are at.
    func today(of code: String, at now: Moment) -> LegalDate { now.date.adding(days: days[code] ?? 0) }

    /// The loan that a mortgage secures: known, out of the city's file, or lent here on the same unit and not yet under a number.
    func loan(lender: String, unit: UnitCode, proof: String) -> Loan? {
        if let account = loanOfMortgage[Self.key(lender, unit.text, proof)] { return loans[account] }
        let parcel = String(unit.text.prefix(19))
        let rest = unit.text.dropFirst(19)
        if let all = loaded[parcel],
            let found = all.loans.first(where: { $0.unit == rest && $0.proof == proof && all.lenders.indices.contains($0.lender) && all.lenders[$0.lender] == lender })
        {
            return Loan(
                account: MoneyLedger.number("3002", Self.key(lender, unit.text, proof)), lender: lender, unit: unit, proof: proof, borrowers: [],
                amount: found.amount, from: found.from, months: found.months, rate: Loan.rate(provident: institutions[lender]?.provident == true))
        }
        guard var own = (loansOfUnit[unit] ?? []).compactMap({ loans[$0] }).first(where: { $0.lender == lender && $0.proof == nil && !$0.isReturned })
        else { return nil }
        own.proof = proof
        return own
    }

    func custody(at account: MoneyAccount) -> CustodyCase? {
        custodyOfAccount[account.number].flatMap { custody[$0] }.flatMap { $0.account == account ? $0 : nil }
    }

    func orders(of caseID: String, at custodian: String) -> [CustodyOrder] {
        (ordersOfCase[Self.key(custodian, caseID)] ?? []).compactMap { orders[$0] }
    }

    func disbursals(of caseID: String) -> [Disbursal] { (disbursalsOfCase[caseID] ?? []).compactMap { disbursals[$0] } }

    func approvals(of unit: UnitCode) -> [Approval] { (approvalsOfUnit[unit] ?? []).compactMap { approvals[$0] } }
}

/// A loan that a lender was asked for, and what became of the question.
struct Approval: Codable, Hashable {
    let lender: String
    var said: Lending.LoanApproval.Answer
    var isSealed: Bool
    /// Paid out so far.
    var disbursed = Money.zero

    var key: String { InstitutionBook.key(lender, said.number) }
}

/// A case's money at a custodian.
struct CustodyCase: Codable {
    let custodian: String
    let caseID: String
    let number: String
    let account: MoneyAccount
    let said: Custody.Open.Request
    var movements: [Custody.Movement] = []

    var balance: Money {
        movements.reduce(.zero) { $1.direction == .incoming ? $0 + $1.amount : $0 - $1.amount }
    }

    /// What has come in of one source.
    func arrived(_ source: String) -> Money {
        movements.filter { $0.direction == .incoming && $0.source == source }.reduce(.zero) { $0 + $1.amount }
    }
}

/// A payment that the registry has ordered.
struct CustodyOrder: Codable {
    let custodian: String
    let said: Custody.Pay.Request
    var status: Custody.Pay.Status
    var receipt: String?
    var at: Moment?
    var reason: String?

    var answer: Custody.Pay.Answer { .init(order: said.order, amount: said.amount, status: status, receipt: receipt, at: at, reason: reason) }
}

/// A loan's way into custody.
struct Disbursal: Codable {
    let lender: String
    let said: Lending.Disburse.Request
    var receipt: String?
    var paidAt: Moment?
    /// The loan's account, once it is paid.
    var loan: String?

    var answer: Lending.Disburse.Answer { .init(order: said.order, receipt: receipt, amount: said.amount, paidAt: paidAt) }
}
