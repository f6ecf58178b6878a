import Register

/// A maximum-amount mortgage is determined on one of the law's grounds and on a day on which that ground was there (民法典 423).
struct DeterminationGrounded: Check {
    static let name = "determination-grounded"
    static let statute = "《民法典》第四百二十三条"

    func findings(_ facts: CaseFacts) -> [Finding] {
        let answers = FormAnswers(facts.answers)
        guard let ground = answers.given("ground").flatMap(Determination.Ground.init(rawValue:)) else {
            return [finding("没有选择债权确定的事由。", remedy: "请按照民法典第四百二十三条选择债权确定的事由。")]
        }
        guard let day = answers.given("determined-on").flatMap({ LegalDate($0) }) else {
            return [finding("没有填写债权确定的日期。", remedy: "请填写债权确定的日期（年-月-日）。")]
        }
        if day > facts.today { return [finding("债权确定的日期还没有到。", remedy: "请在债权确定以后申请，或者更正日期。")] }
        // What isn't on the page is for the register to refuse.
        guard let mortgage = facts.pickedMortgage?.mortgage else { return [] }
        if day < mortgage.entry.registeredAt.date { return [finding("债权确定的日期早于抵押权登记的日期。", remedy: "请核对债权确定的日期。")] }
        return Self.unfit(ground, day, mortgage, isSeized: facts.units.contains { $0.folio.seizures.contains { $0.kind == .seizure } })
            .map { [finding($0.message, $0.consequence, remedy: $0.remedy)] } ?? []
    }

    private static func unfit(
        _ ground: Determination.Ground, _ day: LegalDate, _ mortgage: Mortgage, isSeized: Bool
    ) -> (message: String, consequence: Finding.Consequence, remedy: String)? {
        switch ground {
        case .periodEnded where day < mortgage.until:
            ("登记簿上的债权确定期间到\(mortgage.until.chinese)才届满，在填写的确定日期还没有届满。", .mend, "请核对事由和日期；期间有变更的，请先办理抵押权变更登记。")
        case .requestedAfterTwoYears where day < mortgage.entry.registeredAt.date.adding(years: 2):
            ("在填写的确定日期，最高额抵押权设立还不满二年。", .mend, "请在设立满二年以后申请，或者核对事由。")
        case .requestedAfterTwoYears:
            ("登记簿上记载了债权确定期间（到\(mortgage.until.chinese)），而申请的事由是没有约定或者约定不明确。", .judge, "请提供合同，由工作人员核对债权确定期间的约定。")
        case .seizureKnown where !isSeized:
            ("登记簿上没有查封，而申请的事由是抵押财产被查封、扣押。", .judge, "请提供查封、扣押的通知，由工作人员核对。")
        case .otherByLaw: ("债权确定的事由是法律规定的其他情形，须由工作人员判断。", .judge, "请在协议中写明依据的法律规定。")
        case .periodEnded, .noFurtherClaims, .seizureKnown, .bankruptcy: nil
        }
    }
}
