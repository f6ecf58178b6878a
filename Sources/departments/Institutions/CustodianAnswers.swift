import Contracts
import Register

/// What a notary office or a supervising bank does with the parties' money.
struct CustodianAnswers {
    let town: Town
    let base: Base
    let institution: CityInstitution
    let ring: (InstitutionBook.Bell) -> Void

    private var code: String { institution.creditCode }
    private var peer: Peer { Peer(.custodian, institution: code) }

    private func case_(_ id: String) -> CustodyCase? { town.read { $0.institutions.custody[InstitutionBook.key(code, id)] } }

    /// An account for each case: the same case gets the same, and nothing else under its number.
    func open(_ request: Custody.Open.Request, lying: Bool) -> Answerer.Reply {
        guard !request.caseID.isEmpty, request.caseID.count <= 60, request.expected.allSatisfy({ $0.amount > .zero }) else { return .refused("委托内容不完整。") }
        let key = InstitutionBook.key(code, request.caseID)
        let number = MoneyLedger.number(institution.kinds.contains(.lender) ? "监管" : "提存", key)
        let account = MoneyAccount(holder: "\(institution.name)(\(number))", bank: institution.name, number: MoneyLedger.number("8801", key))
        let opened = town.settle { state -> ([InstitutionBook.Change], CustodyCase) in
            if let known = state.institutions.custody[key] { return ([], known) }
            let made = CustodyCase(custodian: code, caseID: request.caseID, number: number, account: account, said: request)
            return ([.opened(.init(account: account, opening: .zero)), .custody(made)], made)
        }
        guard opened.said == request else { return .refused("该业务已经开立监管账户，约定的内容不同。") }
        var answer = Custody.Open.Answer(
            caseID: opened.caseID, number: opened.number, account: opened.account,
            payURL: "\(base.origin)/custodians/\(code)/cases/\(HTML.encode(opened.caseID))/deposit")
        if lying { answer.account.number += "9" }
        return .found(answer)
    }

    /// What it takes, by its price list; a lie asks for a yuan more.
    func tariff(_ request: Custody.Tariff.Request, lying: Bool) -> Answerer.Reply {
        guard request.price > .zero else { return .refused("合同价款须大于零。") }
        let list = FeeSchedule.of(institution)
        let fee = list.fee(on: request.price)
        return .found(
            Custody.Tariff.Answer(
                unit: request.unit, price: request.price, fee: lying ? fee + Money(yuan: 1) : fee, account: Self.feeAccount(of: institution), tariff: list.name,
                basis: list.basis, validUntil: Town.now.date.adding(days: list.daysValid)))
    }

    /// 收费账户.
    static func feeAccount(of institution: CityInstitution) -> MoneyAccount {
        MoneyAccount(holder: institution.name, bank: institution.name, number: MoneyLedger.number("8802", institution.creditCode))
    }

    func statement(_ request: Custody.Statement.Request, lying: Bool) -> Answerer.Reply {
        carryOut(caseID: request.caseID)
        guard let found = case_(request.caseID) else { return .notFound }
        // A lie leaves out what moved last.
        let movements = lying ? found.movements.dropLast() : found.movements[...]
        return .found(Custody.Statement.Answer(caseID: found.caseID, movements: Array(movements), balance: found.balance))
    }

    /// Carries out what was taken and not paid yet, unless something still keeps it.
    private func carryOut(caseID: String) {
        let waiting = town.read { state in state.institutions.orders(of: caseID, at: code).filter { $0.status == .pending }.map(\.said) }
        for request in waiting {
            guard let text = try? CanonicalJSON.encode(request), !town.stands(.pending, at: peer, in: String(decoding: text, as: UTF8.self)) else { continue }
            _ = pay(request, MoneyFaults())
        }
    }

    func pay(_ request: Custody.Pay.Request, text: String, lying: Bool) -> Answerer.Reply {
        if lying {
            // Says that it has paid, and hasn't.
            return .found(
                Custody.Pay.Answer(order: request.order, amount: request.amount, status: .paid, receipt: "伪\(request.order)", at: Town.now, reason: nil))
        }
        // A known order that is done with uses no fault up.
        let isOpen = town.read { state in state.institutions.orders[InstitutionBook.key(code, request.order)].map { $0.status == .pending } ?? true }
        if !isOpen, town.takeFault(peer, [.refusesKnown], in: text) != nil { return .refused("该指令号已经办理，不再受理。") }
        return pay(request, isOpen ? MoneyFaults(town, peer, in: text) : MoneyFaults())
    }

