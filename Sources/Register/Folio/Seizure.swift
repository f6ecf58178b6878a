/// A seizure (查封; 最高人民法院 查封规定 2020).
package struct Seizure: Hashable, Sendable, Codable {
    /// 查封类型 CFLX: whether it stands or waits is decided by its place in line.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case seizure, preSeizure }
    package var entry: Entry
    package var kind: Kind
    /// 查封机关.
    package var authority: String
    /// 查封文号.
    package var document: String
    package var from: LegalDate
    package var until: LegalDate
    /// The person against whom it is directed: for a pre-seizure the buyer of the unit.
    package var against: PartyRef?
    /// The share of the right that is seized (查封规定 12: what a debtor owns together with others); nil for the whole.
    package var share: Share?
    /// For how many others it waits: 0 is in force, the rest wait (轮候查封, 查封规定 26).
    package var place: Int

    package init(
        entry: Entry, kind: Kind, authority: String, document: String, from: LegalDate, until: LegalDate, against: PartyRef?,
        share: Share? = nil, place: Int
    ) {
        self.entry = entry
        self.kind = kind
        self.authority = authority
        self.document = document
        self.from = from
        self.until = until
        self.against = against
        self.share = share
        self.place = place
    }
}

/// An administrative or risk lock (行政限制): who ordered it and why. Every lock and its lifting is an act.
package struct Lock: Hashable, Sendable, Codable {
    package var entry: Entry
    package var authority: String
    package var document: String
    package var reason: String

    package init(entry: Entry, authority: String, document: String, reason: String) {
        self.entry = entry
        self.authority = authority
        self.document = document
        self.reason = reason
    }
}
