import Catalogue
import Contracts
import Escrow
import Exchange
import Register
import Seals
import Storage

/// The terms of a case's money, written from what its departments and lenders have signed: the price, the approved loans, what pays the standing
/// loans off. The catalogue says which of them a service has.
struct EscrowPlan: Sendable {
    var terms: EscrowTerms
    /// Events that stand with the opening: what lenders have stated already.
    var quotes: [EscrowEntry]
    /// `kind:number` of whoever pays a source that no lender pays.
    var payers: [String: String]
    var accounts: EscrowAccounts
    /// 领取条件, as the custodian is told them.
    var conditions: String
}

/// A lender's signed answer among the case's evidence.
private struct SignedByLender<Value: Sendable>: Sendable {
    let value: Value
    let institution: String
    let proof: EscrowEntry.Proof
}

/// What a plan is written from, beside the facts.
struct EscrowPlanSources: Sendable {
    fileprivate let envelopes: [String: SealedEnvelope]
    /// Those of a former custodian's book keep their names.
    fileprivate let accounts: EscrowAccounts

    /// When a signed answer of the case's evidence was given, by its own clock; nil for one that wasn't looked for.
    func answeredAt(_ proof: EscrowEntry.Proof) -> Moment? { EscrowEntry.Proof.evidenceID(proof.source).flatMap { envelopes[$0]?.at } }
}

extension EscrowEntry.Proof {
    private static let evidence = "evidence:"

    /// Which piece of evidence a source names; nil for another kind.
    static func evidenceID(_ source: String) -> String? { source.hasPrefix(evidence) ? String(source.dropFirst(evidence.count)) : nil }
}

extension CaseOffice {
    /// Not inside a `write`: what is read is kept as what is stored.
    /// - Parameter book: whose own statements the case's are held against.
    func escrowPlanSources(_ money: MoneyTerms, file: CaseFile, besides book: EscrowFile? = nil, in snapshot: any Connection) throws -> EscrowPlanSources {
        let known = book?.quoteProofs.compactMap { EscrowEntry.Proof.evidenceID($0.source) } ?? []
        let pieces = signedPieces(money.loans, of: file) + signedPieces(money.paysOff, of: file) + known
        let accounts = try EscrowAccounts.load(file.id, since: recentAccounts.file(file.id), region: region, cipher: cipher, in: snapshot)
        recentAccounts.keep(accounts)
        return EscrowPlanSources(envelopes: try EvidenceRecords.envelopes(pieces, ofCase: file.id, region: region, in: snapshot), accounts: accounts)
    }

