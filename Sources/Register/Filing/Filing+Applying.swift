extension Filing {
    /// Enters all acts in order, or none.
    /// - Parameters:
    ///   - folios: the pages of every unit that the acts name.
    ///   - related: pages that only matter as context: the parcels that the units stand on, or the houses on a parcel.
    ///   - pending: cases accepted and not yet entered, as the registry's queue knows them.
    /// - Returns: all pages, those touched in their new state.
    /// - Throws: the first thing that stands in the way; `refusals(on:related:)` tells all.
    package func applied(
        to folios: [UnitCode: Folio], related: [UnitCode: Folio] = [:], practice: LocalPractice = .standard,
        pending: [PendingAcceptance] = []
    ) throws(Refusal) -> [UnitCode: Folio] {
        var pages = folios
        if let refusal = overtaken(pending).first { throw refusal }
        for (index, item) in acts.enumerated() {
            guard let folio = pages[item.unit] else { throw Refusal(.noPage, unit: item.unit, act: index) }
            let refusals = folio.refusals(of: item.act, index: index, in: self, pages: pages, related: related, practice: practice)
            if let refusal = refusals.first { throw refusal }
            pages[item.unit] = try folio.replaying(item.act, index: index, in: self)
        }
        return pages
    }

    /// Everything that stands in the way of this filing, so that the applicant can be told at once (条例 17).
    package func refusals(
        on folios: [UnitCode: Folio], related: [UnitCode: Folio] = [:], practice: LocalPractice = .standard,
        pending: [PendingAcceptance] = []
    ) -> [Refusal] {
        var pages = folios
        var all = overtaken(pending)
        for (index, item) in acts.enumerated() {
            guard let folio = pages[item.unit] else {
                all.append(Refusal(.noPage, unit: item.unit, act: index))
                continue
            }
            all += folio.refusals(of: item.act, index: index, in: self, pages: pages, related: related, practice: practice)
            if folio.standing == .cancelled { continue }
            // Later acts are judged as if this one had been entered, so that their own faults are told as well.
            do throws(Refusal) {
                pages[item.unit] = try folio.replaying(item.act, index: index, in: self)
            } catch {
                if !all.contains(where: { $0.code == error.code && $0.act == index }) { all.append(error) }
            }
        }
        return all
    }
}

extension Folio {
    /// The page after one act that nothing stands in the way of.
    /// - Parameter related: pages that only matter as context: the parcel that the unit stands on, or the houses on it.
    /// - Throws: what stands in the way.
    package func applying(
        _ act: Act, index: Int = 0, in filing: Filing, related: [UnitCode: Folio] = [:], practice: LocalPractice = .standard
    ) throws(Refusal) -> Folio {
        let refusals = refusals(of: act, index: index, in: filing, pages: [:], related: related, practice: practice)
        if let refusal = refusals.first { throw refusal }
        return try replaying(act, index: index, in: filing)
    }

    /// Conditions first, then what others' rights block; each thing once.
    func refusals(
        of act: Act, index: Int, in filing: Filing, pages: [UnitCode: Folio], related: [UnitCode: Folio], practice: LocalPractice
    ) -> [Refusal] {
        if standing == .cancelled { return [Refusal(.unitCancelled, unit: unit, act: index)] }
        let ground = Ground(of: self, pages: pages, related: related)
        var unmet: [Unmet] = []
        for fault in conditions(for: act, in: filing, ground: ground, practice: practice) where !unmet.contains(fault) { unmet.append(fault) }
        return unmet.map { Refusal($0.code, unit: unit, act: index, obstacle: $0.entry, detail: $0.detail) }
            + Obstacles.refusals(of: act, index: index, on: self, in: filing, ground: ground, practice: practice)
    }

    /// What an act does to the page, without asking whether anything stands in its way: replay does this for acts that were entered.
    /// - Throws: a refusal if the act can't be carried out on this page at all.
    package func replaying(_ act: Act, index: Int, in filing: Filing) throws(Refusal) -> Folio {
        var page = self
        page.version += 1
        let context = ActContext(unit: unit, index: index, entry: filing.entry(index), today: filing.registeredAt.date)
        switch act {
        case .firstRegistration(let act): page.enter(act, context)
        case .transfer(let act): try page.enter(act, context)
        case .change(let act): try page.enter(act, context)
        case .cancel(let act): page.enter(act, context)
        case .correct(let act): try page.enter(act, context)
        case .object(let act): page.enter(act, context)
        case .recordSuit(let act): try page.enter(act, context)
        case .endObjection(let act): try page.enter(act, context)
        case .giveNotice(let act): page.enter(act, context)
        case .endNotice(let act): try page.enter(act, context)
        case .mortgage(let act): try page.enter(act, context)
        case .changeMortgage(let act): try page.enter(act, context)
        case .transferMortgage(let act): try page.enter(act, context)
        case .determineMortgage(let act): try page.enter(act, context)
        case .changeRanks(let act): try page.enter(act, context)
        case .endMortgage(let act): try page.enter(act, context)
        case .seize(let act): page.enter(act, context)
        case .renewSeizure(let act): try page.enter(act, context)
        case .endSeizure(let act): try page.enter(act, context)
        case .grantEasement(let act): page.enter(act, context)
        case .endEasement(let act): try page.enter(act, context)
        case .grantResidence(let act): page.enter(act, context)
        case .endResidence(let act): try page.enter(act, context)
        case .lock(let act): page.enter(act, context)
        case .unlock(let act): try page.enter(act, context)
        case .reissue: break
        }
        return page
    }
}

/// Where an act stands in its filing: what its entry is stamped with.
struct ActContext {
    let unit: UnitCode
    let index: Int
    let entry: Entry
    let today: LegalDate

    func missing(_ entry: EntryID) -> Refusal { Refusal(.entryNotFound, unit: unit, act: index, obstacle: entry) }
}
