import Catalogue
import Contracts
import Register

/// What lenders say in a case: which loans they have approved, and what pays off the ones that stand.
extension CaseFacts {
    /// The role of whoever holds the mortgage that stands (原抵押权人).
    static let standingLender = "standing-lender"
    /// The role of whoever lends to the taker (新贷款机构).
    static let newLender = "new-lender"
    /// Lenders are never the ones who get relief for small enterprises.
    static let lenders: Set<String> = [standingLender, newLender]
    /// The role of whoever holds the price in custody and takes part itself (资金监管、提存机构).
    static let custody = "custodian"
    /// Roles of those who only serve the parties: neither side of what is registered is theirs.
    static let serving = lenders.union([consenting, custody])

    /// A loan that a lender in the case has answered for.
    struct Loan: Hashable, Sendable {
        var lender: NamedParty
        var role: String
        var approval: Lending.LoanApproval.Answer
    }

    /// A mortgage that stands with one of those who hold it: each of them has a claim of its own that it secures (民法典 310, 393).
    struct Claim: Hashable, Sendable {
        var mortgage: Mortgage
        var mortgagee: PartyRef
        var isShared: Bool { mortgage.mortgagees.count > 1 }
    }

    /// What pays off one mortgagee of a mortgage that stands, as that lender stated it.
    struct Payoff: Hashable, Sendable {
        var mortgage: Mortgage
        var mortgagee: PartyRef
        var statement: Lending.PayoffStatement.Answer
    }

    static let approvalMaterial = "loan-approval"
    static let payoffMaterial = "payoff-statement"
    static let settlementMaterial = "settlement"

    /// The key under which the applicant of that place has a material of their own.
    static func key(_ kind: String, _ index: Int) -> String { index == 0 ? kind : "\(kind)/\(index + 1)" }

    /// In the order in which the lenders came to the case.
    var loans: [Loan] {
        applicants.enumerated().compactMap { index, applicant in
            decode(Lending.LoanApproval.Answer.self, Self.key(Self.approvalMaterial, index)).map {
                Loan(lender: applicant.party, role: applicant.role, approval: $0)
            }
        }
    }

    /// Every claim that a mortgage on the page secures, in the order of rank: of each there is one statement, under the key of its place.
    var claims: [Claim] { units.flatMap(\.folio.mortgages).flatMap { mortgage in mortgage.mortgagees.map { Claim(mortgage: mortgage, mortgagee: $0) } } }

    /// In the order of rank. A statement says itself which mortgage it is of: places move when one before it ends. Of a mortgage that several hold it is the
    /// claim of whoever signed it, and of nobody else.
    var payoffs: [Payoff] {
        let statements = materials.keys.filter { $0 == Self.payoffMaterial || $0.hasPrefix(Self.payoffMaterial + "/") }.sorted()
            .compactMap { key in decode(Lending.PayoffStatement.Answer.self, key).map { (statement: $0, signer: signers[key]) } }
        return units.flatMap { unit in
            unit.folio.mortgages.flatMap { mortgage in
                mortgage.mortgagees.compactMap { mortgagee in
                    guard let proof = unit.proofs[mortgage.entry.id] else { return nil }
                    let code = institution(of: mortgagee)
                    return statements.last {
                        $0.statement.proof == proof && $0.statement.unit == unit.folio.unit && (mortgage.mortgagees.count == 1 || code != nil && $0.signer == code)
                    }.map { Payoff(mortgage: mortgage, mortgagee: mortgagee, statement: $0.statement) }
                }
            }
        }
    }

    /// Statements that are not of today: they are asked for anew (民法典 677: interest runs by the day).
    var stalePayoffs: [Payoff] { payoffs.filter { $0.statement.on != today } }

    var settlement: Lending.Settlement.Answer? { decode(Lending.Settlement.Answer.self, Self.settlementMaterial) }

    /// A lender's credit code: the institution that is asked.
    func institution(of party: PartyRef) -> String? {
        let known = applicants.map(\.party) + units.flatMap { $0.owners + $0.others }
        return known.first { $0.ref.id == party.id }?.creditCode
    }

    /// What a lender is called; nil where nothing here knows it.
    func name(of party: PartyRef) -> String? {
        (applicants.map(\.party) + units.flatMap(\.others)).first { $0.ref.id == party.id }?.name
    }

    /// `kind:number` of those to whom a loan on this unit is made.
    var borrowers: [String]? { contract.map { $0.buyers.map(\.identifier).sorted() } }
}

extension ServiceDefinition {
    /// What is agreed to be paid out of the price before the rest.
    func chargesOnRest(_ answers: [String: String]) -> Money {
        guard let money else { return .zero }
        return money.charges.filter { $0.borneBy == money.restTo }.reduce(.zero) { $0 + (answers[$1.field].flatMap(KeptCharge.init)?.amount ?? .zero) }
    }

    /// Roles whose applicants lend to the taker.
    var loanRoles: Set<String> { roles(having: CaseFacts.approvalMaterial) }
}

extension NamedParty {
    /// 统一社会信用代码; nil for whoever has none.
    var creditCode: String? {
        let parts = identifier.split(separator: ":", maxSplits: 1)
        return parts.count == 2 && parts[0] == "credit-code" ? String(parts[1]) : nil
    }
}
