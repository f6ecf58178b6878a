extension Folio {
    func conditions(_ act: CreateMortgage, _ ground: Ground, _ practice: LocalPractice, _ filing: Filing) -> [Unmet] {
        var unmet: [Unmet] = []
        if act.amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        if act.until < act.from { unmet.append(Unmet(.termReversed)) }
        if act.scope.isEmpty { unmet.append(Unmet(.mortgageScopeMissing)) }
        if act.mortgagees.isEmpty || !Self.distinct(act.mortgagees) || !Self.distinct(act.mortgagors) { unmet.append(Unmet(.noHolder)) }
        if !act.subject.fits(unit) { unmet.append(Unmet(.rightDoesNotFit)) }
        let mortgagors = Set(act.mortgagors.map(\.id))
        if act.subject == .underConstruction {
            // The building has no owner's entry yet: who holds the land mortgages both together (实施细则 75).
            if mortgagors.isEmpty || (ground.landHolders.map { $0 != mortgagors } ?? false) { unmet.append(Unmet(.mortgagorNotOwner)) }
            if standing == .built { unmet.append(Unmet(.alreadyRegistered)) }
        } else {
            guard let ownership else { return unmet + [Unmet(.notFirstRegistered)] }
            if !ownership.right.isMortgageable(practice) { unmet.append(Unmet(.notMortgageable)) }
            if !bears(mortgagors, ownership) { unmet.append(Unmet(.mortgagorNotOwner)) }
        }
        if let fulfils = act.fulfils {
            // One that has lapsed keeps no rank (民法典 221; 担保制度解释 52).
            if let notice = notices.first(where: { $0.entry.id == fulfils }), notice.kind.securesMortgage, !notice.hasLapsed(on: filing.registeredAt.date) {
                if Set(notice.holders.map(\.party.id)) != Set(act.mortgagees.map(\.id)) { unmet.append(Unmet(.noticeNotFulfilled, fulfils)) }
                // What goes beyond the notice was promised to nobody in advance: those whom it passes by have to agree (民法典 409, 414).
                if act.amount > notice.amount { unmet += passedFaults(by: notice, filing) }
            } else {
                unmet.append(Unmet(.entryNotFound, fulfils))
            }
        }
        if let whole = act.partOf { unmet += partFaults(act, of: whole, filing) }
        return unmet
    }

    /// What an assigned claim is secured by is taken off the maximum in the same filing (实施细则 74 ¶2(二)): then those behind both lose nothing by it.
    private func partFaults(_ act: CreateMortgage, of whole: EntryID, _ filing: Filing) -> [Unmet] {
        guard let mortgage = mortgages.first(where: { $0.entry.id == whole }) else { return [Unmet(.entryNotFound, whole)] }
        var unmet: [Unmet] = []
        if mortgage.kind != .maximumAmount || mortgage.determined || act.kind != .ordinary { unmet.append(Unmet(.notMaximumAmount, whole)) }
        let isTakenOff = filing.acts.contains { item in
            guard case .changeMortgage(let change) = item.act, item.unit == unit, change.mortgage == whole else { return false }
            return change.amount == mortgage.amount - act.amount
        }
        if act.amount >= mortgage.amount || !isTakenOff { unmet.append(Unmet(.aboveMaximum, whole)) }
        if act.scope != mortgage.scope || act.until > mortgage.until { unmet += juniorFaults(after: mortgage.rank, filing) }
        return unmet
    }

    /// All owners mortgage the unit; a co-owner by shares may mortgage that share alone (担保制度解释 1; 民法典 301).
    private func bears(_ mortgagors: Set<PartyID>, _ ownership: Ownership) -> Bool {
        let owners = Set(ownership.holders.map(\.party.id))
        return ownership.form == .byShares ? !mortgagors.isEmpty && mortgagors.isSubset(of: owners) : mortgagors == owners
    }

    func conditions(_ act: ChangeMortgage, _ filing: Filing) -> [Unmet] {
        guard let mortgage = mortgages.first(where: { $0.entry.id == act.mortgage }) else { return [Unmet(.entryNotFound, act.mortgage)] }
        var unmet: [Unmet] = []
        if let amount = act.amount, amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        if (act.until ?? mortgage.until) < (act.from ?? mortgage.from) { unmet.append(Unmet(.termReversed)) }
        if let scope = act.scope, scope.isEmpty { unmet.append(Unmet(.mortgageScopeMissing)) }
        if let mortgagors = act.mortgagors {
            let fits = ownership.map { bears(Set(mortgagors.map(\.id)), $0) } ?? !mortgagors.isEmpty
            if !fits || !Self.distinct(mortgagors) { unmet.append(Unmet(.mortgagorNotOwner)) }
        }
        // 在建建筑物抵押 turns into one on the finished house, once that stands in the register (实施细则 77), and into nothing else.
        if let subject = act.subject, subject != mortgage.subject {
            let turns = mortgage.subject == .underConstruction && standing == .built && subject.fits(unit)
            if !turns { unmet.append(Unmet(.rightDoesNotFit)) }
        }
        var changed = mortgage
        changed.subject = act.subject ?? changed.subject
        if let mortgagors = act.mortgagors { changed.mortgagors = mortgagors }
        changed.owe(act)
        changed.amount = act.amount ?? changed.amount
        changed.from = act.from ?? changed.from
        changed.until = act.until ?? changed.until
        changed.scope = act.scope ?? changed.scope
        changed.transferBan = act.transferBan ?? changed.transferBan
        if changed == mortgage { unmet.append(Unmet(.nothingChanges)) }
        // A larger debt, a wider scope or a longer term harms those who come after (民法典 409; 实施细则 68: 债务履行期限).
        let larger = (act.amount ?? mortgage.amount) > mortgage.amount || (act.scope.map { $0 != mortgage.scope } ?? false)
        let longer = (act.until ?? mortgage.until) > mortgage.until
        if larger || longer { unmet += juniorFaults(after: mortgage.rank, filing) }
        return unmet
    }

    /// Those that were entered after a notice, which its mortgage goes before.
    private func passedFaults(by notice: AdvanceNotice, _ filing: Filing) -> [Unmet] {
        let since = (notice.entry.registeredAt, notice.entry.sequence)
        guard let first = mortgages.first(where: { ($0.entry.registeredAt, $0.entry.sequence) > since }) else { return [] }
        return juniorFaults(after: first.rank - 1, filing)
    }

    private func juniorFaults(after rank: Int, _ filing: Filing) -> [Unmet] {
        mortgages.filter { $0.rank > rank }.compactMap { junior in
            let agreed = junior.mortgagees.allSatisfy { holder in
                filing.applicants.contains(holder.id)
                    || filing.consents.contains { $0.kind == .ofJuniorMortgagee && $0.by.id == holder.id && ($0.entry == nil || $0.entry == junior.entry.id) }
            }
            return agreed ? nil : Unmet(.juniorMortgageeConsentNeeded, junior.entry.id)
        }
    }

    func conditions(_ act: TransferMortgage) -> [Unmet] {
        guard let mortgage = mortgages.first(where: { $0.entry.id == act.mortgage }) else { return [Unmet(.entryNotFound, act.mortgage)] }
        var unmet: [Unmet] = []
        if act.to.isEmpty || !Self.distinct(act.to) { unmet.append(Unmet(.noHolder)) }
        if act.assignment.isEmpty { unmet.append(Unmet(.assignmentMissing)) }
        // Before it is determined it stays with whoever holds it, unless it was agreed that whoever takes a part of the claims holds it with them (民法典 421).
        let isShared = act.shared == true && Set(mortgage.mortgagees.map(\.id)).isStrictSubset(of: act.to.map(\.id))
        if mortgage.kind == .maximumAmount, !mortgage.determined, !isShared { unmet.append(Unmet(.maximumNotDetermined, act.mortgage)) }
        if Set(act.to.map(\.id)) == Set(mortgage.mortgagees.map(\.id)) { unmet.append(Unmet(.nothingChanges)) }
        return unmet
    }

    func conditions(_ act: DetermineMortgage) -> [Unmet] {
        guard let mortgage = mortgages.first(where: { $0.entry.id == act.mortgage }) else { return [Unmet(.entryNotFound, act.mortgage)] }
        var unmet: [Unmet] = []
        if mortgage.kind != .maximumAmount || mortgage.determined { unmet.append(Unmet(.notMaximumAmount, act.mortgage)) }
        if act.amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        if act.amount > mortgage.amount { unmet.append(Unmet(.aboveMaximum)) }
        return unmet
    }

    func conditions(_ act: ChangeRanks, _ filing: Filing) -> [Unmet] {
        guard Set(act.order) == Set(mortgages.map(\.entry.id)), act.order.count == mortgages.count else { return [Unmet(.ranksIncomplete)] }
        // Whoever is passed has to agree, also where the number of their rank stays: behind another creditor they may get less (民法典 409).
        var unmet: [Unmet] = []
        var ahead: [Int] = []
        for entry in act.order {
            guard let mortgage = mortgages.first(where: { $0.entry.id == entry }) else { continue }
            let isPassed = ahead.contains { $0 > mortgage.rank }
            ahead.append(mortgage.rank)
            guard isPassed else { continue }
            let agreed = mortgage.mortgagees.allSatisfy { holder in
                filing.applicants.contains(holder.id) || filing.consents.contains { $0.kind == .ofJuniorMortgagee && $0.by.id == holder.id && ($0.entry == nil || $0.entry == entry) }
            }
            if !agreed { unmet.append(Unmet(.juniorMortgageeConsentNeeded, entry)) }
        }
        if act.order == mortgages.map(\.entry.id) { unmet.append(Unmet(.nothingChanges)) }
        return unmet
    }

    func conditions(_ act: EndMortgage, _ filing: Filing) -> [Unmet] {
        has(mortgages.contains { $0.entry.id == act.mortgage }, act.mortgage)
            + (act.reason.needsOrder && !filing.isOrder ? [Unmet(.orderNeeded, act.mortgage)] : [])
    }
}

extension EndMortgage.Reason {
    /// The mortgagee says that the debt is paid; a judgment or a judicial auction is for the court to say.
    var needsOrder: Bool { self == .judgment || self == .auction }
}
