import Contracts
import Register

/// What a bank or the provident fund answers about its loans, and how it pays them out.
struct LenderAnswers {
    let town: Town
    let institution: CityInstitution
    let ring: (InstitutionBook.Bell) -> Void

    private var code: String { institution.creditCode }
    private var peer: Peer { Peer(.lender, institution: code) }

    /// The newest approval on the unit to all of these borrowers, or else to any of them; others may borrow with them.
    func approval(_ request: Lending.LoanApproval.Request, lying: Bool) -> Answerer.Reply {
        let found = town.read { state in
            let asked = Set(request.borrowers)
            let own = state.institutions.approvals(of: request.unit).filter { $0.lender == code && !asked.isDisjoint(with: $0.said.borrowers) }
            return own.last { asked.isSubset(of: $0.said.borrowers) } ?? own.last
        }
        guard var answer = found?.answer(by: institution.name) else { return .notFound }
        if lying { answer.amount -= Money(yuan: 10_000) }
        return .found(answer)
    }

    func payoff(_ request: Lending.PayoffStatement.Request, text: String, lying: Bool) -> Answerer.Reply {
        guard let loan = known(request.unit, request.proof) else { return .notFound }
        // An institution whose books are days ahead reckons by them: the amount has changed overnight.
        let ahead = town.read { $0.institutions.days[code] } ?? 0
        let due = loan.due(on: request.on.adding(days: ahead))
        return .found(
            Lending.PayoffStatement.Answer(
                number: "HK\(loan.account)-\(request.on)", unit: request.unit, proof: request.proof, on: request.on,
                principal: lying ? due.principal - Money(yuan: 10_000) : due.principal, interest: due.interest, penalty: due.penalty, perDay: due.perDay,
                account: town.takeFault(peer, [.otherAccount], in: text) == nil ? account(loan) : Self.stranger, settled: loan.settled != nil))
    }

    func settlement(_ request: Lending.Settlement.Request, lying: Bool) -> Answerer.Reply {
        guard let loan = known(request.unit, request.proof) else { return .notFound }
        let isSettled = (loan.settled != nil) != lying
        return .found(
            Lending.Settlement.Answer(
                unit: request.unit, proof: request.proof, settled: isSettled, number: isSettled ? loan.settled?.number ?? "伪" : nil,
                on: isSettled ? loan.settled?.on ?? Town.now.date : nil))
    }

    /// Somebody whom no loan is paid to.
    private static let stranger = MoneyAccount(holder: "某投资公司", bank: "某银行", number: MoneyLedger.number("6217", "stranger"))

    private func account(_ loan: Loan) -> MoneyAccount { MoneyAccount(holder: institution.name, bank: institution.name, number: loan.account) }

    /// A loan that is asked for is kept from then on: its account waits for the money.
    private func known(_ unit: UnitCode, _ proof: String) -> Loan? {
        town.settle { state in
            let book = state.institutions
            guard let loan = book.loan(lender: code, unit: unit, proof: proof) else { return ([], nil) }
            guard book.loans[loan.account]?.proof != proof else { return ([], loan) }
            return ([.loan(loan), .opened(.init(account: account(loan), opening: .zero))], loan)
        }
    }

    // MARK: paying out

    func disburse(_ request: Lending.Disburse.Request, text: String, lying: Bool) -> Answerer.Reply {
        if lying {
            // Says that it has paid, and hasn't.
            return .found(Lending.Disburse.Answer(order: request.order, receipt: "伪\(request.order)", amount: request.amount, paidAt: Town.now))
        }
        let isOpen = town.read { state in state.institutions.disbursals[InstitutionBook.key(code, request.order)].map { $0.receipt == nil } ?? true }
        let faults = isOpen ? MoneyFaults(town, peer, in: text) : MoneyFaults()
        let now = Town.now
        let (reply, bells) = town.settle { state in decide(request, faults, state.institutions, at: now) }
        bells.forEach(ring)
        return reply
    }

    private typealias Decision = ([InstitutionBook.Change], (Answerer.Reply, [InstitutionBook.Bell]))

