/// A condition of an act that isn't met, with the entry it concerns.
struct Unmet: Hashable {
    let code: RefusalCode
    let entry: EntryID?
    /// Further facts for the reader: which side is missing.
    let detail: String?
    init(_ code: RefusalCode, _ entry: EntryID? = nil, detail: String? = nil) {
        self.code = code
        self.entry = entry
        self.detail = detail
    }
}

/// What each kind of act itself needs, apart from what others' rights block (`Obstacles`). All that is unmet is listed.
extension Folio {
    func conditions(for act: Act, in filing: Filing, ground: Ground, practice: LocalPractice) -> [Unmet] {
        applicantFaults(act, filing) + ownConditions(act, filing, ground, practice)
    }

    private func ownConditions(_ act: Act, _ filing: Filing, _ ground: Ground, _ practice: LocalPractice) -> [Unmet] {
        let today = filing.registeredAt.date
        return switch act {
        case .firstRegistration(let act): conditions(act, filing, ground)
        case .transfer(let act): conditions(act, filing)
        case .change(let act): conditions(act)
        case .cancel(let act): conditions(act, filing, ground)
        case .correct(let act): conditions(act)
        case .object(let act): conditions(act)
        case .recordSuit(let act): conditions(act, today)
        case .endObjection(let act): conditions(act, today)
        case .giveNotice(let act): conditions(act)
        case .endNotice(let act): conditions(act, filing, today)
        case .mortgage(let act): conditions(act, ground, practice, filing)
        case .changeMortgage(let act): conditions(act, filing)
        case .transferMortgage(let act): conditions(act)
        case .determineMortgage(let act): conditions(act)
        case .changeRanks(let act): conditions(act, filing)
        case .endMortgage(let act): conditions(act, filing)
        case .seize(let act): conditions(act, filing, today)
        case .renewSeizure(let act): conditions(act, filing, today)
        case .endSeizure(let act): conditions(act, filing, today)
        case .grantEasement(let act): conditions(act)
        case .endEasement(let act): conditions(act, filing, today)
        case .grantResidence(let act): conditions(act)
        case .endResidence(let act): conditions(act, filing, today)
        case .lock(let act): orderOnly(filing, document: act.document) + (act.authority.isEmpty ? [Unmet(.documentMissing)] : [])
        case .unlock(let act): orderOnly(filing, document: act.document) + has(locks.contains { $0.entry.id == act.lock }, act.lock)
        case .reissue: ownership == nil ? [Unmet(.notFirstRegistered)] : []
        }
    }

    func has(_ found: Bool, _ entry: EntryID) -> [Unmet] { found ? [] : [Unmet(.entryNotFound, entry)] }

    /// 嘱托 or 依职权: on nobody's mere application (实施细则 19, 90).
    func orderOnly(_ filing: Filing, document: String) -> [Unmet] {
        var unmet: [Unmet] = []
        if filing.isApplication { unmet.append(Unmet(.orderNeeded)) }
        if document.isEmpty { unmet.append(Unmet(.documentMissing)) }
        return unmet
    }

    /// Each named once.
    static func distinct(_ parties: [PartyRef]) -> Bool { Set(parties.map(\.id)).count == parties.count }

    /// Holders named once each, with a form and shares that fit (民法典 298; 实施细则 10).
    static func holderFaults(_ form: CoOwnership, _ holders: [Holder]) -> [Unmet] {
        if holders.isEmpty || !distinct(holders.map(\.party)) { return [Unmet(.noHolder)] }
        let fits =
            switch form {
            case .sole: holders.count == 1 && holders[0].share == nil
            case .joint, .other: holders.count > 1 && holders.allSatisfy { $0.share == nil }
            case .byShares: holders.count > 1 && holders.allSatisfy { $0.share != nil } && holders.compactMap(\.share).sumToOne
            }
        return fits ? [] : [Unmet(.badShares)]
    }

    /// The natural status without which nothing can be entered (条例 8).
    func descriptionFaults(_ new: UnitDescription) -> [Unmet] {
        var unmet: [Unmet] = []
        let areas = [new.buildingArea, new.innerArea, new.sharedArea, new.parcelArea]
        let complete = !new.location.isEmpty && !new.use.isEmpty && areas.allSatisfy { $0 >= .zero }
        if !complete || (unit.fixture == .building && new.buildingArea == .zero) { unmet.append(Unmet(.descriptionIncomplete)) }
        if !new.hasLawfulLandTerm { unmet.append(Unmet(.landTermTooLong)) }
        return unmet
    }
}

extension Filing {
    /// Who applies, and who signed in advance; empty for orders and acts of office.
    var applicants: Set<PartyID> {
        if case .application(let by, let pledged) = basis { Set((by + pledged).map(\.id)) } else { [] }
    }

    var isApplication: Bool { if case .application = basis { true } else { false } }
    var isOrder: Bool { if case .order = basis { true } else { false } }

    func consented(_ party: PartyID, _ kind: Consent.Kind) -> Bool {
        applicants.contains(party) || consents.contains { $0.kind == kind && $0.by.id == party }
    }

    /// Whether the holder of an entry applies or agreed in writing to what happens to that entry.
    func agreed(_ party: PartyID, to entry: EntryID) -> Bool {
        applicants.contains(party) || consents.contains { $0.kind == .ofEntryHolder && $0.entry == entry && $0.by.id == party }
    }
}
