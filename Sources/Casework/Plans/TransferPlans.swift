import Register

/// Transfers that are no sale of the whole (实施细则 27, 38).
extension ActPlan {
    /// 赠与、继承、受遗赠、析产、夫妻间变更、生效法律文书: from whoever gives to whoever takes. Where a judgment gave the right, only those whom it
    /// names have lost it (民法典 229); where it is inherited, only those who have died (民法典 230).
    static func transferWithoutSale(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            if let decedents = facts.decedents { return .transfer(try succession(unit, answers, decedents, refs("taker", facts))) }
            if let losers = facts.losers { return .transfer(try judged(unit, answers, losers, refs("taker", facts))) }
            let owners = unit.folio.ownership?.holders ?? []
            let takers = refs("taker", facts)
            let giving = refs("giver", facts)
            let from = giving.isEmpty ? owners.map(\.party).filter { owner in !takers.contains { $0.id == owner.id } } : giving
            // Whoever neither gives nor takes keeps what they have.
            let staying = owners.map(\.party).filter { owner in !(from + takers).contains { $0.id == owner.id } }
            let to = staying + (answers.flag("giver-keeps") ? from : []) + takers
            let form: CoOwnership = to.count < 2 ? .sole : (try? answers.choice("form")) ?? .joint
            return .transfer(
                Transfer(from: from, form: form, to: sharing(to, form, first: answers.share("share")), cause: try answers.choice("cause"), price: nil))
        }
    }

    /// 按份共有的份额转让: the buyer steps into the seller's share, the others keep theirs (民法典 305).
    static func transferShare(_ facts: CaseFacts) throws -> ActPlan {
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到存量房买卖合同。") }
        return try one(facts) { unit, _ in
            let owners = unit.folio.ownership?.holders ?? []
            let sellers = refs("seller", facts)
            let buyers = refs("buyer", facts)
            let sold = owners.filter { holder in sellers.contains { $0.id == holder.party.id } }
            let kept = owners.filter { holder in !sellers.contains { $0.id == holder.party.id } }
            let share = sold.count == 1 ? sold[0].share : nil
            let each = share.flatMap { Share($0.numerator, $0.denominator * Int64(max(1, buyers.count))) }
            let to = kept + buyers.map { Holder(party: $0, share: each) }
            return .transfer(Transfer(from: sellers, form: .byShares, to: to, cause: .sale, price: contract.price))
        }
    }
}
