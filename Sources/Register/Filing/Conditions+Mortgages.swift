extension Folio {
    func conditions(_ act: CreateMortgage, _ filing: Filing) -> [Unmet] {
        var unmet: [Unmet] = []
        if act.amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        if act.until < act.from { unmet.append(Unmet(.termReversed)) }
        if act.scope.isEmpty { unmet.append(Unmet(.mortgageScopeMissing)) }
        if act.mortgagees.isEmpty || Set(act.mortgagees.map(\.id)).count != act.mortgagees.count { unmet.append(Unmet(.noHolder)) }
        let mortgagors = Set(act.mortgagors.map(\.id))
        if act.subject == .underConstruction {
            // Land and the part already built belong to the mortgagor; the building itself has no owner's entry yet (实施细则 75).
            if mortgagors.isEmpty { unmet.append(Unmet(.mortgagorNotOwner)) }
            if standing == .built { unmet.append(Unmet(.alreadyRegistered)) }
        } else {
            guard let ownership else { return unmet + [Unmet(.notFirstRegistered)] }
            if mortgagors != Set(ownership.holders.map(\.party.id)) { unmet.append(Unmet(.mortgagorNotOwner)) }
        }
        if let fulfils = act.fulfils {
            if let notice = notices.first(where: { $0.entry.id == fulfils }), notice.kind.securesMortgage {
                if Set(notice.holders.map(\.party.id)) != Set(act.mortgagees.map(\.id)) { unmet.append(Unmet(.noticeNotFulfilled, fulfils)) }
            } else {
                unmet.append(Unmet(.entryNotFound, fulfils))
            }
        }
        // Lender and owner apply together (条例 14).
        if filing.isApplication, !(act.mortgagees + act.mortgagors).allSatisfy({ filing.applicants.contains($0.id) }) {
            unmet.append(Unmet(.wrongBasis))
        }
        return unmet
    }

    func conditions(_ act: ChangeMortgage, _ filing: Filing) -> [Unmet] {
        guard let mortgage = mortgages.first(where: { $0.entry.id == act.mortgage }) else { return [Unmet(.entryNotFound, act.mortgage)] }
        var unmet: [Unmet] = []
        if let amount = act.amount, amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        if (act.until ?? mortgage.until) < (act.from ?? mortgage.from) { unmet.append(Unmet(.termReversed)) }
        if let scope = act.scope, scope.isEmpty { unmet.append(Unmet(.mortgageScopeMissing)) }
        if let mortgagors = act.mortgagors {
            let owners = Set(ownership?.holders.map(\.party.id) ?? [])
            if mortgagors.isEmpty || (!owners.isEmpty && Set(mortgagors.map(\.id)) != owners) { unmet.append(Unmet(.mortgagorNotOwner)) }
        }
        var changed = mortgage
        if let mortgagors = act.mortgagors { changed.mortgagors = mortgagors }
        if let debtor = act.debtor { changed.debtor = debtor }
        changed.amount = act.amount ?? changed.amount
        changed.from = act.from ?? changed.from
        changed.until = act.until ?? changed.until
        changed.scope = act.scope ?? changed.scope
        changed.transferBan = act.transferBan ?? changed.transferBan
        if changed == mortgage { unmet.append(Unmet(.nothingChanges)) }
        // A larger debt or a wider scope harms those who come after (民法典 409).
        let larger = (act.amount ?? mortgage.amount) > mortgage.amount || (act.scope.map { $0 != mortgage.scope } ?? false)
        if larger { unmet += juniorFaults(after: mortgage.rank, filing) }
        return unmet
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
        if act.to.isEmpty || Set(act.to.map(\.id)).count != act.to.count { unmet.append(Unmet(.noHolder)) }
        if act.assignment.isEmpty { unmet.append(Unmet(.assignmentMissing)) }
        if mortgage.kind == .maximumAmount, !mortgage.determined { unmet.append(Unmet(.maximumNotDetermined, act.mortgage)) }
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
        // Whoever falls back has to agree (民法典 409).
        var unmet: [Unmet] = []
        for (index, entry) in act.order.enumerated() {
            guard let mortgage = mortgages.first(where: { $0.entry.id == entry }), mortgage.rank < index + 1 else { continue }
            let agreed = mortgage.mortgagees.allSatisfy { holder in
                filing.applicants.contains(holder.id) || filing.consents.contains { $0.kind == .ofJuniorMortgagee && $0.by.id == holder.id }
            }
            if !agreed { unmet.append(Unmet(.juniorMortgageeConsentNeeded, entry)) }
        }
        if act.order == mortgages.map(\.entry.id) { unmet.append(Unmet(.nothingChanges)) }
        return unmet
    }
}
