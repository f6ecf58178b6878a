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

    /// A loan that a lender in the case has answered for.
    struct Loan: Hashable, Sendable {
        var lender: NamedParty
        var role: String
        var approval: Lending.LoanApproval.Answer
    }

    /// What pays off one mortgage that stands, as its lender stated it.
    struct Payoff: Hashable, Sendable {
        var mortgage: Mortgage
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

    /// In the order of rank. A statement says itself which mortgage it is of: places move when one before it ends.
    var payoffs: [Payoff] {
        let statements = materials.keys.filter { $0 == Self.payoffMaterial || $0.hasPrefix(Self.payoffMaterial + "/") }.sorted()
            .compactMap { decode(Lending.PayoffStatement.Answer.self, $0) }
        return units.flatMap { unit in
            unit.folio.mortgages.compactMap { mortgage in
                guard let proof = unit.proofs[mortgage.entry.id] else { return nil }
                return statements.last { $0.proof == proof && $0.unit == unit.folio.unit }.map { Payoff(mortgage: mortgage, statement: $0) }
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
