import Contracts
import Register

/// 带押过户 (自然资发〔2023〕29号; 民法典 406): what happens to the mortgages when a mortgaged unit changes hands. The transfer itself is the same as
/// without a mortgage and is written by the transfers' own plans; these come before or after it in one filing.
extension ActPlan {
    /// 新抵押权首次登记, for each loan to the buyers (民法典 402). Their notice is fulfilled by it and gives it its place (担保制度解释 52).
    static func mortgageForLoans(_ facts: CaseFacts) throws -> ActPlan {
        try mortgages(facts.loanTerms(), facts)
    }

    /// The same for the loans beside the one that the standing mortgage is to secure: combined loans (组合贷款).
    static func mortgageForFurtherLoans(_ facts: CaseFacts) throws -> ActPlan {
        try mortgages(facts.furtherTerms(), facts)
    }

    private static func mortgages(_ terms: [LoanTerms], _ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        let owners = try buyersAfter(facts)
        let acts = terms.map { terms in
            let lenders = Set(terms.mortgagees.map(\.id))
            let notice = unit.folio.notices.first {
                $0.kind.securesMortgage && Set($0.holders.map(\.party.id)) == lenders && !$0.hasLapsed(on: facts.today)
            }
            return UnitAct(
                unit: unit.folio.unit,
                act: .mortgage(
                    CreateMortgage(
                        kind: terms.kind, subject: unit.folio.unit.mortgageSubject, mortgagees: terms.mortgagees, mortgagors: owners, debtor: terms.debtors.first,
                        coDebtors: terms.coDebtors, amount: terms.amount, from: terms.from, until: terms.until, scope: terms.scope, transferBan: terms.transferBan,
                        fulfils: notice?.entry.id)))
        }
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []), acts: acts,
            // Signing the joint application is each buyer's consent as a co-owner to be (民法典 301).
            consents: owners.map { Consent(kind: .ofCoOwner, by: $0, entry: nil, evidence: facts.applicationDigest) })
    }

    /// 抵押权变更: the standing mortgage secures the buyers' loan from now on, and the buyers bear it (民法典 409, 551). Of several standing lenders that lend
    /// again each has its own mortgage changed by its own loan.
    static func changeMortgageToLoan(_ facts: CaseFacts) throws -> ActPlan {
        let owners = try buyersAfter(facts)
        func change(_ mortgage: EntryID, _ terms: LoanTerms) -> Act {
            .changeMortgage(
                ChangeMortgage(
                    mortgage: mortgage, mortgagors: owners, debtor: terms.debtors.first, coDebtors: terms.coDebtors, amount: terms.amount, from: terms.from,
                    until: terms.until, scope: terms.scope, transferBan: terms.transferBan))
        }
        guard facts.loanRoles.contains(CaseFacts.standingLender) else {
            guard let terms = try facts.loanTerms().first else { throw CaseError.notEligible("还没有取得贷款机构的贷款审批。") }
            return try one(facts) { _, _ in change(facts.mortgageInHand, terms) }
        }
        let unit = try onlyUnit(facts)
        let loans = facts.standingLoans
        guard !loans.isEmpty else { throw CaseError.notEligible("还没有取得贷款机构的贷款审批。") }
        var acts = try facts.changedMortgages.compactMap { changed in try changed.terms(facts).map { change(changed.mortgage.entry.id, $0) } }
        // Whose mortgage isn't there has its change written all the same: the law says why it can't be.
        acts += try loans.filter { facts.ownMortgage(of: $0) == nil }.map { change(FormAnswers(facts.answers).entry("mortgage"), try LoanTerms($0, facts)) }
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []), acts: acts.map { UnitAct(unit: unit.folio.unit, act: $0) })
    }

    /// 抵押权转移 to the lender of the buyers' loan, with the claim it secures (民法典 407, 547).
    static func transferMortgageToLoan(_ facts: CaseFacts) throws -> ActPlan {
        guard let terms = try facts.loanTerms().first else { throw CaseError.notEligible("还没有取得贷款机构的贷款审批。") }
        return try one(facts) { _, answers in
            .transferMortgage(TransferMortgage(mortgage: facts.mortgageInHand, to: terms.mortgagees, assignment: answers.text("assignment")))
        }
    }

    /// 原抵押权注销: what secures the old debts is paid off by the money in custody, which counts as delivered (民法典 393, 557(三), 571).
    static func endStandingMortgages(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard !unit.folio.mortgages.isEmpty else { throw CaseError.notEligible("登记簿上没有要还清的抵押权。") }
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: unit.folio.mortgages.map { UnitAct(unit: unit.folio.unit, act: .endMortgage(EndMortgage(mortgage: $0.entry.id, reason: .debtPaid))) })
    }

    /// The same for those that the case neither changes nor passes on: their debts are paid off with the others, and they don't outlive them (民法典 393).
    static func endRepaidMortgages(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: facts.repaidMortgages.map { UnitAct(unit: unit.folio.unit, act: .endMortgage(EndMortgage(mortgage: $0.entry.id, reason: .debtPaid))) })
    }

    /// Without a sale: each lender that takes part has its mortgage borne by whoever holds the unit afterwards (民法典 406), and owed by
    /// them where the lender agreed to that (民法典 551).
    static func changeMortgageToOwners(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let change = try transferWithoutSale(facts).acts.first, case .transfer(let transfer) = change.act else {
            throw CaseError.notEligible("没有写明由谁取得。")
        }
        let answers = FormAnswers(facts.answers)
        // Who takes the debt over stands in the old debtor's place (民法典 551); whoever joins in it owes it with the owner (民法典 552).
        let debtors: [PartyRef] =
            switch answers.given("debtor") {
            case "taker": refs("taker", facts)
            case "both": transfer.to.map(\.party)
            default: []
            }
        return try changingHeld(facts, on: unit, borneBy: transfer.to.map(\.party), owedBy: debtors, until: answers.dateIfGiven("until"))
    }

    /// A sale whose price is partly the debt that the buyers take over: each lender that takes part and agrees has its mortgage borne and owed by them
    /// (民法典 406, 551; 案例十六: 转移登记＋抵押权变更登记).
    static func changeMortgageToBuyers(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        let owners = try buyersAfter(facts)
        let until = try FormAnswers(facts.answers).dateIfGiven("until")
        guard !facts.heldMortgages.isEmpty else { throw CaseError.notEligible("参加申请的抵押权人在登记簿上没有抵押权。") }
        return changingHeld(facts, on: unit, borneBy: owners, owedBy: owners, until: until)
    }

    /// Each mortgage whose lender takes part, borne by whoever owns the unit afterwards.
    /// - Parameter debtors: who owes it from then on; nobody: whoever did.
    private static func changingHeld(
        _ facts: CaseFacts, on unit: CaseFacts.UnitFacts, borneBy owners: [PartyRef], owedBy debtors: [PartyRef], until: LegalDate?
    ) -> ActPlan {
        ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: facts.heldMortgages.map { mortgage in
                UnitAct(
                    unit: unit.folio.unit,
                    act: .changeMortgage(
                        ChangeMortgage(
                            mortgage: mortgage.entry.id, mortgagors: owners, debtor: debtors.first, coDebtors: CaseFacts.coDebtors(debtors), until: until)))
            })
    }

    /// 双预告 (案例十六): the buyers' notice of the transfer by the filed contract (民法典 221).
    static func giveSaleNotice(_ facts: CaseFacts) throws -> ActPlan {
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到存量房买卖合同。") }
        return try one(facts) { _, _ in
            .giveNotice(
                GiveNotice(
                    kind: .transfer, holders: try holders(refs("buyer", facts), of: contract, facts: facts), obligors: refs("seller", facts),
                    amount: contract.price))
        }
    }

    /// 双预告: each lender's notice of the mortgage that the buyers will owe it.
    static func giveLoanNotices(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        let buyers = try buyersAfter(facts)
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: try facts.loanTerms().map { terms in
                UnitAct(
                    unit: unit.folio.unit,
                    act: .giveNotice(
                        GiveNotice(kind: .mortgage, holders: terms.mortgagees.map { Holder(party: $0) }, obligors: buyers, amount: terms.amount)))
            })
    }

    /// Who holds the unit once it is sold.
    private static func buyersAfter(_ facts: CaseFacts) throws -> [PartyRef] {
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到存量房买卖合同。") }
        return try holders(refs("buyer", facts), of: contract, facts: facts).map(\.party)
    }
}