    private func pay(_ request: Custody.Pay.Request, _ faults: MoneyFaults) -> Answerer.Reply {
        guard !request.order.isEmpty, request.amount > .zero else { return .refused("付款金额须大于零。") }
        let now = Town.now
        let (reply, bells) = town.settle { state -> ([InstitutionBook.Change], (Answerer.Reply, [InstitutionBook.Bell])) in
            decide(request, faults, state.institutions, at: now)
        }
        bells.forEach(ring)
        return reply
    }

    private func decide(
        _ request: Custody.Pay.Request, _ faults: MoneyFaults, _ book: InstitutionBook, at now: Moment
    ) -> ([InstitutionBook.Change], (Answerer.Reply, [InstitutionBook.Bell])) {
        func reply(_ reply: Answerer.Reply) -> ([InstitutionBook.Change], (Answerer.Reply, [InstitutionBook.Bell])) { ([], (reply, [])) }
        guard let found = book.custody[InstitutionBook.key(code, request.caseID)] else { return reply(.notFound) }
        let known = book.orders[InstitutionBook.key(code, request.order)]
        if let known {
            guard Self.isSame(known.said, request) else { return reply(.refused("该指令号已用于另一笔付款。")) }
            if known.status != .pending { return reply(.found(known.answer)) }
        }
        var order = CustodyOrder(custodian: code, said: request, status: .pending)
        if faults.isPending { return ([.order(order)], (.found(order.answer), [])) }
        if let why = faults.hasFailed ? "收款账户已销户。" : book.obstacle(to: request.to) {
            order.status = .failed
            order.reason = why
            return ([.order(order)], (.found(order.answer), []))
        }
        let amount = faults.isOtherAmount && request.amount > Money(yuan: 1) ? request.amount - Money(yuan: 1) : request.amount
        guard found.balance >= request.amount, var moved = movement(amount, request, book, at: now) else { return reply(.refused("监管账户余额不足。")) }
        order.status = .paid
        order.receipt = moved.receipt
        order.at = now
        if faults.isTwice { again(amount, request, &moved, book, at: now) }
        return (moved.changes + [.order(order)], (.found(order.answer), moved.bells))
    }

    private func movement(_ amount: Money, _ request: Custody.Pay.Request, _ book: InstitutionBook, at now: Moment) -> InstitutionBook.Transfer? {
        guard let found = book.custody[InstitutionBook.key(code, request.caseID)] else { return nil }
        let receipt = "\(found.number)-\(found.movements.count + 1)"
        guard var made = book.transfer(
            amount, from: found.account.number, to: request.to, receipt: receipt, caseID: request.caseID, memo: request.purpose.rawValue, at: now)
        else { return nil }
        made.changes.append(
            .moved(
                custodian: code, caseID: request.caseID,
                .init(receipt: receipt, direction: .outgoing, amount: amount, at: now, source: nil, order: request.order, other: request.to)))
        made.bells.append(.moved(custodian: code, caseID: request.caseID, receipt: receipt))
        return made
    }

    /// Pays a second time, out of the custodian's own pocket where the case's account doesn't have it: nobody's money is ever invented.
    private func again(_ amount: Money, _ request: Custody.Pay.Request, _ moved: inout InstitutionBook.Transfer, _ book: InstitutionBook, at now: Moment) {
        var after = book
        moved.changes.forEach { after.apply($0) }
        guard let found = after.custody[InstitutionBook.key(code, request.caseID)] else { return }
        if found.balance < amount {
            let pool = InstitutionBook.pool(of: institution)
            let receipt = "\(found.number)-\(found.movements.count + 1)"
            let missing = amount - found.balance
            guard var own = after.transfer(missing, from: pool.number, to: found.account, receipt: receipt, caseID: request.caseID, memo: "垫付", at: now) else { return }
            own.changes.append(
                .moved(
                    custodian: code, caseID: request.caseID,
                    .init(receipt: receipt, direction: .incoming, amount: missing, at: now, source: nil, order: nil, other: pool)))
            own.changes.forEach { after.apply($0) }
            moved.changes += own.changes
        }
        guard let second = movement(amount, request, after, at: now) else { return }
        moved.changes += second.changes
        moved.bells += second.bells
    }

    /// The same order may say anew why; whom, how much and out of what it may not change.
    private static func isSame(_ a: Custody.Pay.Request, _ b: Custody.Pay.Request) -> Bool {
        a.caseID == b.caseID && a.amount == b.amount && a.to == b.to && a.purpose == b.purpose
    }
}
