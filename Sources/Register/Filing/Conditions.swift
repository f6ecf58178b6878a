/// A condition of an act that isn't met, with the entry it concerns.
struct Unmet {
    let code: RefusalCode
    let entry: EntryID?
    init(_ code: RefusalCode, _ entry: EntryID? = nil) {
        self.code = code
        self.entry = entry
    }
}

/// What each kind of act itself needs, apart from what others' rights block (`Obstacles`). All that is unmet is listed.
extension Folio {
    func conditions(for act: Act, in filing: Filing) -> [Unmet] {
        let today = filing.registeredAt.date
        return switch act {
        case .firstRegistration(let act): conditions(act, filing)
        case .transfer(let act): conditions(act, filing)
        case .change(let act): conditions(act)
        case .cancel(let act): conditions(act, filing)
        case .correct(let act): conditions(act)
        case .object(let act): conditions(act)
        case .recordSuit(let act): has(objections.contains { $0.entry.id == act.objection }, act.objection)
        case .endObjection(let act): conditions(act, today)
        case .giveNotice(let act): conditions(act)
        case .endNotice(let act): conditions(act, today)
        case .mortgage(let act): conditions(act, filing)
        case .changeMortgage(let act): conditions(act, filing)
        case .transferMortgage(let act): conditions(act)
        case .determineMortgage(let act): conditions(act)
        case .changeRanks(let act): conditions(act, filing)
        case .endMortgage(let act): has(mortgages.contains { $0.entry.id == act.mortgage }, act.mortgage)
        case .seize(let act): conditions(act, filing)
        case .renewSeizure(let act): conditions(act, filing, today)
        case .endSeizure(let act): conditions(act, filing, today)
        case .grantEasement(let act): conditions(act)
        case .endEasement(let act): conditions(act, today)
        case .grantResidence(let act): conditions(act)
        case .endResidence(let act): conditions(act, today)
        case .lock(let act): orderOnly(filing, document: act.document)
        case .unlock(let act): orderOnly(filing, document: act.document) + has(locks.contains { $0.entry.id == act.lock }, act.lock)
        case .reissue: ownership == nil ? [Unmet(.notFirstRegistered)] : []
        }
    }

    func has(_ found: Bool, _ entry: EntryID) -> [Unmet] { found ? [] : [Unmet(.entryNotFound, entry)] }

    /// 嘱托 or 依职权: on nobody's mere application (实施细则 19, 90).
    func orderOnly(_ filing: Filing, document: String) -> [Unmet] {
        var unmet: [Unmet] = []
        if case .application = filing.basis { unmet.append(Unmet(.orderNeeded)) }
        if document.isEmpty { unmet.append(Unmet(.documentMissing)) }
        return unmet
    }

    /// Holders named once each, with a form and shares that fit (民法典 298; 实施细则 10).
    static func holderFaults(_ form: CoOwnership, _ holders: [Holder]) -> [Unmet] {
        if holders.isEmpty || Set(holders.map(\.party.id)).count != holders.count { return [Unmet(.noHolder)] }
        let fits =
            switch form {
            case .sole: holders.count == 1 && holders[0].share == nil
            case .joint, .other: holders.count > 1 && holders.allSatisfy { $0.share == nil }
            case .byShares: holders.count > 1 && holders.allSatisfy { $0.share != nil } && holders.compactMap(\.share).sumToOne
            }
        return fits ? [] : [Unmet(.badShares)]
    }
}

extension Filing {
    /// Who applies, and who signed in advance; empty for orders and acts of office.
    var applicants: Set<PartyID> {
        if case .application(let by, let pledged) = basis { Set((by + pledged).map(\.id)) } else { [] }
    }

    var isApplication: Bool { if case .application = basis { true } else { false } }

    func consented(_ party: PartyID, _ kind: Consent.Kind) -> Bool {
        applicants.contains(party) || consents.contains { $0.kind == kind && $0.by.id == party }
    }
}
