/// The line of seizures (轮候查封; 查封规定 26, 27).
///
/// A waiting seizure has no effect while it waits, so its term begins when its turn comes; otherwise a creditor who waited in line could
/// find nothing left of it, and the unit would pass in the gap.
extension Folio {
    /// The last days of effect of the seizures in line, were none of them lifted early.
    var seizureEnds: [LegalDate] {
        var ends: [LegalDate] = []
        ends.reserveCapacity(seizures.count)
        for seizure in seizures {
            guard let before = ends.last, before >= seizure.from else {
                ends.append(seizure.until)
                continue
            }
            ends.append(before.adding(days: 1 + seizure.termDays))
        }
        return ends
    }

    /// The seizure that has effect on a day: the first in line whose term has not run out, entered as ended or not.
    package func seizureInForce(on day: LegalDate) -> Seizure? {
        if seizures.isEmpty { return nil }
        return zip(seizures, seizureEnds).first { $0.1 >= day }?.0
    }

    /// The last day of effect of whichever seizure ends first; nil without seizures.
    package var nextSeizureEnd: LegalDate? { seizureEnds.min() }

    /// Seizures whose term has run out by a day, though their end is not entered, in line.
    package func expiredSeizures(on day: LegalDate) -> [Seizure] { zip(seizures, seizureEnds).filter { $0.1 < day }.map(\.0) }

    /// Takes one out of the line; the next steps up by itself.
    mutating func endSeizure(at place: Int, on today: LegalDate) {
        let ended = seizures.remove(at: place)
        for index in seizures.indices { seizures[index].place = index }
        guard place == 0, let next = seizures.first else { return }
        // Where the end is entered late, the next has been in force since the day after.
        let start = ended.until < today ? ended.until.adding(days: 1) : today
        if start > next.from {
            seizures[0].until = start.adding(days: next.termDays)
            seizures[0].from = start
        }
    }

    /// A pre-seizure becomes a seizure by itself once its target stands in the register (法发〔2004〕5号 16).
    mutating func settlePreSeizures() {
        guard let holders = ownership?.holders else { return }
        for index in seizures.indices where seizures[index].kind == .preSeizure {
            if let target = seizures[index].against, holders.contains(where: { $0.party.id == target.id }) { seizures[index].kind = .seizure }
        }
    }
}

extension Seizure {
    /// Days from the first to the last of its term.
    var termDays: Int { max(0, Int(until.dayNumber) - Int(from.dayNumber)) }
}
