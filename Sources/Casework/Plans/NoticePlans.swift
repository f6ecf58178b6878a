import Register

/// 预告登记 (民法典 221; 实施细则 85–89).
extension ActPlan {
    /// Of the purchase of a presold home: by the contract on file; the developer is obliged whether or not it applies (实施细则 86).
    static func givePurchaseNotice(_ facts: CaseFacts) throws -> ActPlan {
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到备案的商品房预售合同。") }
        let sellers = refs("seller", facts)
        let obligors = sellers.isEmpty ? facts.project.map { [$0.project.developer] } ?? [] : sellers
        return try one(facts) { _, _ in
            .giveNotice(
                GiveNotice(kind: .presalePurchase, holders: try holders(refs("buyer", facts), of: contract, facts: facts), obligors: obligors, amount: contract.price))
        }
    }

    /// Of the transfer of a registered home, on what both agreed.
    static func giveTransferNotice(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in
            .giveNotice(
                GiveNotice(
                    kind: .transfer, holders: refs("buyer", facts).map { Holder(party: $0) }, obligors: refs("seller", facts), amount: answers.money("price") ?? .zero))
        }
    }

    /// Of a mortgage: on a presold home by its buyer, on a registered one by its owner or by the buyer who has a notice.
    static func giveMortgageNotice(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            .giveNotice(
                GiveNotice(
                    kind: unit.folio.standing == .built ? .mortgage : .presaleMortgage, holders: refs("mortgagee", facts).map { Holder(party: $0) },
                    obligors: refs("mortgagor", facts), amount: answers.money("amount") ?? .zero))
        }
    }

    /// 预告登记注销, or its lapse.
    static func endNotice(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .endNotice(EndNotice(notice: answers.entry("notice"), reason: try answers.choice("reason"))) }
    }
}
