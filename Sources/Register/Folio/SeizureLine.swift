/// The line of seizures (轮候查封; 查封规定 26, 27).
///
/// A waiting seizure has no effect while it waits, so its term begins when its turn comes; otherwise a creditor who waited in line could
/// find nothing left of it, and the unit would pass in the gap. It waits for those alone that hold the same: shares of different co-owners
/// are seized beside each other (查封规定 12, 26: 轮候 is for what is seized already).
extension Folio {
    /// The last days of effect of the seizures in line, were none of them lifted early.
    var seizureEnds: [LegalDate] {
        var ends: [LegalDate] = []
        ends.reserveCapacity(seizures.count)
        for (index, seizure) in seizures.enumerated() {
            let before = zip(seizures[..<index], ends).filter { $0.0.isInTheWay(of: seizure) }.map(\.1).max()
            guard let before, before >= seizure.from else {
                ends.append(seizure.until)
                continue
            }
            ends.append(seizure.end(since: before.adding(days: 1)))
        }
        return ends
    }

    /// Seizures whose term has not run out on a day, entered as ended or not, in line: those in force, and those that wait for them.
    package func standingSeizures(on day: LegalDate) -> [Seizure] {
        seizures.isEmpty ? [] : zip(seizures, seizureEnds).filter { $0.1 >= day }.map(\.0)
    }

    /// The seizures that have effect on a day: those that wait for none whose term still runs. Several where each holds another's share.
    package func seizuresInForce(on day: LegalDate) -> [Seizure] {
        let standing = standingSeizures(on: day)
        return standing.indices.filter { index in !standing[..<index].contains { $0.isInTheWay(of: standing[index]) } }.map { standing[$0] }
    }

    /// What a waiting seizure waits for first; nil for one that is in force.
    package func seizure(before seizure: Seizure) -> Seizure? {
        seizures.prefix { $0.entry.id != seizure.entry.id }.first { $0.isInTheWay(of: seizure) }
    }

    /// Those that waited on an earlier state of the page and are in force now.
    package func risenSeizures(since before: Folio) -> [Seizure] {
        let waited = Set(before.seizures.filter { $0.place > 0 }.map(\.entry.id))
        return seizures.filter { $0.place == 0 && waited.contains($0.entry.id) }
    }

    /// The last day of effect of whichever seizure ends first; nil without seizures.
    package var nextSeizureEnd: LegalDate? { seizureEnds.min() }

    /// Seizures whose term has run out by a day, though their end is not entered, in line.
    package func expiredSeizures(on day: LegalDate) -> [Seizure] { zip(seizures, seizureEnds).filter { $0.1 < day }.map(\.0) }

    /// For how many others the seizure at that index waits.
    func seizurePlace(at index: Int) -> Int { seizures[..<index].count { $0.isInTheWay(of: seizures[index]) } }

    /// Takes one out of the line; those that waited for it alone step up by themselves.
    mutating func endSeizure(at index: Int, on today: LegalDate) {
        let ended = seizures.remove(at: index)
        // Where the end is entered late, the next has been in force since the day after.
        settleSeizures(since: ended.until < today ? ended.until.adding(days: 1) : today)
    }

    /// Gives everyone their place anew, after something before them was taken away.
    mutating func settleSeizures(since start: LegalDate) {
        for index in seizures.indices {
            let waited = seizures[index].place > 0
            seizures[index].place = seizurePlace(at: index)
            guard waited, seizures[index].place == 0, start > seizures[index].from else { continue }
            seizures[index].until = seizures[index].end(since: start)
            seizures[index].from = start
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
    /// Whether a later one waits for it: both hold the whole, or something of the same holder's.
    package func isInTheWay(of later: Seizure) -> Bool {
        guard share != nil, later.share != nil, let mine = against, let its = later.against else { return true }
        return mine.id == its.id
    }

    /// Days from the first to the last of its term.
    private var termDays: Int { max(0, Int(until.dayNumber) - Int(from.dayNumber)) }

    /// The last day of its term where that begins on a day: three years at most, also of one that was renewed while it waited (民诉法解释 485).
    func end(since start: LegalDate) -> LegalDate { min(start.adding(days: termDays), start.adding(years: Self.longestYears)) }

    /// 查封不动产的期限不得超过三年, and a renewal not that (民诉法解释 485).
    static let longestYears = 3
}
