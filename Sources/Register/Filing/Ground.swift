/// What stands on the same parcel: the land's own page for a house, the houses' pages for the land.
///
/// A seizure of the land reaches the house on it and the other way round, unless they have different owners (查封规定 21);
/// house and land are one owner's (房地一体: 民法典 356, 357, 397).
struct Ground {
    private let folio: Folio
    private let others: [Folio]

    init(of folio: Folio, pages: [UnitCode: Folio], related: [UnitCode: Folio]) {
        self.folio = folio
        let parcel = folio.unit.parcelUnit
        if parcel != folio.unit {
            others = (pages[parcel] ?? related[parcel]).map { [$0] } ?? []
        } else {
            // Only the pages that the caller gave: for acts on land these are the houses it knows to be there.
            let known = pages.merging(related) { page, _ in page }
            others = known.count < 2 ? [] : known.values.filter { $0.unit != folio.unit && $0.unit.parcelUnit == parcel }.sorted { $0.unit < $1.unit }
        }
    }

    /// The land's holders, where the land has a page with a right on it.
    var landHolders: Set<PartyID>? {
        guard folio.unit.parcelUnit != folio.unit, let owners = others.first?.ownership?.holders else { return nil }
        return Set(owners.map(\.party.id))
    }

    /// The pages whose seizures and locks reach this one. A house without an owner's entry is still the land's.
    var reaching: [Folio] {
        others.filter { other in
            guard let mine = folio.ownership, let theirs = other.ownership else { return true }
            return Set(mine.holders.map(\.party.id)) == Set(theirs.holders.map(\.party.id))
        }
    }

    /// Whether anything else on the parcel stands in the register.
    var hasRegistered: Bool { others.contains { $0.ownership != nil } }
}