    /// - Throws: `EscrowRefusal.malformedTerms` with what is missing; `CaseError.invalid` for a custodian or an account that can't be.
    func escrowPlan(_ money: MoneyTerms, file: CaseFile, facts: CaseFacts, sources: EscrowPlanSources, round: Int? = nil) throws -> EscrowPlan {
        let envelopes = sources.envelopes
        var accounts = sources.accounts
        let typed = accounts.known
        guard let unit = facts.units.first, facts.units.count == 1 else { throw EscrowRefusal.malformedTerms("unit") }
        guard let accepted = file.state.acceptedAt, let contract = facts.decode(Housing.Contract.self, money.price) else {
            throw EscrowRefusal.malformedTerms("price")
        }
        // What the buyer has paid the seller by the filed contract, as a deposit, is paid: nobody pays it into custody once more.
        let price = contract.price - contract.paid
        let custodian = money.custodian(of: file.state)
        guard departments.directory.url(of: Peer(.custodian, institution: custodian)) != nil else {
            throw CaseError.invalid(field: money.custodian, message: "请选择已联通的资金监管机构。")
        }
        let approvals = try signed(Lending.LoanApproval.self, signedPieces(money.loans, of: file), of: file, among: envelopes)
        let payoffs = try signed(Lending.PayoffStatement.self, signedPieces(money.paysOff, of: file), of: file, among: envelopes)

        var sources = approvals.filter { $0.value.status == .approved }.enumerated().map { index, loan in
            EscrowTerms.Source(name: "loan-\(index + 1)", kind: .loan, payer: loan.institution, approval: loan.value.number, amount: loan.value.amount)
        }
        let unlent = price - sources.reduce(.zero) { $0 + $1.amount }
        guard unlent >= .zero else { throw EscrowRefusal.malformedTerms("loans exceed the price") }
        guard let buyer = facts.applicants.first(where: { $0.role == money.paidBy }) else { throw EscrowRefusal.malformedTerms("payer") }
        let charges = try charges(money, custodian: custodian, file: file, facts: facts, typed: typed, &accounts)
        // The buyer brings what the buyer owes besides the price; what the seller owes comes out of it.
        let own = unlent + charges.filter { $0.bearer == buyer.party.ref.id.text }.reduce(.zero) { $0 + ($1.amount ?? .zero) }
        if own > .zero { sources.insert(.init(name: "own-funds", kind: .ownFunds, payer: buyer.party.ref.id.text, amount: own), at: 0) }

        var sinks: [EscrowTerms.Sink] = []
        var quotes: [EscrowEntry] = []
        for (index, payoff) in payoffs.enumerated() {
            let name = "payoff-\(index + 1)"
            let statement = payoff.value
            sinks.append(.init(name: name, kind: .payoff, payee: payoff.institution, proof: statement.proof, unit: statement.unit))
            let quote = statement.quote(for: name, account: accounts.name(of: statement.account, kind: name))
            quotes.append(EscrowEntry(at: now(), event: .quoted(quote), proof: payoff.proof))
        }
        // An old loan that nobody has stated would be left unpaid, and its money would go to the seller.
        let unstated = money.paysOff == nil ? [] : facts.claims.filter { claim in
            !facts.payoffs.contains { $0.mortgage.entry.id == claim.mortgage.entry.id && $0.mortgagee == claim.mortgagee }
        }
        guard unstated.isEmpty else { throw EscrowRefusal.malformedTerms("payoffs") }
        sinks += charges
        let sellers = facts.applicants.filter { $0.role == money.restTo }.map(\.party)
        guard let seller = sellers.first else { throw EscrowRefusal.malformedTerms("payee") }
        let rest = try restAccount(facts.answers[money.restAccount] ?? "", field: money.restAccount, typed: typed, sellers: sellers)
        sinks.append(.init(name: "remainder", kind: .remainder, payee: seller.ref.id.text, account: accounts.name(of: rest, kind: "rest")))

        let until = catalogue.calendar.add(workingDays: money.workingDays, to: accepted.date)
        let terms = EscrowTerms(caseID: file.id, custodian: custodian, unit: unit.folio.unit, sources: sources, sinks: sinks, until: until, round: round)
        if let problem = terms.problem { throw problem }
        return EscrowPlan(
            terms: terms, quotes: quotes, payers: own > .zero ? ["own-funds": buyer.party.identifier] : [:], accounts: accounts,
            conditions: "不动产单元\(unit.folio.unit.grouped)的转移登记登簿后，先按当日应还金额清偿原贷款，\(charges.isEmpty ? "" : "再支付约定费用，")余款支付出卖人；"
                + "申请撤回、不予登记，或者至\(until.chinese)仍未登簿的，各款项全额原路退回付款人。")
    }

    /// The newest piece of evidence of each material of a kind that was fetched.
    private func signedPieces(_ kind: String?, of file: CaseFile) -> [String] {
        guard let kind else { return [] }
        return file.state.materials.values.filter { $0.state == .fetched && ($0.material == kind || $0.material.hasPrefix("\(kind)/")) }
            .sorted { $0.material < $1.material }.compactMap(\.evidence)
    }

    /// What lenders have signed, which of them, and what proves it.
    private func signed<C: Contract>(
        _ contract: C.Type, _ pieces: [String], of file: CaseFile, among envelopes: [String: SealedEnvelope]
    ) throws -> [SignedByLender<C.Answer>] {
        try pieces.compactMap { id -> SignedByLender<C.Answer>? in
            guard let item = envelopes[id] else { return nil }
            let text = try cipher.open(item.sealed, context: Self.envelopeContext(file.id, id))
            let envelope = try CanonicalJSON.decode(Envelope.self, from: Array(text.utf8))
            guard let institution = Peer(wire: envelope.from)?.institution, envelope.outcome?.status == .ok else { return nil }
            return SignedByLender(
                value: try CanonicalJSON.decode(C.Answer.self, from: Array(envelope.payload.utf8)), institution: institution,
                proof: EscrowEntry.Proof(source: "evidence:\(id)", digest: item.digest))
        }
    }

    /// The account that the sellers named, in the name of the one of them whose it is: nobody else is paid.
    private func restAccount(_ answer: String, field: String, typed: [String: MoneyAccount], sellers: [NamedParty]) throws -> MoneyAccount {
        guard let kept = KeptAccount(answer) else { throw CaseError.invalid(field: field, message: "请填写收款账户。") }
        guard var account = typed[kept.name] else { throw CaseError.invalid(field: field, message: "请重新填写收款账户。") }
        guard let holder = RestHolder.of(kept, among: sellers.map { $0.ref.id.text }), let seller = sellers.first(where: { $0.ref.id.text == holder }) else {
            throw CaseError.invalid(field: field, message: RestHolder.unsaid)
        }
        account.holder = seller.name
        return account
    }

