import Register

/// What the parties agreed of a maximum-amount mortgage part of whose claims was assigned before it was determined (民法典 421; 实施细则 74 ¶2).
enum PartAgreement: String {
    /// (一): whoever takes the part holds the mortgage together with whoever held it.
    case shared
    /// (二): whoever takes the part has an ordinary mortgage of its own, and the maximum is lessened by that.
    case split
    /// (三): whoever held it has it no longer; it is determined, and goes over as an ordinary one.
    case ended
}

extension ActPlan {
    /// 最高额抵押担保的部分债权转让: one filing, all of it or nothing.
    static func transferPartOfMaximum(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts).folio
        let answers = FormAnswers(facts.answers)
        let entry = answers.entry("mortgage")
        let assignees = refs("assignee", facts)
        guard let mortgage = unit.mortgages.first(where: { $0.entry.id == entry }) else {
            throw CaseError.invalid(field: "mortgage", message: "登记簿上没有这一项抵押权，请重新选择。")
        }
        func amount() throws -> Money {
            guard let amount = answers.money("amount"), amount > .zero else {
                throw CaseError.invalid(field: "amount", message: "请填写债权数额（元，最多两位小数）。")
            }
            return amount
        }
        let acts: [Act]
        switch try answers.choice("agreement", PartAgreement.self) {
        case .shared:
            acts = [
                .transferMortgage(
                    TransferMortgage(mortgage: entry, to: mortgage.mortgagees + assignees, assignment: answers.text("assignment"), shared: true))
            ]
        case .split:
            let part = try amount()
            acts = [
                .mortgage(
                    CreateMortgage(
                        kind: .ordinary, subject: mortgage.subject, mortgagees: assignees, mortgagors: refs("mortgagor", facts), debtor: mortgage.debtor,
                        coDebtors: mortgage.coDebtors, amount: part, from: try answers.date("from"), until: try answers.date("until"), scope: mortgage.scope,
                        transferBan: mortgage.transferBan ?? false, partOf: entry)),
                .changeMortgage(ChangeMortgage(mortgage: entry, amount: mortgage.amount - part)),
            ]
        case .ended:
            acts = [
                .determineMortgage(
                    DetermineMortgage(mortgage: entry, amount: try amount(), determination: Determination(ground: .otherByLaw, on: try answers.date("determined-on")))),
                .transferMortgage(TransferMortgage(mortgage: entry, to: assignees, assignment: answers.text("assignment"))),
            ]
        }
        return ActPlan(basis: .application(by: facts.applying, pledged: []), acts: acts.map { UnitAct(unit: unit.unit, act: $0) })
    }
}
