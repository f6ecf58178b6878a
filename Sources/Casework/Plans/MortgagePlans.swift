import Register

extension ActPlan {
    /// 抵押权首次登记: lender and owner apply together (条例 14; 民法典 402).
    static func createMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try newMortgage(facts) { $0.mortgageSubject }
    }

    /// 在建建筑物抵押 (实施细则 75): the land with what is being built on it.
    static func createConstructionMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try newMortgage(facts) { _ in .underConstruction }
    }

    private static func newMortgage(_ facts: CaseFacts, on subject: (UnitCode) -> Mortgage.Subject) throws -> ActPlan {
        let mortgagors = refs("mortgagor", facts)
        // Whoever mortgages may secure another's debt (民法典 394: 债务人或者第三人); where nobody else is named, it is their own.
        let debtors = refs("debtor", facts)
        guard !facts.units.isEmpty else { throw CaseError.notEligible("没有要抵押的不动产单元。") }
        let answers = MortgageAnswers(facts.answers)
        let form = FormAnswers(facts.answers)
        // Several units secure one debt together (民法典 395 ¶2; 操作规范 14.1: 共同抵押); each is borne by its own owners.
        let debt = facts.units.count > 1 ? form.given("contract-number") ?? facts.applicationDigest : nil
        let acts = try facts.units.map { unit in
            let owners = Set(unit.folio.ownership?.holders.map(\.party.id) ?? [])
            let own = debt == nil ? mortgagors : mortgagors.filter { owners.contains($0.id) }
            return UnitAct(
                unit: unit.folio.unit,
                act: .mortgage(
                    CreateMortgage(
                        kind: try answers.kind, subject: subject(unit.folio.unit), mortgagees: refs("mortgagee", facts),
                        mortgagors: own.isEmpty ? mortgagors : own, debtor: debtors.first ?? mortgagors.first, coDebtors: CaseFacts.coDebtors(debtors),
                        amount: try answers.amount, from: try answers.date("from"),
                        until: try answers.date("until"), scope: form.text("scope"), transferBan: try answers.transferBan, jointDebt: debt,
                        fulfils: form.given("notice").map { EntryID($0) })))
        }
        var plan = ActPlan(basis: .application(by: facts.applying, pledged: []), acts: acts)
        // Signing the joint application is each co-owner's consent to the disposal (民法典 301).
        plan.consents = mortgagors.map { Consent(kind: .ofCoOwner, by: $0, entry: nil, evidence: facts.applicationDigest) }
        return plan
    }

    /// 抵押权变更 (民法典 409): blank leaves a field as it is.
    static func changeMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try onDebt(facts) { entry, answers in
            .changeMortgage(
                ChangeMortgage(
                    mortgage: entry, amount: answers.money("amount"), from: try answers.dateIfGiven("from"),
                    until: try answers.dateIfGiven("until"), scope: answers.given("scope"), transferBan: answers.given("transfer-ban").map { $0 == "yes" }))
        }
    }

    /// 在建建筑物抵押权 turns into one on the finished house, once that stands in the register (实施细则 77).
    static func turnConstructionMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            .changeMortgage(ChangeMortgage(mortgage: answers.entry("mortgage"), subject: unit.folio.unit.mortgageSubject))
        }
    }

    /// 抵押权转移, with the claim it secures (民法典 407, 547).
    static func transferMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try onDebt(facts) { entry, answers in
            .transferMortgage(
                TransferMortgage(mortgage: entry, to: refs("assignee", facts), assignment: answers.text("assignment")))
        }
    }

    /// 最高额抵押权确定, with its ground and its day (民法典 423).
    static func determineMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try onDebt(facts) { entry, answers in
            .determineMortgage(
                DetermineMortgage(
                    mortgage: entry, amount: answers.money("amount") ?? .zero,
                    determination: Determination(ground: try answers.choice("ground"), on: try answers.date("determined-on"))))
        }
    }

    /// 顺位变更 (民法典 409): all mortgages in the order in which they were picked.
    static func changeRanks(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in
            .changeRanks(ChangeRanks(order: ["first", "second", "third", "fourth"].filter { answers.given($0) != nil }.map { answers.entry($0) }))
        }
    }

    /// 抵押权注销: the lender says that the debt is gone (民法典 393).
    static func endMortgage(_ facts: CaseFacts) throws -> ActPlan {
        try onDebt(facts) { entry, answers in .endMortgage(EndMortgage(mortgage: entry, reason: try answers.choice("reason"))) }
    }
}

extension UnitCode {
    /// 抵押不动产类型 of what the unit is (GB/T 37346).
    var mortgageSubject: Mortgage.Subject {
        switch fixture {
        case .building, .other: .landAndHouse
        case .forest: .forest
        case .none: use == .sea || use == .island ? .sea : .land
        }
    }
}

/// The fields of a mortgage application, read strictly.
struct MortgageAnswers {
    private let answers: [String: String]
    init(_ answers: [String: String]) { self.answers = answers }

    var kind: Mortgage.Kind {
        get throws {
            guard let kind = Mortgage.Kind(rawValue: answers["kind"] ?? "") else {
                throw CaseError.invalid(field: "kind", message: "请选择抵押方式：一般抵押或最高额抵押。")
            }
            return kind
        }
    }

    var amount: Money {
        get throws {
            guard let money = Money(yuanText: answers["amount"] ?? ""), money > .zero else {
                throw CaseError.invalid(field: "amount", message: "请填写被担保主债权数额（元，最多两位小数）。")
            }
            return money
        }
    }

    var scope: String {
        get throws {
            let text = (answers["scope"] ?? "").trimmed
            guard !text.isEmpty, text.count <= 500 else {
                throw CaseError.invalid(field: "scope", message: "请填写担保范围（500字以内）。登记簿与合同不一致的，以登记簿为准。")
            }
            return text
        }
    }

    /// Has to be stated since 自然资发〔2021〕54号.
    var transferBan: Bool {
        get throws {
            switch answers["transfer-ban"] {
            case "yes": return true
            case "no": return false
            default: throw CaseError.invalid(field: "transfer-ban", message: "请选择是否存在禁止或限制转让抵押不动产的约定。")
            }
        }
    }

    func date(_ field: String) throws -> LegalDate {
        guard let date = LegalDate(answers[field] ?? "") else {
            throw CaseError.invalid(field: field, message: "请填写债务履行期限的起止日期（年-月-日）。")
        }
        return date
    }
}

extension String {
    var trimmed: String {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view = view.dropFirst() }
        while let last = view.last, last.isWhitespace { view = view.dropLast() }
        return String(view)
    }
}
