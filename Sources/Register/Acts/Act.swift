/// One registration act (登记行为) on one unit: just the data that the register needs.
///
/// What it does to a page is `Folio.applying(_:in:)`; what stands in its way is `Obstacles`.
package enum Act: Hashable, Sendable {
    // 100–400 the main right
    case firstRegistration(FirstRegistration)
    case transfer(Transfer)
    case change(Change)
    case cancel(Cancel)
    // 500
    case correct(Correct)
    // 600
    case object(Object)
    case recordSuit(RecordSuit)
    case endObjection(EndObjection)
    // 700
    case giveNotice(GiveNotice)
    case endNotice(EndNotice)
    // mortgages
    case mortgage(CreateMortgage)
    case changeMortgage(ChangeMortgage)
    case transferMortgage(TransferMortgage)
    case determineMortgage(DetermineMortgage)
    case changeRanks(ChangeRanks)
    case endMortgage(EndMortgage)
    // 800
    case seize(Seize)
    case renewSeizure(RenewSeizure)
    case endSeizure(EndSeizure)
    // servitudes and residence
    case grantEasement(GrantEasement)
    case endEasement(EndEasement)
    case grantResidence(GrantResidence)
    case endResidence(EndResidence)
    // administrative
    case lock(Restrict)
    case unlock(Unrestrict)
    // 900: a new certificate for an unchanged right (换证、补证)
    case reissue(Reissue)
}
