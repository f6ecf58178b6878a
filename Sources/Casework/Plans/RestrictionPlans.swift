import Register

/// Objections and what comes of them, and seizures that have run out.
extension ActPlan {
    /// 异议登记: an interested person alone (民法典 220; 条例 14).
    static func object(_ facts: CaseFacts) throws -> ActPlan {
        guard let objector = refs("objector", facts).first else { throw CaseError.notEligible("没有异议申请人。") }
        return try one(facts) { _, answers in .object(Object(applicant: objector, matter: answers.text("matter"))) }
    }

    /// The court or tribunal took the suit (实施细则 83).
    static func recordSuit(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .recordSuit(RecordSuit(objection: answers.entry("objection"), filedOn: try answers.date("filed-on"))) }
    }

    /// 异议登记注销.
    static func endObjection(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .endObjection(EndObjection(objection: answers.entry("objection"), reason: try answers.choice("reason"))) }
    }

    /// 查封失效: that a seizure has run out is a fact that anybody may point out (查封规定 27).
    static func endExpiredSeizure(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .endSeizure(EndSeizure(seizure: answers.entry("seizure"), reason: .expired, document: nil)) }
    }
}
