package import Contracts
package import Register

/// A court's ruling on a sale that waits to be entered, with its order to the registry (成交裁定书、协助执行通知书).
package struct RulingFacts: Sendable {
    package struct Winner: Hashable, Sendable {
        package var party: NamedParty
        package var share: Share?
    }

    package var id: String
    /// The order as it lies sealed: the same as long as the court hasn't sent it corrected.
    var sealed: [UInt8] = []
    package var court: String
    package var document: String
    package var notice: String
    package var servedOn: LegalDate
    package var form: CoOwnership
    package var price: Money
    package var manner = Court.SaleManner.auction
    package var winners: [Winner]
    var lifts: [Court.NamedSeizure]
    package var endsOthers: Bool
    package var keptMortgages: Set<EntryID>
    /// Advance notices, residences and easements that the order ends, and mortgages where nothing was sold.
    package var endedRights: Set<EntryID>
    /// The order keeps or ends something whose proof isn't known here.
    package var namesUnknown: Bool
    /// Whose share was sold alone; nil where the whole was.
    package var seller: PartyRef?
    /// The named debtors whom the registry knows.
    var debtors: Set<PartyID>
    /// Another court that had seized first left the sale to this one (法释〔2016〕6号).
    var isHandedOver = false
    package var paid: [Court.AuctionRuling.Paid]
    /// What the review before the sale found besides; nil where the court had asked for none.
    package var arrears: OpenArrears?

    /// Whether the page itself says that the court could sell what it sold: its own seizure stands, or another's and it was left the sale. What nobody seized may be
    /// somebody else's, as where the unit's code is wrong (查封规定 2, 27).
    func isGrounded(on folio: Folio, today: LegalDate) -> Bool {
        let sold = folio.standingSeizures(on: today).filter(sales.isOfSold)
        return sold.contains { $0.authority == court } || (isHandedOver && !sold.isEmpty)
    }

    /// Whether everybody whose right passes with the sale was named as debtor. A co-owner's share answers for no debt of another's (查封规定 12): whether the ruling took it along,
    /// the court is asked.
    func namesSellers(of folio: Folio) -> Bool {
        if let seller { return debtors.contains(seller.id) }
        return folio.ownership?.holders.allSatisfy { debtors.contains($0.party.id) } ?? true
    }

    private var sales: SoldSeizures {
        SoldSeizures(court: court, lifts: lifts, endsOthers: endsOthers, seller: seller?.id, winners: Set(winners.map(\.party.ref.id)))
    }

    /// The seizures of a page that end with the sale.
    func endedSeizures(of folio: Folio, on today: LegalDate) -> [Seizure] { sales.ended(of: folio, on: today) }
}