    private func decide(_ request: Lending.Disburse.Request, _ faults: MoneyFaults, _ book: InstitutionBook, at now: Moment) -> Decision {
        func reply(_ reply: Answerer.Reply) -> Decision { ([], (reply, [])) }
        if let known = book.disbursals[InstitutionBook.key(code, request.order)] {
            let isSame = known.said == request
            guard isSame else { return reply(.refused("该指令号已用于另一笔放款。")) }
            if known.receipt != nil { return reply(.found(known.answer)) }
        }
        guard var approval = book.approvals[InstitutionBook.key(code, request.approval)] else { return reply(.notFound) }
        if let why = obstacle(request, approval, book, at: now) { return reply(.refused(why)) }
        var disbursal = Disbursal(lender: code, said: request)
        if faults.isPending { return ([.disbursed(disbursal)], (.found(disbursal.answer), [])) }
        if faults.hasFailed { return reply(.refused("放款没有成功：收款账户已销户。")) }
        let receipt = "FK\(MoneyLedger.number("", InstitutionBook.key(code, request.order)))"
        let amount = faults.isOtherAmount && request.amount > Money(yuan: 1) ? request.amount - Money(yuan: 1) : request.amount
        guard var sent = send(amount, request, approval, receipt: receipt, book, at: now) else { return reply(.refused("放款资金不足。")) }
        if faults.isTwice {
            var after = book
            sent.changes.forEach { after.apply($0) }
            if let again = send(amount, request, approval, receipt: "\(receipt)-2", after, at: now) {
                sent.changes += again.changes
                sent.bells += again.bells
            }
        }
        let said = approval.said
        let loan = Loan(
            account: MoneyLedger.number("3002", InstitutionBook.key(code, request.order)), lender: code, unit: said.unit, borrowers: said.borrowers,
            amount: request.amount, from: book.today(of: code, at: now), months: max(1, (said.until.year - said.from.year) * 12),
            rate: Loan.rate(provident: said.provident), approval: said.number)
        approval.disbursed += request.amount
        disbursal.receipt = receipt
        disbursal.paidAt = now
        disbursal.loan = loan.account
        let changed = Lending.Changed.Request(unit: said.unit, matter: .disbursal, number: receipt)
        return (
            sent.changes + [.loan(loan), .opened(.init(account: account(loan), opening: .zero)), .approval(approval), .disbursed(disbursal)],
            (.found(disbursal.answer), sent.bells + [.changed(lender: code, changed)])
        )
    }

    private func obstacle(_ request: Lending.Disburse.Request, _ approval: Approval, _ book: InstitutionBook, at now: Moment) -> String? {
        guard request.amount > .zero else { return "放款金额须大于零。" }
        guard approval.said.status == .approved else { return "贷款审批未通过或者已撤回。" }
        guard approval.isSealed else { return "借款抵押合同尚未签章。" }
        guard approval.said.validUntil >= book.today(of: code, at: now) else { return "贷款审批已过有效期。" }
        guard request.amount <= approval.said.amount - approval.disbursed else { return "超过审批的贷款金额。" }
        return book.obstacle(to: request.to)
    }

    /// Pays into custody; a custodian that is played here books it as of the source that this lender was to bring.
    private func send(
        _ amount: Money, _ request: Lending.Disburse.Request, _ approval: Approval, receipt: String, _ book: InstitutionBook, at now: Moment
    ) -> InstitutionBook.Transfer? {
        let pool = InstitutionBook.pool(of: institution)
        guard var sent = book.transfer(
            amount, from: pool.number, to: request.to, receipt: receipt, caseID: request.caseID, memo: "放款 \(approval.said.number)", at: now)
        else { return nil }
        if let found = book.custody(at: request.to), found.caseID == request.caseID {
            let own = found.said.expected.filter { $0.payer == "credit-code:\(code)" }
            let source = own.first { $0.amount == request.amount && found.arrived($0.source) < $0.amount } ?? own.first
            sent.changes.append(
                .moved(
                    custodian: found.custodian, caseID: found.caseID,
                    .init(receipt: receipt, direction: .incoming, amount: amount, at: now, source: source?.source, order: nil, other: pool)))
            sent.bells.append(.moved(custodian: found.custodian, caseID: found.caseID, receipt: receipt))
        }
        return sent
    }
}
