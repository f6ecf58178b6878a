import Register

/// 变更、更正 and 注销登记 of the main right.
extension ActPlan {
    /// 姓名、名称或证件变更: the new details came into the party book with the sign-in (实施细则 26).
    static func changeHolder(_ facts: CaseFacts) throws -> ActPlan {
        guard let holder = refs("holder", facts).first else { throw CaseError.notEligible("没有申请变更的权利人。") }
        return try one(facts) { _, _ in .change(Change(.holderDetails(of: holder))) }
    }

    /// 坐落、用途、面积变更.
    static func changeDescription(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in .change(Change(.description(description(unit.folio, answers)))) }
    }

    /// 共有性质变更 among those who hold already.
    static func changeCoOwnership(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            let form: CoOwnership = try answers.choice("form")
            return .change(Change(.coOwnership(form, holders(of: unit.folio, form, answers))))
        }
    }

    /// 土地使用期限变更, as after a renewal (民法典 359).
    static func changeLandTerm(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            .change(
                Change(.landTerm(from: try answers.dateIfGiven("from") ?? unit.folio.description.landTermFrom, until: try answers.date("until"))))
        }
    }

    /// 所有权注销 (实施细则 28).
    static func cancelOwnership(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in
            let successors = try ["successor", "successor-2"].filter { answers.given($0) != nil }.map { try answers.unit($0) }
            return .cancel(Cancel(reason: try answers.choice("reason"), successors: successors))
        }
    }

    /// 更正登记 on application: by the holder, or with the holder's consent (民法典 220; 实施细则 79).
    static func correct(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { unit, answers in
            let matter: Correct.Matter
            switch answers.given("what") {
            case "co-ownership":
                let form: CoOwnership = try answers.choice("form")
                matter = .ownership(form: form, holders: holders(of: unit.folio, form, answers))
            case "mortgage-amount": matter = .mortgageAmount(answers.entry("mortgage"), answers.money("amount") ?? .zero)
            default: matter = .description(description(unit.folio, answers))
            }
            return .correct(Correct(matter, ground: answers.text("ground")))
        }
    }

    /// The natural status with what was filled in; blank leaves a field as it is.
    private static func description(_ folio: Folio, _ answers: FormAnswers) -> UnitDescription {
        var new = folio.description
        if let location = answers.given("location") { new.location = location }
        if let use = answers.given("use") { new.use = use }
        if let area = answers.area("area") { new.buildingArea = area }
        if let area = answers.area("inner-area") { new.innerArea = area }
        if let area = answers.area("shared-area") { new.sharedArea = area }
        return new
    }

    /// Those who hold, in another form.
    private static func holders(of folio: Folio, _ form: CoOwnership, _ answers: FormAnswers) -> [Holder] {
        sharing(folio.ownership?.holders.map(\.party) ?? [], form, first: answers.share("share"))
    }

    /// By shares: the first has the share that was filled in, the others the rest in equal parts.
    static func sharing(_ parties: [PartyRef], _ form: CoOwnership, first: Share?) -> [Holder] {
        guard form == .byShares, parties.count > 1 else { return parties.map { Holder(party: $0) } }
        let first = first ?? Share(1, Int64(parties.count))
        let rest = first.flatMap { Share($0.denominator - $0.numerator, $0.denominator * Int64(parties.count - 1)) }
        return parties.enumerated().map { Holder(party: $1, share: $0 == 0 ? first : rest) }
    }
}
