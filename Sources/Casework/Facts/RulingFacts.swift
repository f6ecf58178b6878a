import Contracts
package import Register

/// A court's ruling on a sale that waits to be entered, with its order to the registry (成交裁定书、协助执行通知书).
package struct RulingFacts: Sendable {
    package struct Winner: Hashable, Sendable {
        package var party: NamedParty
        package var share: Share?
    }

    package var id: String
    package var court: String
    package var document: String
    package var notice: String
    package var servedOn: LegalDate
    package var form: CoOwnership
    package var price: Money
    package var winners: [Winner]
    var lifts: [Court.NamedSeizure]
    package var endsOthers: Bool
    package var keptMortgages: Set<EntryID>
    /// The order keeps a mortgage whose proof isn't known here.
    package var keptMissing: Bool
    var paid: [Court.AuctionRuling.Paid]

    /// Whether a seizure ends with the sale: the disposing court's own and those that it names; every other one by its confirmation
    /// (查封规定 27; 法函〔2007〕100号). What is seized from a winner is not what was sold.
    func ends(_ seizure: Seizure) -> Bool {
        if seizure.kind == .preSeizure, let target = seizure.against, winners.contains(where: { $0.party.ref.id == target.id }) { return false }
        return endsOthers || seizure.authority == court || lifts.contains(.init(court: seizure.authority, document: seizure.document))
    }
}
