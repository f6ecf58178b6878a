@testable import Register

extension RefusalExample {
    static func mortgaged(_ act: Act = F.mortgage(), _ id: String = "M") throws -> Folio { try F.owned().with(act, id, by: lenders) }

    static func terms(_ edit: (inout CreateMortgage) -> Void) -> Act {
        guard case .mortgage(var mortgage) = F.mortgage() else { return F.mortgage() }
        edit(&mortgage)
        return .mortgage(mortgage)
    }

    static let mortgages: [RefusalExample] = [
        RefusalExample(.amountNotPositive) { try F.owned().refusals(F.mortgage(amount: 0), by: lenders) },
        RefusalExample(.termReversed) { try F.owned().refusals(terms { $0.until = F.day("2026-11-22") }, by: lenders) },
        RefusalExample(.mortgageScopeMissing) { try F.owned().refusals(terms { $0.scope = "" }, by: lenders) },
        RefusalExample(.mortgagorNotOwner) { try F.owned().refusals(F.mortgage(owner: F.stranger), by: [F.bank, F.stranger]) },
        RefusalExample(.notMortgageable) {
            let homestead = UnitCode(trusted: "360102001002JC00003F00010001")
            let page = try F.owned(by: [Holder(party: F.developer)], .sole, right: .homesteadAndHouse, unit: homestead)
            return page.refusals(F.mortgage(), by: lenders)
        },
        RefusalExample(.mortgageeConsentNeeded) { try mortgaged(F.mortgage(ban: true)).refusals(F.sale(), by: sides) },
        RefusalExample(.constructionMortgage) {
            let page = try F.planned.with(F.mortgage(subject: .underConstruction), "M", by: lenders)
            return page.refusals(F.notice(.presalePurchase, F.buyer), by: sides)
        },
        RefusalExample(.juniorMortgageeConsentNeeded) {
            let page = try mortgaged().with(F.mortgage(F.other), "M2", by: [F.other, F.developer])
            return page.refusals(.changeMortgage(ChangeMortgage(mortgage: EntryID("M-1"), amount: Money(yuan: 900_000))), by: lenders)
        },
        RefusalExample(.entryNotFound) { try F.owned().refusals(F.endMortgage(), by: [F.bank]) },
        RefusalExample(.notMaximumAmount) {
            try mortgaged().refusals(.determineMortgage(DetermineMortgage(mortgage: EntryID("M-1"), amount: Money(yuan: 1))), by: lenders)
        },
        RefusalExample(.aboveMaximum) {
            try mortgaged(F.mortgage(kind: .maximumAmount)).refusals(
                .determineMortgage(DetermineMortgage(mortgage: EntryID("M-1"), amount: Money(yuan: 800_001))), by: lenders)
        },
        RefusalExample(.maximumNotDetermined) {
            try mortgaged(F.mortgage(kind: .maximumAmount)).refusals(
                .transferMortgage(TransferMortgage(mortgage: EntryID("M-1"), to: [F.other], assignment: "债转1")), by: [F.bank, F.other])
        },
        RefusalExample(.assignmentMissing) {
            try mortgaged().refusals(
                .transferMortgage(TransferMortgage(mortgage: EntryID("M-1"), to: [F.other], assignment: "")), by: [F.bank, F.other])
        },
        RefusalExample(.ranksIncomplete) { try mortgaged().refusals(.changeRanks(ChangeRanks(order: [])), by: lenders) },
    ]
}
