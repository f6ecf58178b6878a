import Register

/// 继承、受遗赠 (民法典 230, 1121).
extension ActPlan {
    /// From those who have died to those who take: nothing but what was the decedents' passes (民法典 1122), and of what spouses own together half is the
    /// other's and no estate (民法典 1153). Whoever owns beside them stays an owner, with their share and what they inherit besides.
    ///
    /// Shares stay shares (民法典 298). What was held jointly is held on jointly by those who stay and those who take, unless they make it shares: then each
    /// joint owner had an equal part, and the law asks those who stay (民法典 301, 303).
    static func succession(_ unit: CaseFacts.UnitFacts, _ answers: FormAnswers, _ decedents: Decedents, _ takers: [PartyRef]) throws -> Transfer {
        guard let ownership = unit.folio.ownership else { throw CaseError.notEligible("登记簿上没有可以继承的权利。") }
        let passing = ownership.holders.filter { decedents.ids.contains($0.party.id) }
        guard !passing.isEmpty, decedents.unknown.isEmpty else { throw CaseError.notEligible("还没有写明登记簿上的哪位权利人去世。") }
        let staying = ownership.holders.filter { !decedents.ids.contains($0.party.id) }
        let coming = takers.filter { taker in !staying.contains { $0.party.id == taker.id } }
        let to = staying.map(\.party) + coming
        let stated: CoOwnership? = try? answers.choice("form")
        let form: CoOwnership = to.count < 2 ? .sole : !staying.isEmpty && ownership.form == .byShares ? .byShares : stated ?? .joint
        let holders =
            form == .byShares ? try shares(of: to, staying: staying, passing: passing, among: ownership, takers: takers, first: answers.share("share"))
            : to.map { Holder(party: $0) }
        return Transfer(from: passing.map(\.party), form: form, to: holders, cause: try answers.choice("cause"), price: nil)
    }

    /// - Parameter first: the first taker's part of what passes; the others take the rest in equal parts.
    private static func shares(
        of to: [PartyRef], staying: [Holder], passing: [Holder], among ownership: Ownership, takers: [PartyRef], first: Share?
    ) throws -> [Holder] {
        func own(_ holder: Holder) -> Share? { ownership.form == .byShares ? holder.share : Share(1, Int64(ownership.holders.count)) }
        let parts = takers.count == 1 ? [.whole] : sharing(takers, .byShares, first: first).map(\.share)
        let passed = passing.dropFirst().reduce(passing.first.flatMap(own)) { sum, holder in own(holder).flatMap { sum?.joined(with: $0) } }
        return try to.map { party in
            let kept = staying.first { $0.party.id == party.id }.flatMap(own)
            let part = takers.firstIndex { $0.id == party.id }.flatMap { parts[$0] }.flatMap { passed?.part($0) }
            let takes = takers.contains { $0.id == party.id }
            // All of it, written as fractions, or nothing: a share that got lost on the way is somebody's home.
            guard let share = takes ? (kept.map { own in part.flatMap { own.joined(with: $0) } } ?? part) : kept else {
                throw CaseError.notEligible("各方的份额不能写成分数，请核对第一位继承人的份额。")
            }
            return Holder(party: party, share: share)
        }
    }
}