    /// The fees that the parties agreed on: each is owed by one of them, and goes to the account that both have signed. A custodian's own fee goes to
    /// the custodian and nobody else.
    private func charges(
        _ money: MoneyTerms, custodian: String, file: CaseFile, facts: CaseFacts, typed: [String: MoneyAccount], _ accounts: inout EscrowAccounts
    ) throws -> [EscrowTerms.Sink] {
        // What was agreed on for the custodian that was chosen first is no other's.
        let charges = money.charges.filter { file.state.custodian == nil || $0.kind != .custodyFee }
        let agreed = charges.compactMap { charge in facts.answers[charge.field].flatMap(KeptCharge.init).map { (charge, $0) } }
        return try agreed.map { charge, kept in
            guard var account = typed[kept.account] else { throw CaseError.invalid(field: charge.field, message: "请重新填写收款单位和账户。") }
            if charge.kind.hasTariff {
                // In the custodian's own name, or where its own signed word says, which is what the parties agreed on.
                if let stated = facts.custodyTariff?.account, stated.isSame(as: account) {
                    account = stated
                } else if let name = custodians.first(where: { $0.code == custodian })?.name {
                    account.holder = name
                }
            }
            guard let bearer = facts.applicants.first(where: { $0.role == charge.borneBy }) else { throw EscrowRefusal.malformedTerms("bearer") }
            let item = "charge-\(charge.field)"
            let name = accounts.name(of: account, kind: item)
            return EscrowTerms.Sink(
                name: item, kind: .charge, payee: name, amount: kept.amount, account: name, purpose: charge.kind.rawValue,
                bearer: bearer.party.ref.id.text)
        }
    }

    /// What is kept of an account that somebody typed, and what stores it sealed. What stands already may be handed in again; nobody names another
    /// account that the case keeps, a bank's or another payee's, by what it is kept under.
    /// - Parameter holders: whose it may be, by name.
    func keepingAccount(
        _ text: String, field: String, caseID: String, standing: String? = nil, holders: [PartyID: String] = [:]
    ) throws -> (answer: String, keeping: Keeping?) {
        if KeptAccount(text) != nil, text == standing { return (text, nil) }
        guard let typed = AccountText(text) else { throw CaseError.invalid(field: field, message: "收款账户应为开户银行全称、空格和账号。") }
        let holder = try typed.holder.map { name -> PartyID in
            guard let found = holders.filter({ $0.value == name }).keys.min() else {
                throw CaseError.invalid(field: field, message: "户名应为本次申请的一位出卖人，与其证件上的姓名一致；还没有加入申请的，请等其加入以后再填写。")
            }
            return found
        }
        let kept = KeptAccount(name: "typed-\(RandomText.hex(8))", number: typed.number, holder: holder?.text)
        let statement = try EscrowAccounts.statement(
            kept.name, MoneyAccount(holder: "", bank: typed.bank, number: typed.number), caseID, region: region, cipher: cipher)
        return (kept.answer, { try $0.execute(statement) })
    }

    /// The same of a fee with whom it is paid to.
    func keepingCharge(_ text: String, field: String, caseID: String, standing: String? = nil) throws -> (answer: String, keeping: Keeping?) {
        if text == KeptCharge.none || KeptCharge(text) != nil && text == standing { return (text, nil) }
        guard let typed = ChargeText(text) else { throw CaseError.invalid(field: field, message: "请写明金额、收款单位全称、开户银行全称和账号。") }
        return try keeping(typed.amount, to: MoneyAccount(holder: typed.payee, bank: typed.account.bank, number: typed.account.number), caseID: caseID)
    }

    /// A fee and whom it is paid to, whoever has said so.
    func keeping(_ amount: Money, to account: MoneyAccount, caseID: String) throws -> (answer: String, keeping: Keeping?) {
        let name = "typed-\(RandomText.hex(8))"
        let statement = try EscrowAccounts.statement(name, account, caseID, region: region, cipher: cipher)
        return (KeptCharge(amount: amount, account: name, number: account.number).answer, { try $0.execute(statement) })
    }
}

extension Lending.PayoffStatement.Answer {
    /// As the book has it.
    func quote(for sink: String, account: String) -> PayoffQuote {
        PayoffQuote(sink: sink, number: number, on: on, amount: settled ? .zero : total, perDay: perDay, account: account, settled: settled)
    }
}
