import Contracts
import Register

/// How money moves between accounts that the played institutions keep, and what its coming does there.
extension InstitutionBook {
    /// What an institution has to tell of its own accord.
    enum Bell: Hashable {
        case moved(custodian: String, caseID: String, receipt: String)
        case changed(lender: String, Lending.Changed.Request)
    }

    struct Transfer {
        var changes: [Change]
        var bells: [Bell]
        var receipt: String
    }

    /// Moves money to any account, and books it where it arrives: a loan is paid off, a loan that wasn't needed is taken back.
    /// - Parameter opening: the account that is paid from, if it may be new here.
    /// - Returns: nil if the money isn't there.
    func transfer(
        _ amount: Money, from: String, opening: MoneyLedger.Account? = nil, to: MoneyAccount, receipt: String, caseID: String, memo: String, at now: Moment
    ) -> Transfer? {
        guard let source = ledger.accounts[from] ?? opening, source.balance >= amount, amount > .zero, from != to.number else { return nil }
        var changes: [Change] = []
        if ledger.accounts[from] == nil { changes.append(.opened(source)) }
        if ledger.accounts[to.number] == nil { changes.append(.opened(.init(account: to, opening: .zero))) }
        changes.append(.posted(.init(receipt: receipt, from: from, to: to.number, amount: amount, at: now, memo: memo)))
        var transfer = Transfer(changes: changes, bells: [], receipt: receipt)
        if let loan = loans[to.number] { paid(amount, on: loan, receipt: receipt, at: now, &transfer) }
        takenBack(amount, to: to.number, caseID: caseID, &transfer)
        return transfer
    }

    /// Why money can't be paid to an account; nil if it can.
    func obstacle(to account: MoneyAccount) -> String? {
        guard !account.number.isEmpty, account.number.count <= 40, !account.holder.isEmpty else { return "收款账户填写不完整。" }
        // Nobody opens an account under several names (个人存款账户实名制规定 6).
        guard !account.holder.contains("、") else { return "收款账户户名不符。" }
        guard let known = ledger.accounts[account.number]?.account else { return nil }
        return known.holder == account.holder ? nil : "收款账户户名不符。"
    }

    /// Money has come to pay a loan off. What is too much goes to the borrower's own account.
    private func paid(_ amount: Money, on before: Loan, receipt: String, at now: Moment, _ transfer: inout Transfer) {
        var loan = before
        let today = today(of: loan.lender, at: now)
        let due = loan.due(on: today).total
        loan.received += amount
        let surplus = amount - due
        if loan.settled == nil, surplus >= .zero {
            loan.settled = .init(number: "JQ\(loan.account)", on: today)
            if let proof = loan.proof {
                let change = Lending.Changed.Request(unit: loan.unit, matter: .settlement, number: "JQ\(loan.account)-\(proof.suffix(8))")
                transfer.bells.append(.changed(lender: loan.lender, change))
            }
        }
        if surplus > .zero, loan.settled != nil {
            let own = MoneyAccount(
                holder: loan.borrowers.first ?? "借款人", bank: institutions[loan.lender]?.name ?? "", number: MoneyLedger.number("6217", loan.account))
            if ledger.accounts[own.number] == nil { transfer.changes.append(.opened(.init(account: own, opening: .zero))) }
            transfer.changes.append(.posted(.init(receipt: "\(receipt)-T", from: loan.account, to: own.number, amount: surplus, at: now, memo: "多还部分退回借款人")))
            loan.received -= surplus
        }
        transfer.changes.append(.loan(loan))
    }

    /// A loan that comes back whole to its lender out of the case it was for: as if it had never been paid out.
    private func takenBack(_ amount: Money, to number: String, caseID: String, _ transfer: inout Transfer) {
        for disbursal in disbursals(of: caseID) where disbursal.said.amount == amount {
            guard let institution = institutions[disbursal.lender], Self.pool(of: institution).number == number, let account = disbursal.loan,
                var loan = loans[account], !loan.isReturned, loan.settled == nil
            else { continue }
            loan.isReturned = true
            transfer.changes.append(.loan(loan))
            if var approval = approvals[Self.key(disbursal.lender, disbursal.said.approval)] {
                approval.disbursed -= amount
                transfer.changes.append(.approval(approval))
            }
            return
        }
    }
}
