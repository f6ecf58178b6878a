/// An advance notice (预告登记; 民法典 221).
package struct AdvanceNotice: Hashable, Sendable, Codable {
    /// 预告登记种类 YGDJZL.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case presalePurchase, transfer, presaleMortgage, mortgage

        package var securesMortgage: Bool { self == .presaleMortgage || self == .mortgage }
    }
    package var entry: Entry
    package var kind: Kind
    package var holders: [Holder]
    package var obligors: [PartyRef]
    /// 取得价格 or 被担保主债权数额.
    package var amount: Money
    /// The day on which the final registration became possible; it lapses 90 days later.
    package var registrableSince: LegalDate?

    package init(entry: Entry, kind: Kind, holders: [Holder], obligors: [PartyRef], amount: Money, registrableSince: LegalDate? = nil) {
        self.entry = entry
        self.kind = kind
        self.holders = holders
        self.obligors = obligors
        self.amount = amount
        self.registrableSince = registrableSince
    }
}

/// An objection (异议登记; 民法典 220).
package struct Objection: Hashable, Sendable, Codable {
    package var entry: Entry
    package var applicant: PartyRef
    package var matter: String
    /// The day on which proof of a suit was handed in; without it the objection lapses after 15 days.
    package var suitFiledOn: LegalDate?

    package init(entry: Entry, applicant: PartyRef, matter: String, suitFiledOn: LegalDate? = nil) {
        self.entry = entry
        self.applicant = applicant
        self.matter = matter
        self.suitFiledOn = suitFiledOn
    }
}

/// What an objection that lapsed was about, so that it isn't accepted again (实施细则 83).
package struct LapsedObjection: Hashable, Sendable, Codable {
    package var applicant: PartyID
    package var matter: String
    package init(applicant: PartyID, matter: String) {
        self.applicant = applicant
        self.matter = matter
    }
}
