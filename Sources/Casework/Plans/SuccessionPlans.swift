import Register

/// What passes from the owners who are named, and from nobody else: 继承、受遗赠 (民法典 230, 1121), 生效法律文书 (民法典 229).
extension ActPlan {
    /// From those who have died to those who take: nothing but what was the decedents' passes (民法典 1122), and of what spouses own together half is the
    /// other's and no estate (民法典 1153). Whoever owns beside them stays an owner, with their share and what they inherit besides.
    ///
    /// Shares stay shares (民法典 298). What was held jointly is held on jointly by those who stay and those who take, unless they make it shares: then each
    /// joint owner had an equal part, and the law asks those who stay (民法典 301, 303).
    static func succession(_ unit: CaseFacts.UnitFacts, _ answers: FormAnswers, _ decedents: OwnersNamed, _ takers: [PartyRef]) throws -> Transfer {
        guard !decedents.owners.isEmpty, decedents.unknown.isEmpty else { throw CaseError.notEligible("还没有写明登记簿上的哪位权利人去世。") }
        return try passing(of: decedents, part: .whole, to: takers, unit, answers)
    }

    /// What a judgment or an award makes of the page: those whom it names lose their right, or the part of it that it says, and nobody else does (民法典 229).
    static func judged(_ unit: CaseFacts.UnitFacts, _ answers: FormAnswers, _ losers: OwnersNamed, _ takers: [PartyRef]) throws -> Transfer {
        guard !losers.owners.isEmpty, losers.unknown.isEmpty else { throw CaseError.notEligible("还没有写明法律文书确认登记簿上的哪位权利人失去权利。") }
        return try passing(of: losers, part: answers.share(JudgmentLosers.part) ?? .whole, to: takers, unit, answers)
    }

    /// - Parameter part: how much of what each of them had passes; they keep the rest, as a share.
    private static func passing(
        of named: OwnersNamed, part: Share, to takers: [PartyRef], _ unit: CaseFacts.UnitFacts, _ answers: FormAnswers
    ) throws -> Transfer {
        guard let ownership = unit.folio.ownership else { throw CaseError.notEligible("登记簿上没有可以转移的权利。") }
        let rest = Share(part.denominator - part.numerator, part.denominator)
        let passing = ownership.holders.filter { named.ids.contains($0.party.id) }
        let untouched = ownership.holders.filter { !named.ids.contains($0.party.id) }
        let staying = rest == nil ? untouched : untouched + passing
        let coming = takers.filter { taker in !staying.contains { $0.party.id == taker.id } }
        let to = staying.map(\.party) + coming
        let stated: CoOwnership? = try? answers.choice("form")
        let keepsShares = rest != nil || (!staying.isEmpty && ownership.form == .byShares)
        let form: CoOwnership = to.count < 2 ? .sole : keepsShares ? .byShares : stated ?? .joint
        let holders =
            form == .byShares
            ? try shares(of: to, untouched: untouched, passing: passing, part: part, rest: rest, among: ownership, takers: takers, first: answers.share("share"))
            : to.map { Holder(party: $0) }
        return Transfer(from: passing.map(\.party), form: form, to: holders, cause: try answers.choice("cause"), price: nil)
    }

    /// - Parameter first: the first taker's part of what passes; the others take the rest in equal parts.
    private static func shares(
        of to: [PartyRef], untouched: [Holder], passing: [Holder], part: Share, rest: Share?, among ownership: Ownership, takers: [PartyRef], first: Share?
    ) throws -> [Holder] {
        func own(_ holder: Holder) -> Share? { ownership.form == .byShares ? holder.share : Share(1, Int64(ownership.holders.count)) }
        let parts = takers.count == 1 ? [.whole] : sharing(takers, .byShares, first: first).map(\.share)
        let lost = passing.dropFirst().reduce(passing.first.flatMap(own)) { sum, holder in own(holder).flatMap { sum?.joined(with: $0) } }
        let passed = lost?.part(part)
        return try to.map { party in
            let left = rest.flatMap { rest in passing.first { $0.party.id == party.id }.flatMap(own)?.part(rest) }
            let kept = left ?? untouched.first { $0.party.id == party.id }.flatMap(own)
            let part = takers.firstIndex { $0.id == party.id }.flatMap { parts[$0] }.flatMap { passed?.part($0) }
            let takes = takers.contains { $0.id == party.id }
            // All of it, written as fractions, or nothing: a share that got lost on the way is somebody's home.
            guard let share = takes ? (kept.map { own in part.flatMap { own.joined(with: $0) } } ?? part) : kept else {
                throw CaseError.notEligible("各方的份额不能写成分数，请核对填写的份额。")
            }
            return Holder(party: party, share: share)
        }
    }
}
