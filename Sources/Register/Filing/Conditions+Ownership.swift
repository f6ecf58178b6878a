extension Folio {
    func conditions(_ act: FirstRegistration, _ filing: Filing) -> [Unmet] {
        var unmet = Self.holderFaults(act.form, act.holders)
        if ownership != nil { unmet.append(Unmet(.alreadyRegistered)) }
        if !act.right.fits(unit) { unmet.append(Unmet(.rightDoesNotFit)) }
        // A house is registered as measured, not as planned (实施细则 35).
        if unit.fixture == .building, !act.description.surveyed { unmet.append(Unmet(.notSurveyed)) }
        if !act.description.hasLawfulLandTerm { unmet.append(Unmet(.landTermTooLong)) }
        if filing.isApplication, !act.holders.allSatisfy({ filing.applicants.contains($0.party.id) }) { unmet.append(Unmet(.wrongBasis)) }
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
        if let fulfils = act.fulfils {
            if let notice = notices.first(where: { $0.entry.id == fulfils }) {
                let noted = Set(notice.holders.map(\.party.id))
                if noted != Set(act.to.map(\.party.id)) { unmet.append(Unmet(.noticeNotFulfilled, fulfils)) }
            } else {
                unmet.append(Unmet(.entryNotFound, fulfils))
            }
        }
        // A court's order or a certificate of inheritance replaces the giver's will (条例 14 ¶2; 民法典 229, 230).
        guard filing.isApplication else { return unmet }
        let joining = Set(act.to.map(\.party.id)).subtracting(owners)
        if !joining.allSatisfy({ filing.applicants.contains($0) }) { unmet.append(Unmet(.wrongBasis)) }
        if act.cause.isUnilateral { return unmet }
        if !giving.allSatisfy({ filing.applicants.contains($0) }) { unmet.append(Unmet(.wrongBasis)) }
        unmet += coOwnerFaults(ownership, act, filing)
        return unmet
    }

    /// 民法典 301: the whole needs all joint owners, or two thirds of the shares; 305: a share sold to an outsider must have been offered to
    /// the others first.
    private func coOwnerFaults(_ ownership: Ownership, _ act: Transfer, _ filing: Filing) -> [Unmet] {
        guard ownership.holders.count > 1 else { return [] }
        let owners = Set(ownership.holders.map(\.party.id))
        let others = ownership.holders.filter { holder in !act.from.contains { $0.id == holder.party.id } }
        switch ownership.form {
        case .byShares:
            // Whoever keeps exactly the share they had isn't disposed of.
            let untouched = others.filter { holder in act.to.contains(holder) }
            let touched = others.filter { !untouched.contains($0) }
            if !touched.isEmpty {
                let agreeing = ownership.holders.filter { holder in
                    act.from.contains { $0.id == holder.party.id } || filing.consented(holder.party.id, .ofCoOwner)
                }
                if !agreeing.compactMap(\.share).reachTwoThirds { return [Unmet(.coOwnerConsentNeeded)] }
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
            return owners.allSatisfy { filing.consented($0, .ofCoOwner) || act.from.map(\.id).contains($0) } ? [] : [Unmet(.coOwnerConsentNeeded)]
        }
    }

    func conditions(_ act: Change) -> [Unmet] {
        switch act.matter {
        case .holderDetails(let party): return names(party.id) ? [] : [Unmet(.holderNotOnPage)]
        case .description(let new):
            if new == description { return [Unmet(.nothingChanges)] }
            if ownership != nil, unit.fixture == .building, !new.surveyed { return [Unmet(.notSurveyed)] }
            return new.hasLawfulLandTerm ? [] : [Unmet(.landTermTooLong)]
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

    func conditions(_ act: Cancel, _ filing: Filing) -> [Unmet] {
        guard ownership != nil else { return [Unmet(.notFirstRegistered)] }
        var unmet: [Unmet] = []
        // 放弃 must not be at others' cost: their rights are ended first, or they agree (实施细则 28). What an authority takes or a court ends
        // takes them along (民法典 390: they hold on to the compensation).
        if act.reason == .waived || act.reason == .destroyed || act.reason == .recoded {
            if !objections.isEmpty || !locks.isEmpty || !seizures.isEmpty { unmet.append(Unmet(.burdensRemain)) }
        } else if filing.isApplication {
            unmet.append(Unmet(.orderNeeded))
        }
        return unmet
    }

    func conditions(_ act: Correct) -> [Unmet] {
        var unmet: [Unmet] = act.ground.isEmpty ? [Unmet(.groundMissing)] : []
        switch act.matter {
        case .description(let new):
            if new == description { unmet.append(Unmet(.nothingChanges)) }
            if ownership != nil, unit.fixture == .building, !new.surveyed { unmet.append(Unmet(.notSurveyed)) }
            if !new.hasLawfulLandTerm { unmet.append(Unmet(.landTermTooLong)) }
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

extension Cause {
    /// The taker applies alone (条例 14 ¶2): inheritance, bequest, a judgment or auction already effective.
    var isUnilateral: Bool {
        switch self {
        case .inheritance, .bequest, .judgment, .auction, .expropriation: true
        default: false
        }
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
