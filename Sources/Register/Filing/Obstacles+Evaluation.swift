extension Obstacles {
    /// One thing on the page, as a row of the table, with the consents that would clear it.
    private struct Standing {
        let row: Row
        let entry: EntryID
        let holders: [PartyRef]
        let refusal: RefusalCode
    }

    /// Everything that stands in the way of an act, all at once (一次性告知, 条例 17).
    static func refusals(
        of act: Act, index: Int, on folio: Folio, in filing: Filing, related: [UnitCode: Folio], practice: LocalPractice
    ) -> [Refusal] {
        guard let column = column(of: act, basis: filing.basis) else { return [] }
        let today = filing.registeredAt.date
        var refusals: [Refusal] = []
        for standing in standings(on: folio, today: today) where !isOwn(standing, act, filing) {
            switch cell(standing.row, column, practice) {
            case .allow: continue
            case .block:
                refusals.append(Refusal(standing.refusal, unit: folio.unit, act: index, obstacle: standing.entry))
            case .warn:
                let told = filing.consents.contains { $0.kind == .riskTaken && $0.entry == standing.entry }
                if !told { refusals.append(Refusal(standing.refusal, unit: folio.unit, act: index, obstacle: standing.entry)) }
            case .consent:
                let agreed = standing.holders.allSatisfy { holder in
                    applies(holder, filing)
                        || filing.consents.contains { $0.kind == .ofEntryHolder && $0.entry == standing.entry && $0.by.id == holder.id }
                }
                if !agreed { refusals.append(Refusal(standing.refusal, unit: folio.unit, act: index, obstacle: standing.entry)) }
            }
        }
        // The seizure of the land reaches what stands on it, and the other way round, unless they have different owners (查封规定 21).
        if let parcel = related[folio.unit.parcelUnit], parcel.unit != folio.unit,
            let seizure = parcel.seizures.first(where: { $0.place == 0 && $0.until >= today }),
            Set(parcel.ownership?.holders.map(\.party.id) ?? []) == Set(folio.ownership?.holders.map(\.party.id) ?? [])
        {
            if cell(.seizure, column, practice) == .block {
                refusals.append(Refusal(.parcelSeized, unit: folio.unit, act: index, obstacle: seizure.entry.id, detail: seizure.authority))
            }
        }
        return refusals
    }

    private static func applies(_ party: PartyRef, _ filing: Filing) -> Bool {
        if case .application(let by, _) = filing.basis { by.contains { $0.id == party.id } } else { false }
    }

    private static func standings(on folio: Folio, today: LegalDate) -> [Standing] {
        var all: [Standing] = []
        // Only the seizure in force is named; a seizure past its date has no effect even before its end is entered (查封规定 27).
        for seizure in folio.seizures where seizure.until >= today {
            all.append(
                Standing(
                    row: seizure.kind == .seizure ? .seizure : .preSeizure, entry: seizure.entry.id, holders: seizure.against.map { [$0] } ?? [],
                    refusal: seizure.kind == .seizure ? .seized : .preSeized))
            break
        }
        for lock in folio.locks { all.append(Standing(row: .lock, entry: lock.entry.id, holders: [], refusal: .locked)) }
        for objection in folio.objections where !objection.hasLapsed(on: today) {
            all.append(Standing(row: .objection, entry: objection.entry.id, holders: [objection.applicant], refusal: .objectionPending))
        }
        for notice in folio.notices where !notice.hasLapsed(on: today) {
            all.append(
                Standing(
                    row: notice.kind.securesMortgage ? .mortgageNotice : .purchaseNotice, entry: notice.entry.id,
                    holders: notice.holders.map(\.party), refusal: .noticeStands))
        }
        for mortgage in folio.mortgages {
            let row: Row =
                if mortgage.subject == .underConstruction { .constructionMortgage } else if mortgage.isBeforeCivilCode { .oldMortgage } else {
                    mortgage.transferBan == true ? .bannedMortgage : .freeMortgage
                }
            all.append(
                Standing(
                    row: row, entry: mortgage.entry.id, holders: mortgage.mortgagees,
                    refusal: row == .constructionMortgage ? .constructionMortgage : .mortgageeConsentNeeded))
        }
        for residence in folio.residences {
            all.append(Standing(row: .residence, entry: residence.entry.id, holders: residence.holders, refusal: .residenceHolderConsentNeeded))
        }
        for easement in folio.easements {
            all.append(Standing(row: .easement, entry: easement.entry.id, holders: easement.holders, refusal: .easementHolderConsentNeeded))
        }
        return all
    }

    /// What doesn't stand in the way of its own fulfilment: the buyer's own notice, the pre-seizure against that very buyer (it turns
    /// into a seizure with the transfer, domain 1.11), a burden that the same filing ends.
    private static func isOwn(_ standing: Standing, _ act: Act, _ filing: Filing) -> Bool {
        for item in filing.acts {
            switch item.act {
            case .endMortgage(let end) where end.mortgage == standing.entry: return true
            case .endNotice(let end) where end.notice == standing.entry: return true
            case .endSeizure(let end) where end.seizure == standing.entry: return true
            case .endResidence(let end) where end.residence == standing.entry: return true
            case .endEasement(let end) where end.easement == standing.entry: return true
            default: continue
            }
        }
        switch act {
        case .transfer(let transfer):
            if transfer.fulfils == standing.entry { return true }
            let buyers = Set(transfer.to.map(\.party.id))
            if standing.row == .purchaseNotice || standing.row == .preSeizure {
                return !standing.holders.isEmpty && standing.holders.allSatisfy { buyers.contains($0.id) }
            }
            // The lender's notice on the unit that this buyer gets follows the unit; its holder isn't harmed (实施细则 85).
            return standing.row == .mortgageNotice && transfer.cause == .presaleHandover
        case .mortgage(let mortgage):
            if mortgage.fulfils == standing.entry { return true }
            let lenders = Set(mortgage.mortgagees.map(\.id))
            return standing.row == .mortgageNotice && standing.holders.allSatisfy { lenders.contains($0.id) }
        case .giveNotice(let notice):
            // The lender's notice comes beside the buyer's own (预购商品房抵押权预告).
            guard notice.kind.securesMortgage, standing.row == .purchaseNotice else { return false }
            let obligors = Set(notice.obligors.map(\.id))
            return standing.holders.allSatisfy { obligors.contains($0.id) }
        default: return false
        }
    }
}

extension Objection {
    /// Without proof of a suit it lapses 15 days after its entry (民法典 220).
    package func hasLapsed(on day: LegalDate) -> Bool { suitFiledOn == nil && day > entry.registeredAt.date.adding(days: 15) }
}

extension AdvanceNotice {
    /// It lapses 90 days after the final registration became possible (民法典 221).
    package func hasLapsed(on day: LegalDate) -> Bool { registrableSince.map { day > $0.adding(days: 90) } ?? false }
}

extension Mortgage {
    /// Entered before the Civil Code came into force: transfer needs the mortgagee (物权法 191; 自然资发〔2021〕54号).
    package var isBeforeCivilCode: Bool {
        entry.registeredAt < Moment(startOf: LegalDate(year: 2021, month: 1, day: 1) ?? LegalDate(dayNumber: 18_628))
    }
}
