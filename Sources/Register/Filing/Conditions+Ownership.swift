extension Folio {
    func conditions(_ act: FirstRegistration, _ filing: Filing, _ ground: Ground) -> [Unmet] {
        var unmet = Self.holderFaults(act.form, act.holders)
        if ownership != nil { unmet.append(Unmet(.alreadyRegistered)) }
        if !act.right.fits(unit) { unmet.append(Unmet(.rightDoesNotFit)) }
        if !act.cause.startsRight { unmet.append(Unmet(.causeDoesNotFit)) }
        // A house is registered as measured, not as planned (实施细则 35).
        if unit.fixture == .building, !act.description.surveyed { unmet.append(Unmet(.notSurveyed)) }
        unmet += descriptionFaults(act.description)
        // House and land are registered together, for one holder (民法典 356, 357; 实施细则 2); a court may find otherwise.
        if filing.isApplication, let land = ground.landHolders, land != Set(act.holders.map(\.party.id)) { unmet.append(Unmet(.landHeldByAnother)) }
        return unmet
    }

    func conditions(_ act: Transfer, _ filing: Filing) -> [Unmet] {
        guard let ownership else { return [Unmet(.notFirstRegistered)] }
        var unmet = Self.holderFaults(act.form, act.to)
        let owners = Set(ownership.holders.map(\.party.id))
        let giving = Set(act.from.map(\.id))
        if giving.isEmpty || !giving.isSubset(of: owners) { unmet.append(Unmet(.notTheHolder)) }
        if act.form == ownership.form, Set(act.to) == Set(ownership.holders) { unmet.append(Unmet(.nothingTransferred)) }
        if act.cause == .sale || act.cause == .presaleHandover, (act.price ?? .zero) <= .zero { unmet.append(Unmet(.priceMissing)) }
        // What passed before its entry passed by a ruling, a judgment or a decision (民法典 229), and not tomorrow.
        if !act.cause.passesRight || (act.passedOn != nil && !act.cause.isUnilateral) { unmet.append(Unmet(.causeDoesNotFit)) }
        if let passed = act.passedOn, passed > filing.registeredAt.date { unmet.append(Unmet(.dateInFuture)) }
        if !ownership.right.isTransferable(by: act.cause), !filing.isOrder { unmet.append(Unmet(.notTransferable)) }
        if let fulfils = act.fulfils {
            if let notice = notices.first(where: { $0.entry.id == fulfils }) {
                let noted = Set(notice.holders.map(\.party.id))
                if notice.kind.securesMortgage || noted != Set(act.to.map(\.party.id)) { unmet.append(Unmet(.noticeNotFulfilled, fulfils)) }
            } else {
                unmet.append(Unmet(.entryNotFound, fulfils))
            }
        }
        guard filing.isApplication else { return unmet }
        if act.cause.passesFromNamed { return unmet + survivorFaults(ownership, act, filing) }
        // A court's order or a certificate of inheritance replaces the giver's will (条例 14 ¶2; 民法典 229, 230).
        return act.cause.isUnilateral ? unmet : unmet + coOwnerFaults(ownership, act, filing)
    }

    /// 民法典 1122, 1153: what is inherited is the decedent's own; 民法典 229: a judgment changes the right of those whom it names. Whoever owned beside them keeps
    /// that without applying, and what was held jointly isn't divided without those who go on holding it (民法典 301, 303).
    private func survivorFaults(_ ownership: Ownership, _ act: Transfer, _ filing: Filing) -> [Unmet] {
        let giving = Set(act.from.map(\.id))
        let untouched = ownership.holders.allSatisfy { holder in
            if giving.contains(holder.party.id) || filing.consented(holder.party.id, .ofCoOwner) { return true }
            if ownership.form == .byShares { return holder.keeps(in: act.to) }
            return act.form == ownership.form && act.to.contains { $0.party.id == holder.party.id }
        }
        return untouched ? [] : [Unmet(.coOwnerConsentNeeded)]
    }

    /// 民法典 301: the whole needs all joint owners, or two thirds of the shares; 305: a share sold to an outsider must have been offered to
    /// the others first.
    private func coOwnerFaults(_ ownership: Ownership, _ act: Transfer, _ filing: Filing) -> [Unmet] {
        guard ownership.holders.count > 1 else { return [] }
        let owners = Set(ownership.holders.map(\.party.id))
        let giving = Set(act.from.map(\.id))
        let agreeing = ownership.holders.filter { giving.contains($0.party.id) || filing.consented($0.party.id, .ofCoOwner) }
        switch ownership.form {
        case .byShares:
            // Whoever keeps exactly the share they had isn't disposed of.
            let untouched = ownership.holders.filter { !giving.contains($0.party.id) && act.form == .byShares && act.to.contains($0) }
            let touched = ownership.holders.filter { holder in
                !giving.contains(holder.party.id) && !untouched.contains(holder) && !holder.keeps(in: act.to)
            }
            if !touched.isEmpty {
                // Two thirds may dispose of the whole, but nobody may take another's share for himself.
                let whole = owners.isDisjoint(with: act.to.map(\.party.id))
                let agreed = whole ? agreeing.compactMap(\.share).reachTwoThirds : touched.allSatisfy { agreeing.contains($0) }
                if !agreed { return [Unmet(.coOwnerConsentNeeded)] }
            }
            let outsiders = Set(act.to.map(\.party.id)).subtracting(owners)
            if !outsiders.isEmpty, !untouched.isEmpty, act.cause == .sale,
                !untouched.allSatisfy({ filing.consented($0.party.id, .ofCoOwner) })
            {
                return [Unmet(.firstRefusal)]
            }
            return []
        case .sole, .joint, .other:
            // Every joint owner agrees, those who stay as well (民法典 301).
            return agreeing.count == ownership.holders.count ? [] : [Unmet(.coOwnerConsentNeeded)]
        }
    }

    func conditions(_ act: Change) -> [Unmet] {
        switch act.matter {
        case .holderDetails(let party): return names(party.id) ? [] : [Unmet(.holderNotOnPage)]
        case .description(let new):
            if new == description { return [Unmet(.nothingChanges)] }
            let measured = ownership == nil || unit.fixture != .building || new.surveyed
            return (measured ? [] : [Unmet(.notSurveyed)]) + descriptionFaults(new)
        case .coOwnership(let form, let holders):
            guard let ownership else { return [Unmet(.notFirstRegistered)] }
            // Among the same people only; anybody new comes by transfer.
            if Set(holders.map(\.party.id)) != Set(ownership.holders.map(\.party.id)) { return [Unmet(.holderNotOnPage)] }
            if form == ownership.form, Set(holders) == Set(ownership.holders) { return [Unmet(.nothingChanges)] }
            return Self.holderFaults(form, holders)
        case .landTerm(let from, let until):
            guard ownership != nil else { return [Unmet(.notFirstRegistered)] }
            if let from, let until, until < from { return [Unmet(.termReversed)] }
            var changed = description
            changed.landTermFrom = from
            changed.landTermUntil = until
            if changed == description { return [Unmet(.nothingChanges)] }
            return changed.hasLawfulLandTerm ? [] : [Unmet(.landTermTooLong)]
        }
    }

    func conditions(_ act: Cancel, _ filing: Filing, _ ground: Ground) -> [Unmet] {
        guard ownership != nil else { return [Unmet(.notFirstRegistered)] }
        var unmet: [Unmet] = []
        // What an authority takes or a court ends rests on its decision (实施细则 19); the rest is the holder's to say.
        let own = act.reason == .waived || act.reason == .destroyed || act.reason == .recoded
        if !own, filing.isApplication { unmet.append(Unmet(.orderNeeded)) }
        let successors = Set(act.successors)
        if (act.reason == .recoded) == act.successors.isEmpty || successors.contains(unit) || successors.count != act.successors.count {
            unmet.append(Unmet(.successorsMissing))
        }
        // The land's page stays as long as houses stand on it (民法典 356, 357).
        if unit == unit.parcelUnit, ground.hasRegistered { unmet.append(Unmet(.burdensRemain)) }
        return unmet
    }

    func conditions(_ act: Correct) -> [Unmet] {
        var unmet: [Unmet] = act.ground.isEmpty ? [Unmet(.groundMissing)] : []
        switch act.matter {
        case .description(let new):
            if new == description { unmet.append(Unmet(.nothingChanges)) }
            if ownership != nil, unit.fixture == .building, !new.surveyed { unmet.append(Unmet(.notSurveyed)) }
            unmet += descriptionFaults(new)
        case .ownership(let form, let holders):
            guard let ownership else { return unmet + [Unmet(.notFirstRegistered)] }
            unmet += Self.holderFaults(form, holders)
            if form == ownership.form, Set(holders) == Set(ownership.holders) { unmet.append(Unmet(.nothingChanges)) }
        case .mortgageAmount(let entry, let amount):
            unmet += has(mortgages.contains { $0.entry.id == entry }, entry)
            if amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        }
        return unmet
    }
}

