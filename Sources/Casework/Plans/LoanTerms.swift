import Contracts
import Register

/// The terms of one mortgage to be entered, as its lender approved them: nobody types what a lender has stated (条例 24).
struct LoanTerms: Hashable {
    var mortgagees: [PartyRef]
    var kind: Mortgage.Kind
    var amount: Money
    var from: LegalDate
    var until: LegalDate
    var scope: String
    var transferBan: Bool
    /// Everybody who owes it, the first of them first.
    var debtors: [PartyRef]

    /// Those beside the first; nil where one alone owes it.
    var coDebtors: [PartyRef]? { CaseFacts.coDebtors(debtors) }
}

extension LoanTerms {
    init(_ loan: CaseFacts.Loan, _ facts: CaseFacts) throws {
        guard let kind = Mortgage.Kind(rawValue: loan.approval.kind) else {
            throw CaseError.notEligible("\(loan.lender.name)的贷款审批没有写明抵押方式。")
        }
        let approval = loan.approval
        self.init(
            mortgagees: [loan.lender.ref], kind: kind, amount: approval.amount, from: approval.from, until: approval.until, scope: approval.scope,
            transferBan: approval.transferBan, debtors: facts.debtors(of: loan))
    }

    /// One mortgage of several lenders together, who hold it jointly (民法典 310: 准共有), for the sum of what they lend.
    static func together(_ all: [LoanTerms]) -> LoanTerms? {
        guard var one = all.first else { return nil }
        for other in all.dropFirst() {
            one.mortgagees += other.mortgagees
            one.debtors = CaseFacts.once(one.debtors + other.debtors)
            one.amount += other.amount
            one.from = min(one.from, other.from)
            one.until = max(one.until, other.until)
            if other.scope != one.scope { one.scope += "；\(other.scope)" }
            one.transferBan = one.transferBan || other.transferBan
        }
        return one
    }
}

/// How the loans of several lenders stand to one another (民法典 414: by the order of registration, unless they hold one mortgage).
enum LoanOrder: String, CaseIterable {
    case providentFirst = "provident-first"
    case commercialFirst = "commercial-first"
    case sameRank = "same-rank"

    /// The form's question.
    static let field = "loan-order"
}

extension CaseFacts {
    /// Loans in the order in which their mortgages are to be entered.
    ///
    /// Whoever holds the mortgage that stands already keeps its place; the others follow as the lenders agreed, equal ones by when they came.
    var loansInOrder: [Loan] {
        let order = LoanOrder(rawValue: answers[LoanOrder.field] ?? "")
        return loans.enumerated().sorted { a, b in
            func place(_ loan: Loan) -> Int {
                if loan.role == Self.standingLender { return 0 }
                return switch order {
                case .providentFirst: loan.approval.provident ? 1 : 2
                case .commercialFirst: loan.approval.provident ? 2 : 1
                case .sameRank, nil: 1
                }
            }
            return (place(a.element), a.offset) < (place(b.element), b.offset)
        }.map(\.element)
    }

    /// The mortgages that the loans are to have, in order.
    /// - Throws: `CaseError.notEligible` while no lender has approved anything.
    func loanTerms() throws -> [LoanTerms] {
        let terms = try loansInOrder.map { try LoanTerms($0, self) }
        guard !terms.isEmpty else { throw CaseError.notEligible("还没有取得贷款机构的贷款审批。") }
        return answers[LoanOrder.field] == LoanOrder.sameRank.rawValue ? LoanTerms.together(terms).map { [$0] } ?? [] : terms
    }

    /// The mortgage that is changed or passed on: the one that was picked, or the only one that a lender in the case holds.
    var mortgageInHand: EntryID {
        let picked = FormAnswers(answers).entry("mortgage")
        if !picked.text.isEmpty { return picked }
        let held = heldMortgages
        return held.count == 1 ? held[0].entry.id : picked
    }

    /// Mortgages on the page whose lenders take part as such.
    var heldMortgages: [Mortgage] {
        let lenders = Set(applicants.filter { $0.role == Self.standingLender }.map(\.party.ref.id))
        return units.flatMap(\.folio.mortgages).filter { $0.mortgagees.contains { lenders.contains($0.id) } }
    }
}
