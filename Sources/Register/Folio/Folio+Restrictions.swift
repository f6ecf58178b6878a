/// What notices, objections, seizures, locks, easements and rights of residence do to the page.
extension Folio {
    mutating func enter(_ act: Object, _ context: ActContext) {
        objections.append(Objection(entry: context.entry, applicant: act.applicant, matter: act.matter, suitFiledOn: nil))
    }

    mutating func enter(_ act: RecordSuit, _ context: ActContext) throws(Refusal) {
        guard let place = objections.firstIndex(where: { $0.entry.id == act.objection }) else { throw context.missing(act.objection) }
        objections[place].suitFiledOn = act.filedOn
    }

    mutating func enter(_ act: EndObjection, _ context: ActContext) throws(Refusal) {
        guard let place = objections.firstIndex(where: { $0.entry.id == act.objection }) else { throw context.missing(act.objection) }
        let ended = objections.remove(at: place)
        if act.reason == .lapsed { lapsedObjections.append(LapsedObjection(applicant: ended.applicant.id, matter: ended.matter)) }
    }

    mutating func enter(_ act: GiveNotice, _ context: ActContext) {
        notices.append(
            AdvanceNotice(
                entry: context.entry, kind: act.kind, holders: act.holders, obligors: act.obligors, amount: act.amount,
                // On a unit that is already registered the final registration is possible at once.
                registrableSince: standing == .built ? context.today : nil))
    }

    mutating func enter(_ act: EndNotice, _ context: ActContext) throws(Refusal) {
        guard let place = notices.firstIndex(where: { $0.entry.id == act.notice }) else { throw context.missing(act.notice) }
        notices.remove(at: place)
    }

    mutating func enter(_ act: Seize, _ context: ActContext) {
        seizures.append(
            Seizure(
                entry: context.entry, kind: act.kind, authority: act.authority, document: act.document, from: act.from, until: act.until,
                against: act.against, share: act.share, place: 0))
        seizures[seizures.count - 1].place = seizurePlace(at: seizures.count - 1)
    }

    mutating func enter(_ act: RenewSeizure, _ context: ActContext) throws(Refusal) {
        guard let place = seizures.firstIndex(where: { $0.entry.id == act.seizure }) else { throw context.missing(act.seizure) }
        seizures[place].until = act.until
    }

    /// The next in line takes its place by itself (查封规定 26); one that is lifted in part keeps its own, and whoever waited for what it no longer holds
    /// steps up (法发〔2004〕5号 20).
    mutating func enter(_ act: EndSeizure, _ context: ActContext) throws(Refusal) {
        guard let place = seizures.firstIndex(where: { $0.entry.id == act.seizure }) else { throw context.missing(act.seizure) }
        if let remaining = act.remaining {
            seizures[place].share = remaining
            return settleSeizures(since: context.today)
        }
        endSeizure(at: place, on: context.today)
    }

    mutating func enter(_ act: GrantEasement, _ context: ActContext) {
        easements.append(
            Easement(
                entry: context.entry, dominant: act.dominant, holders: act.holders, content: act.content, from: act.from, until: act.until))
    }

    mutating func enter(_ act: EndEasement, _ context: ActContext) throws(Refusal) {
        guard let place = easements.firstIndex(where: { $0.entry.id == act.easement }) else { throw context.missing(act.easement) }
        easements.remove(at: place)
    }

    mutating func enter(_ act: GrantResidence, _ context: ActContext) {
        residences.append(
            Residence(entry: context.entry, holders: act.holders, scope: act.scope, from: act.from, term: act.term, paid: act.paid))
    }

    mutating func enter(_ act: EndResidence, _ context: ActContext) throws(Refusal) {
        guard let place = residences.firstIndex(where: { $0.entry.id == act.residence }) else { throw context.missing(act.residence) }
        residences.remove(at: place)
    }

    mutating func enter(_ act: Restrict, _ context: ActContext) {
        locks.append(Lock(entry: context.entry, authority: act.authority, document: act.document, reason: act.reason))
    }

    mutating func enter(_ act: Unrestrict, _ context: ActContext) throws(Refusal) {
        guard let place = locks.firstIndex(where: { $0.entry.id == act.lock }) else { throw context.missing(act.lock) }
        locks.remove(at: place)
    }
}
