/// 地役权首次登记 (民法典 374; 实施细则 60–64), entered on the servient unit's page.
package struct GrantEasement: Hashable, Sendable, Codable {
    package var dominant: UnitCode
    package var holders: [PartyRef]
    package var content: String
    package var from: LegalDate
    package var until: LegalDate?
    package init(dominant: UnitCode, holders: [PartyRef], content: String, from: LegalDate, until: LegalDate?) {
        self.dominant = dominant
        self.holders = holders
        self.content = content
        self.from = from
        self.until = until
    }
}

/// 地役权注销 (民法典 384, 385).
package struct EndEasement: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case termEnded, agreed, judgment, merged }
    package var easement: EntryID
    package var reason: Reason
    package init(easement: EntryID, reason: Reason) {
        self.easement = easement
        self.reason = reason
    }
}

/// 居住权首次登记 (民法典 368): it arises with the entry.
package struct GrantResidence: Hashable, Sendable, Codable {
    package var holders: [PartyRef]
    package var scope: String
    package var from: LegalDate
    package var term: Residence.Term
    package var paid: Bool
    package init(holders: [PartyRef], scope: String, from: LegalDate, term: Residence.Term, paid: Bool) {
        self.holders = holders
        self.scope = scope
        self.from = from
        self.term = term
        self.paid = paid
    }
}

/// 居住权注销 (民法典 370): end of term, death or agreement.
package struct EndResidence: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case termEnded, death, agreed, judgment }
    package var residence: EntryID
    package var reason: Reason
    package init(residence: EntryID, reason: Reason) {
        self.residence = residence
        self.reason = reason
    }
}
