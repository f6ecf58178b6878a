package import Contracts
package import Escrow
import Exchange
import Register

/// What a person says has become of a payment that wasn't made as it was ordered.
package enum PaymentRuling: String, Sendable, CaseIterable {
    /// 由监管机构追回: none of it has reached whom it was owed to; the custodian brings it back, and the order is given anew.
    case astray
    /// 计入原指令: it has reached its receiver, as far as the order goes; what is missing is ordered anew, what is too much the custodian brings back.
    case counts
}

extension EscrowBook {
    /// - Parameter at: when the custodian says that it was made; nil where its statement has no such payment.
    /// - Throws: `CaseError.invalid` if it can't count.
    func ruling(_ word: PaymentRuling, on difference: EscrowDifference, at: Moment?) throws -> EscrowRuling {
        let receipt = difference.receipt ?? ""
        let counts = word == .counts ? countable(difference) : .zero
        guard let counts else { throw CaseError.invalid(field: "receipts", message: "\(receipt)没有可以计入的指令，只能由监管机构追回。") }
        let known = payment(receipt: receipt)
        guard let to = difference.statedAccount ?? known?.to, let at = at ?? known?.at else { throw EscrowRefusal.unknown(receipt) }
        return EscrowRuling(receipt: receipt, order: difference.order ?? known?.order, amount: difference.stated ?? .zero, to: to, at: at, counts: counts)
    }
}

extension CaseOffice {
    /// A custodian's statement as an official's word rests on it.
    struct RestingStatement: Sendable {
        let movements: [Custody.Movement]
        let balance: Money
        let proof: (item: Evidence, proof: EscrowEntry.Proof)
    }

    /// What the custodian of a book says now.
    /// - Throws: `CaseError.invalid` if it doesn't answer: nobody rules on payments that can't be seen.
    func statement(of caseID: String, round: Int?) async throws -> RestingStatement {
        let books = try await escrows(of: caseID)
        guard let money = round.map({ round in books.first { $0.round == round } }) ?? books.last else { throw EscrowRefusal.notOpened }
        let errand = Errand(caseID: caseID, purpose: "核对交易资金监管账户")
        guard let answer = try? await departments.ask(Custody.Statement.self, .init(caseID: caseID), at: money.book.terms.custodian, for: errand),
            let value = answer.value, let proof = keep(answer, caseID)
        else { throw CaseError.invalid(field: "receipts", message: "现在取不到监管机构的对账单，不能认定款项，请稍后再试。") }
        return RestingStatement(movements: value.movements, balance: value.balance, proof: proof)
    }
}
