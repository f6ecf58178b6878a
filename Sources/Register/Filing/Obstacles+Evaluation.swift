extension Obstacles {
    /// One thing on the page, as a row of the table, with the people whose consent would clear it.
    private struct Standing {
        let row: Row
        let entry: EntryID
        let holders: [PartyRef]
        /// Against whom a notice or pre-seizure is directed: its own fulfilment goes to or through them.
        var obligors: [PartyRef] = []
        /// The share that is seized; nil for the whole.
        var share: Share?
        let refusal: RefusalCode

        var isSeizure: Bool { row == .seizure || row == .preSeizure }
    }

    /// Everything that stands in the way of an act, all at once (一次性告知, 条例 17).
    static func refusals(
        of act: Act, index: Int, on folio: Folio, in filing: Filing, ground: Ground, practice: LocalPractice
    ) -> [Refusal] {
        guard let column = column(of: act, basis: filing.basis, on: folio) else { return [] }
        let today = filing.registeredAt.date
        let ended = filing.endedEntries
        var refusals: [Refusal] = []
        var isSeized = false
        for standing in standings(on: folio, today: today, ended: ended) where !isOwn(standing, act) {
            // One of a line is told: those that wait for it would stand in the way after it.
            if standing.isSeizure, isSeized { continue }
            let clear =
                switch cell(standing.row, column, practice) {
                case .allow: true
                case .block: false
                // Whoever applies was told and took the risk; an authority needs no warning (实施细则 84).
                case .warn:
                    !filing.isApplication
                        || filing.consents.contains {
                            $0.kind == .riskTaken && $0.entry == standing.entry && filing.applicants.contains($0.by.id)
                        }
                case .consent: standing.holders.allSatisfy { filing.agreed($0.id, to: standing.entry) }
                }
            if clear { continue }
            refusals.append(Refusal(standing.refusal, unit: folio.unit, act: index, obstacle: standing.entry))
            if standing.isSeizure { isSeized = true }
        }
        for other in ground.reaching {
            if cell(.seizure, column, practice) == .block,
                let seizure = seizures(on: other, today: today, ended: ended).first(where: { $0.kind == .seizure })
            {
                refusals.append(Refusal(.parcelSeized, unit: folio.unit, act: index, obstacle: seizure.entry.id, detail: seizure.authority))
            }
            // A lock of the land holds what is to come into being on it; registered units have locks of their own.
            if folio.ownership == nil, other.unit == other.unit.parcelUnit, cell(.lock, column, practice) == .block, let lock = other.locks.first(where: { !ended.contains($0.entry.id) }) {
                refusals.append(Refusal(.parcelLocked, unit: folio.unit, act: index, obstacle: lock.entry.id, detail: lock.authority))
            }
        }
        return refusals
    }

    /// The seizures whose term runs and that this filing doesn't end. One that waits counts: whatever the one before it leaves free, it holds
    /// (查封规定 26; 法发〔2004〕5号 20).
    private static func seizures(on folio: Folio, today: LegalDate, ended: Set<EntryID>) -> [Seizure] {
        folio.standingSeizures(on: today).filter { !ended.contains($0.entry.id) }
    }

    private static func standings(on folio: Folio, today: LegalDate, ended: Set<EntryID>) -> [Standing] {
        if folio.burdens == 0 { return [] }
        var all: [Standing] = []
        for seizure in seizures(on: folio, today: today, ended: ended) {
            let target = seizure.against.map { [$0] } ?? []
            all.append(
                seizure.kind == .seizure
                    ? Standing(row: .seizure, entry: seizure.entry.id, holders: target, share: seizure.share, refusal: .seized)
                    : Standing(row: .preSeizure, entry: seizure.entry.id, holders: target, obligors: target, refusal: .preSeized))
        }
        for lock in folio.locks { all.append(Standing(row: .lock, entry: lock.entry.id, holders: [], refusal: .locked)) }
        for objection in folio.objections where !objection.hasLapsed(on: today) {
            all.append(Standing(row: .objection, entry: objection.entry.id, holders: [objection.applicant], refusal: .objectionPending))
        }
        for notice in folio.notices where !notice.hasLapsed(on: today) {
            all.append(
                Standing(
                    row: notice.kind.securesMortgage ? .mortgageNotice : .purchaseNotice, entry: notice.entry.id,
                    holders: notice.holders.map(\.party), obligors: notice.obligors, refusal: .noticeStands))
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
        // A burden that the same filing ends, by its own act and on its own conditions, doesn't stand in the way.
        return ended.isEmpty ? all : all.filter { !ended.contains($0.entry) }
    }

    /// What doesn't stand in the way of its own fulfilment: the buyer's own notice, the pre-seizure against that very buyer (it turns into
    /// a seizure with the transfer, domain 1.11), the lender's notice that the buyer owes.
    private static func isOwn(_ standing: Standing, _ act: Act) -> Bool {
        switch act {
        case .transfer(let transfer):
            if transfer.fulfils == standing.entry { return true }
            let buyers = Set(transfer.to.map(\.party.id))
            func goes(to parties: [PartyRef]) -> Bool { !parties.isEmpty && parties.allSatisfy { buyers.contains($0.id) } }
            return switch standing.row {
            case .purchaseNotice: goes(to: standing.holders)
            case .preSeizure, .mortgageNotice: goes(to: standing.obligors)
            // What is seized is a share, and whoever lost it to the court keeps at least as much: the others dispose of theirs freely
            // (民法典 305; 查封规定 12).
            case .seizure: standing.share.map { transfer.leaves($0, to: standing.holders) } ?? false
            default: false
            }
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

extension Transfer {
    /// Whether somebody holds at least a share afterwards.
    fileprivate func leaves(_ share: Share, to parties: [PartyRef]) -> Bool {
        form == .byShares && !parties.isEmpty
            && parties.allSatisfy { party in to.contains { $0.party.id == party.id && !(($0.share ?? share) < share) } }
    }
}

extension Filing {
    /// Entries that acts of this filing end: what they burdened is free within the filing, in whichever order its acts stand.
    var endedEntries: Set<EntryID> {
        var ended: Set<EntryID> = []
        for item in acts {
            switch item.act {
            case .endMortgage(let end): ended.insert(end.mortgage)
            case .endNotice(let end): ended.insert(end.notice)
            case .endObjection(let end): ended.insert(end.objection)
            case .endSeizure(let end): if end.remaining == nil { ended.insert(end.seizure) }
            case .endResidence(let end): ended.insert(end.residence)
            case .endEasement(let end): ended.insert(end.easement)
            case .unlock(let end): ended.insert(end.lock)
            default: continue
            }
        }
        return ended
    }
}

extension Objection {
    /// Fifteen days from its entry (民法典 220).
    package var lastDayToSue: LegalDate { entry.registeredAt.date.adding(days: 15) }

    /// Without proof of a suit it lapses after that day.
    package func hasLapsed(on day: LegalDate) -> Bool { suitFiledOn == nil && day > lastDayToSue }
}

extension AdvanceNotice {
    /// It lapses 90 days after the final registration became possible (民法典 221).
    package func hasLapsed(on day: LegalDate) -> Bool { registrableSince.map { day > $0.adding(days: 90) } ?? false }
}

extension Mortgage {
    /// 2021-01-01: the Civil Code came into force.
    private static let civilCode = Moment(startOf: LegalDate(dayNumber: 18_628))

    /// Entered before the Civil Code came into force: transfer needs the mortgagee (物权法 191; 自然资发〔2021〕54号).
    package var isBeforeCivilCode: Bool { entry.registeredAt < Self.civilCode }
}
