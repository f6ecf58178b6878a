extension Folio {
    func conditions(_ act: Object) -> [Unmet] {
        guard let ownership else { return [Unmet(.notFirstRegistered)] }
        var unmet: [Unmet] = []
        if act.matter.isEmpty { unmet.append(Unmet(.groundMissing)) }
        if ownership.holders.contains(where: { $0.party.id == act.applicant.id }) { unmet.append(Unmet(.ownObjection)) }
        if let same = objections.first(where: { $0.applicant.id == act.applicant.id && $0.matter == act.matter }) {
            unmet.append(Unmet(.sameObjection, same.entry.id))
        }
        if lapsedObjections.contains(LapsedObjection(applicant: act.applicant.id, matter: act.matter)) { unmet.append(Unmet(.objectionSpent)) }
        return unmet
    }

    /// A suit filed within 15 days keeps the objection alive, also when its proof comes later (民法典 220).
    func conditions(_ act: RecordSuit, _ today: LegalDate) -> [Unmet] {
        guard let objection = objections.first(where: { $0.entry.id == act.objection }) else { return [Unmet(.entryNotFound, act.objection)] }
        var unmet: [Unmet] = []
        if act.filedOn > today { unmet.append(Unmet(.dateInFuture, act.objection)) }
        if act.filedOn > objection.lastDayToSue { unmet.append(Unmet(.objectionLapsed, act.objection)) }
        return unmet
    }

    func conditions(_ act: EndObjection, _ today: LegalDate) -> [Unmet] {
        guard let objection = objections.first(where: { $0.entry.id == act.objection }) else { return [Unmet(.entryNotFound, act.objection)] }
        return act.reason == .lapsed && !objection.hasLapsed(on: today) ? [Unmet(.objectionNotLapsed, act.objection)] : []
    }

    func conditions(_ act: GiveNotice) -> [Unmet] {
        var unmet: [Unmet] = []
        if act.holders.isEmpty || !Self.distinct(act.holders.map(\.party)) { unmet.append(Unmet(.noHolder)) }
        let shares = act.holders.compactMap(\.share)
        if !shares.isEmpty, shares.count != act.holders.count || !shares.sumToOne { unmet.append(Unmet(.badShares)) }
        if act.amount <= .zero { unmet.append(Unmet(.amountNotPositive)) }
        switch act.kind {
        case .presalePurchase:
            if standing != .planned || ownership != nil { unmet.append(Unmet(.noticeOnBuilt)) }
        case .presaleMortgage:
            if standing != .planned || ownership != nil { unmet.append(Unmet(.noticeOnBuilt)) }
            // Only the buyer in advance can promise the mortgage, and only what the buyer's own notice secures (实施细则 85, 86).
            let buyers = notices.first { $0.kind == .presalePurchase }?.holders.map(\.party.id) ?? []
            if buyers.isEmpty || Set(buyers) != Set(act.obligors.map(\.id)) { unmet.append(Unmet(.noticeNeedsOwner)) }
        case .transfer, .mortgage:
            guard let ownership else { return unmet + [Unmet(.notFirstRegistered)] }
            let owners = Set(ownership.holders.map(\.party.id))
            // 双预告: the lender's notice is owed by the buyer who has the notice of transfer (domain 3.0.1, M4).
            let buyers = Set(notices.filter { $0.kind == .transfer }.flatMap { $0.holders.map(\.party.id) })
            let obligors = Set(act.obligors.map(\.id))
            let fits = obligors == owners || (act.kind == .mortgage && !buyers.isEmpty && obligors == buyers)
            if !fits { unmet.append(Unmet(.noticeNeedsOwner)) }
        }
        // One purchase at a time: a second buyer's notice would promise the same thing twice.
        if !act.kind.securesMortgage, let other = notices.first(where: { !$0.kind.securesMortgage }) {
            unmet.append(Unmet(.noticeTaken, other.entry.id))
        }
        return unmet
    }

    func conditions(_ act: EndNotice, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        guard let notice = notices.first(where: { $0.entry.id == act.notice }) else { return [Unmet(.entryNotFound, act.notice)] }
        if act.reason == .judgment, !filing.isOrder { return [Unmet(.orderNeeded, act.notice)] }
        return act.reason == .lapsed && !notice.hasLapsed(on: today) ? [Unmet(.noticeNotLapsed, act.notice)] : []
    }

    func conditions(_ act: Seize, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        var unmet = orderOnly(filing, document: act.document)
        if act.authority.isEmpty { unmet.append(Unmet(.documentMissing)) }
        if act.until < act.from { unmet.append(Unmet(.termReversed)) }
        if act.until > act.from.adding(years: Seizure.longestYears) { unmet.append(Unmet(.seizureTooLong)) }
        // It has effect from its entry on: a term that begins later would be longer than three years, one that is over would hold nothing.
        if act.from > today { unmet.append(Unmet(.dateInFuture)) }
        if act.until < today { unmet.append(Unmet(.seizureExpired)) }
        if act.kind == .preSeizure {
            guard let target = act.against else { return unmet + [Unmet(.seizureNeedsTarget)] }
            // Whoever stands in the register already is seized, not pre-seized (法发〔2004〕5号 16).
            if ownership?.holders.contains(where: { $0.party.id == target.id }) == true { unmet.append(Unmet(.preSeizureOfHolder)) }
        }
        // Before the first registration only what a buyer will get can be seized (domain 1.11).
        if act.kind == .seizure, ownership == nil { unmet.append(Unmet(.notFirstRegistered)) }
        if act.kind == .seizure, let target = act.against, let holders = ownership?.holders {
            let seized = holders.first { $0.party.id == target.id }
            // What the register gives to somebody else, as after a transfer that was entered before the order came, isn't the
            // debtor's (查封规定 2, 23; 法发〔2004〕5号 6).
            if seized == nil { unmet.append(Unmet(.seizureOfStranger)) }
        }
        if let share = act.share {
            // Only whoever holds a share can lose it; joint owners have none as long as they own jointly (民法典 299, 303; 查封规定 12).
            let held = act.against.flatMap { target in ownership?.holders.first { $0.party.id == target.id } }
            let fits = held.map { $0.share.map { !($0 < share) } ?? (ownership?.form == .sole) } ?? false
            if act.kind != .seizure || !fits { unmet.append(Unmet(.badShares)) }
        }
        return unmet
    }

    func conditions(_ act: RenewSeizure, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        guard let place = seizures.firstIndex(where: { $0.entry.id == act.seizure }) else { return [Unmet(.entryNotFound, act.seizure)] }
        var unmet = orderOnly(filing, document: act.document)
        if seizureEnds[place] < today { unmet.append(Unmet(.seizureExpired, act.seizure)) }
        if act.until <= seizures[place].until { unmet.append(Unmet(.termReversed)) }
        if act.until > seizures[place].until.adding(years: Seizure.longestYears) { unmet.append(Unmet(.seizureTooLong)) }
        return unmet
    }

    func conditions(_ act: EndSeizure, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        guard let place = seizures.firstIndex(where: { $0.entry.id == act.seizure }) else { return [Unmet(.entryNotFound, act.seizure)] }
        // Less stays seized than was, and whose it is has been said; what has run out or was sold ends as a whole.
        let fits = act.remaining.map { act.reason == .lifted && seizures[place].against != nil && $0 < seizures[place].share ?? .whole } ?? true
        let unfit = fits ? [] : [Unmet(.badShares, act.seizure)]
        if act.reason == .expired { return unfit + (seizureEnds[place] < today ? [] : [Unmet(.seizureNotExpired, act.seizure)]) }
        return unfit + orderOnly(filing, document: act.document ?? "")
    }

    func conditions(_ act: GrantEasement) -> [Unmet] {
        guard ownership != nil else { return [Unmet(.notFirstRegistered)] }
        var unmet: [Unmet] = []
        if act.dominant == unit { unmet.append(Unmet(.dominantIsServient)) }
        if act.holders.isEmpty || !Self.distinct(act.holders) { unmet.append(Unmet(.noHolder)) }
        if let until = act.until {
            if until < act.from { unmet.append(Unmet(.termReversed)) }
            // Not beyond what is left of the use right that it burdens (民法典 377).
            if let end = description.landTermUntil, until > end { unmet.append(Unmet(.easementTooLong)) }
        }
        return unmet
    }

    func conditions(_ act: EndEasement, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        guard let easement = easements.first(where: { $0.entry.id == act.easement }) else { return [Unmet(.entryNotFound, act.easement)] }
        if act.reason == .judgment, !filing.isOrder { return [Unmet(.orderNeeded, act.easement)] }
        let ended = easement.until.map { $0 < today } ?? false
        return act.reason == .termEnded && !ended ? [Unmet(.notYetEnded, act.easement)] : []
    }

    func conditions(_ act: GrantResidence) -> [Unmet] {
        guard ownership != nil else { return [Unmet(.notFirstRegistered)] }
        var unmet: [Unmet] = []
        if !residences.isEmpty { unmet.append(Unmet(.residenceExists, residences[0].entry.id)) }
        if act.holders.isEmpty || !Self.distinct(act.holders) { unmet.append(Unmet(.noHolder)) }
        // 居住权 is for living in a dwelling (民法典 366): uses 10–13 of the national list are dwellings.
        if !CodeLists.isDwelling(description.use) || !act.holders.allSatisfy({ $0.kind == .person }) { unmet.append(Unmet(.residenceNeedsDwelling)) }
        if case .until(let end) = act.term, end < act.from { unmet.append(Unmet(.termReversed)) }
        return unmet
    }

    func conditions(_ act: EndResidence, _ filing: Filing, _ today: LegalDate) -> [Unmet] {
        guard let residence = residences.first(where: { $0.entry.id == act.residence }) else { return [Unmet(.entryNotFound, act.residence)] }
        if act.reason == .judgment, !filing.isOrder { return [Unmet(.orderNeeded, act.residence)] }
        var ended = false
        if case .until(let end) = residence.term { ended = end < today }
        return act.reason == .termEnded && !ended ? [Unmet(.notYetEnded, act.residence)] : []
    }
}
