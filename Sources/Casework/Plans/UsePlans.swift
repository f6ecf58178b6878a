import Register

/// 居住权 (民法典 366–371) and 地役权 (民法典 372–385).
extension ActPlan {
    /// By a contract of owner and resident, or by a will (民法典 367, 371).
    static func grantResidence(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in
            let from = try answers.dateIfGiven("from") ?? facts.today
            let term: Residence.Term = answers.given("term") == "until" ? .until(try answers.date("until")) : .lifetime
            return .grantResidence(
                GrantResidence(holders: refs("resident", facts), scope: answers.text("scope"), from: from, term: term, paid: answers.flag("paid")))
        }
    }

    static func endResidence(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .endResidence(EndResidence(residence: answers.entry("residence"), reason: try answers.choice("reason"))) }
    }

    /// On the servient unit's page, for the benefit of the dominant unit (民法典 372).
    static func grantEasement(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in
            .grantEasement(
                GrantEasement(
                    dominant: try answers.unit("dominant"), holders: refs("dominant-owner", facts), content: answers.text("content"),
                    from: try answers.dateIfGiven("from") ?? facts.today, until: try answers.dateIfGiven("until")))
        }
    }

    static func endEasement(_ facts: CaseFacts) throws -> ActPlan {
        try one(facts) { _, answers in .endEasement(EndEasement(easement: answers.entry("easement"), reason: try answers.choice("reason"))) }
    }
}
