/// What acts on the main right do to the page.
extension Folio {
    mutating func enter(_ act: FirstRegistration, _ context: ActContext) {
        description = act.description
        standing = .built
        ownership = Ownership(
            entry: context.entry, right: act.right, form: act.form, holders: act.holders, cause: act.cause, price: nil)
        // From now on the final registration is possible: advance notices begin to run out (民法典 221).
        for index in notices.indices where notices[index].registrableSince == nil { notices[index].registrableSince = context.today }
        settlePreSeizures()
    }

    mutating func enter(_ act: Transfer, _ context: ActContext) throws(Refusal) {
        guard let old = ownership else { throw Refusal(.notFirstRegistered, unit: unit, act: context.index) }
        ownership = Ownership(
            entry: context.entry, right: old.right, form: act.form, holders: act.to, cause: act.cause, price: act.price,
            passedOn: act.passedOn)
        // The notice is fulfilled, and so is every other of the same buyer's (预告转现).
        let buyers = Set(act.to.map(\.party.id))
        notices.removeAll { notice in
            notice.entry.id == act.fulfils || (!notice.kind.securesMortgage && notice.holders.allSatisfy { buyers.contains($0.party.id) })
        }
        settlePreSeizures()
    }

    mutating func enter(_ act: Change, _ context: ActContext) throws(Refusal) {
        switch act.matter {
        case .holderDetails(let party):
            guard names(party.id) else { throw Refusal(.holderNotOnPage, unit: unit, act: context.index) }
        case .description(let new): description = new
        case .coOwnership(let form, let holders):
            guard ownership != nil else { throw Refusal(.notFirstRegistered, unit: unit, act: context.index) }
            ownership?.form = form
            ownership?.holders = holders
            ownership?.entry = context.entry
        case .landTerm(let from, let until):
            description.landTermFrom = from
            description.landTermUntil = until
        }
    }

    /// Whether a party has any part in this page.
    func names(_ party: PartyID) -> Bool {
        ownership?.holders.contains { $0.party.id == party } == true
            || mortgages.contains { $0.mortgagees.contains { $0.id == party } }
            || notices.contains { $0.holders.contains { $0.party.id == party } }
            || residences.contains { $0.holders.contains { $0.id == party } }
            || easements.contains { $0.holders.contains { $0.id == party } }
    }

    mutating func enter(_ act: Cancel, _ context: ActContext) {
        standing = .cancelled
        ownership = nil
        mortgages = []
        notices = []
        objections = []
        lapsedObjections = []
        seizures = []
        easements = []
        residences = []
        locks = []
    }

    mutating func enter(_ act: Correct, _ context: ActContext) throws(Refusal) {
        switch act.matter {
        case .description(let new): description = new
        case .ownership(let form, let holders):
            guard ownership != nil else { throw Refusal(.notFirstRegistered, unit: unit, act: context.index) }
            ownership?.form = form
            ownership?.holders = holders
            ownership?.entry = context.entry
            settlePreSeizures()
        case .mortgageAmount(let entry, let amount):
            guard let place = mortgages.firstIndex(where: { $0.entry.id == entry }) else { throw context.missing(entry) }
            mortgages[place].amount = amount
        }
    }
}