extension Holder {
    /// Whether this party holds at least as much afterwards.
    fileprivate func keeps(in holders: [Holder]) -> Bool {
        guard let share, let after = holders.first(where: { $0.party.id == party.id }) else { return false }
        let left = after.share ?? (holders.count == 1 ? .whole : nil)
        return left.map { !($0 < share) } ?? false
    }
}

extension Sequence where Element == Share {
    /// Two thirds or more (民法典 301). Overflow counts as "no".
    var reachTwoThirds: Bool {
        var numerator: Int64 = 0
        var denominator: Int64 = 1
        for share in self {
            let (left, o1) = numerator.multipliedReportingOverflow(by: share.denominator)
            let (right, o2) = share.numerator.multipliedReportingOverflow(by: denominator)
            let (sum, o3) = left.addingReportingOverflow(right)
            let (product, o4) = denominator.multipliedReportingOverflow(by: share.denominator)
            if o1 || o2 || o3 || o4 { return false }
            let divisor = Share.gcd(sum, product)
            numerator = sum / divisor
            denominator = product / divisor
        }
        let (three, o5) = numerator.multipliedReportingOverflow(by: 3)
        let (two, o6) = denominator.multipliedReportingOverflow(by: 2)
        return !o5 && !o6 && three >= two
    }
}
