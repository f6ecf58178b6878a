/// An easement (地役权; 民法典 372).
package struct Easement: Hashable, Sendable, Codable {
    package var entry: Entry
    /// 需役地.
    package var dominant: UnitCode
    package var holders: [PartyRef]
    package var content: String
    package var from: LegalDate
    package var until: LegalDate?

    package init(entry: Entry, dominant: UnitCode, holders: [PartyRef], content: String, from: LegalDate, until: LegalDate?) {
        self.entry = entry
        self.dominant = dominant
        self.holders = holders
        self.content = content
        self.from = from
        self.until = until
    }
}

/// A right of residence (居住权; 民法典 366).
package struct Residence: Hashable, Sendable, Codable {
    package enum Term: Hashable, Sendable { case until(LegalDate), lifetime }
    package var entry: Entry
    package var holders: [PartyRef]
    package var scope: String
    package var from: LegalDate
    package var term: Term
    package var paid: Bool

    package init(entry: Entry, holders: [PartyRef], scope: String, from: LegalDate, term: Term, paid: Bool) {
        self.entry = entry
        self.holders = holders
        self.scope = scope
        self.from = from
        self.term = term
        self.paid = paid
    }
}
