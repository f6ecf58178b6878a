import Contracts
import Register

/// What the loans of those who hold a mortgage already make of it: each lender's loan is secured by its own mortgage, which keeps its place, and by nobody
/// else's (民法典 388, 409).
extension CaseFacts {
    /// A standing mortgage with the terms of its own holders' loans.
    struct ChangedMortgage: Hashable {
        var mortgage: Mortgage
        var loans: [Loan]
        /// The loans as one: of several who hold it together (民法典 310) the sum.
        func terms(_ facts: CaseFacts) throws -> LoanTerms? { LoanTerms.together(try loans.map { try LoanTerms($0, facts) }) }
    }

    /// Loans of standing lenders to the buyers, in a service that asks these for loans.
    var standingLoans: [Loan] { loanRoles.contains(Self.standingLender) ? loansInOrder.filter { $0.role == Self.standingLender } : [] }

    /// The mortgages on the page that a lender holds, in the order of rank.
    func mortgages(heldBy lender: PartyID) -> [Mortgage] { units.flatMap(\.folio.mortgages).filter { $0.mortgagees.contains { $0.id == lender } } }

    /// The mortgage that a standing lender's loan changes: its only one, or of several the one that was picked; nil where neither says which.
    func ownMortgage(of loan: Loan) -> Mortgage? {
        let held = mortgages(heldBy: loan.lender.ref.id)
        let picked = FormAnswers(answers).entry("mortgage")
        return held.count == 1 ? held[0] : held.first { $0.entry.id == picked }
    }

    /// In the order of rank. A loan whose mortgage isn't known changes none: `StandingLoansPlaced` says so.
    var changedMortgages: [ChangedMortgage] {
        let loans = standingLoans
        return units.flatMap(\.folio.mortgages).compactMap { mortgage in
            let own = loans.filter { ownMortgage(of: $0)?.entry.id == mortgage.entry.id }
            return own.isEmpty ? nil : ChangedMortgage(mortgage: mortgage, loans: own)
        }
    }

    /// The mortgages that are to have new entries beside the standing one that is changed or passed on, in order.
    func furtherTerms() throws -> [LoanTerms] {
        guard loanRoles.contains(Self.standingLender) else { return Array(try loanTerms().dropFirst()) }
        let terms = try loansInOrder.filter { $0.role != Self.standingLender }.map { try LoanTerms($0, self) }
        return answers[LoanOrder.field] == LoanOrder.sameRank.rawValue ? LoanTerms.together(terms).map { [$0] } ?? [] : terms
    }

    /// Mortgages on the page that this case neither changes nor passes on: what they secure is paid off by the money in custody.
    var repaidMortgages: [Mortgage] {
        let kept = loanRoles.contains(Self.standingLender) ? Set(changedMortgages.map(\.mortgage.entry.id)) : [mortgageInHand]
        return units.flatMap(\.folio.mortgages).filter { !kept.contains($0.entry.id) }
    }
}
