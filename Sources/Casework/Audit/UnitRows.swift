import Register
import Storage

/// All that is stored of one unit, and whether it agrees with itself.
struct UnitRows: Sendable {
    struct ActRow: Sendable {
        let version: Int
        let filing: String
        let index: Int
        let entry: EntryID
        let kind: String
        let registeredAt: Int64
        let body: [UInt8]
        let salt: [UInt8]
        let leaf: [UInt8]
        /// nil: its filing is gone.
        let filed: FilingRow?
        /// nil: the log has no such entry, neither in its place nor waiting for one.
        let logged: [UInt8]?
    }

    struct FilingRow: Sendable {
        let caseID: String
        let sequence: Int64
        let registeredAt: Int64
        let header: [UInt8]
    }

    let unit: String
    let version: Int
    let standing: String
    let body: [UInt8]
    let head: [UInt8]
    var acts: [ActRow] = []
    var holdings: [String] = []

    static func group(folios: [ResultRow], acts: [ResultRow], holdings: [ResultRow]) throws -> [UnitRows] {
        var units = try folios.map { row in
            UnitRows(
                unit: try row.text("unit"), version: Int(try row.int("version")), standing: try row.text("standing"),
                body: try row.blob("body"), head: try row.blob("head"))
        }
        let places = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1.unit, $0) })
        for row in acts {
            guard let place = places[try row.text("unit")] else { continue }
            let filed = try row.blobIfPresent("header").map { header in
                FilingRow(caseID: try row.text("case_id"), sequence: try row.int("sequence"), registeredAt: try row.int("filed_at"), header: header)
            }
            units[place].acts.append(
                ActRow(
                    version: Int(try row.int("version")), filing: try row.text("filing_id"), index: Int(try row.int("act_index")),
                    entry: EntryID(try row.text("entry_id")), kind: try row.text("kind"), registeredAt: try row.int("registered_at"),
                    body: try row.blob("body"), salt: try row.blob("salt"), leaf: try row.blob("leaf"), filed: filed,
                    logged: try row.blobIfPresent("logged")))
        }
        for row in holdings {
            guard let place = places[try row.text("unit")] else { continue }
            units[place].holdings.append("\(try row.text("party_id")) \(try row.text("role")) \(try row.text("entry_id"))")
        }
        return units
    }

    /// Everything of this unit that doesn't agree, the first cause first.
    func divergences() -> [BookVerifier.Divergence] {
        var found: [BookVerifier.Divergence] = []
        func report(_ place: String, _ problem: String) { found.append(BookVerifier.Divergence(place: "unit \(unit), \(place)", problem: problem)) }

        guard let stored = try? CanonicalJSON.decode(Folio.self, from: body) else {
            report("folio", "can't be read")
            return found
        }
        if stored.unit.text != unit || stored.version != version || stored.standing.rawValue != standing {
            report("folio", "its row and its content disagree")
        }
        // Replay: the page without entries has the description that the survey gave, which the first act states again.
        let first = acts.first.flatMap { try? CanonicalJSON.decode(UnitAct.self, from: $0.body) }?.act.surveyed
        var folio = Folio(unit: stored.unit, description: first ?? stored.description)
        var replayed: [(row: ActRow, header: [UInt8], folio: Folio)] = []
        var refused: (any Error)?
        for (offset, row) in acts.enumerated() {
            let place = "act \(row.entry.text)"
            guard row.version == offset + 1 else {
                report(place, "version \(row.version) where \(offset + 1) was expected: an act is missing")
                return found
            }
            guard let filed = row.filed else {
                report(place, "its filing \(row.filing) is missing")
                return found
            }
            guard let item = try? CanonicalJSON.decode(UnitAct.self, from: row.body),
                let header = try? CanonicalJSON.decode(FilingHeader.self, from: filed.header)
            else {
                report(place, "can't be read")
                return found
            }
            if item.act.kind != row.kind || item.unit.text != unit { report(place, "its row and its content disagree") }
            let filing = header.filing(acts: [item])
            let stated = header.id == row.filing && header.caseID == filed.caseID && header.sequence == filed.sequence
            let dated = header.registeredAt.microseconds == filed.registeredAt && filed.registeredAt == row.registeredAt
            if !stated || !dated || filing.entry(row.index).id != row.entry { report(place, "its row and its filing disagree") }
            do { folio = try folio.replaying(item.act, index: row.index, in: filing) } catch { refused = error }
            replayed.append((row, filed.header, folio))
            if refused != nil { break }
        }
        var previous: [UInt8]?
        for (offset, item) in replayed.enumerated() {
            let row = item.row
            let place = "act \(row.entry.text)"
            // An entry speaks of the page after the whole filing.
            let after = replayed[offset...].prefix { $0.row.filing == row.filing }.last?.folio ?? item.folio
            let entry = Self.entry(of: row, header: item.header, after: PublicState(after), previous: previous, unit: stored.unit)
            if RegisterHash.leaf(entry) != row.leaf { report(place, "is not what its leaf commits to") }
            switch row.logged {
            case nil: report(place, "is not in the log")
            case .some(let logged) where logged != entry: report(place, "the log says something else")
            default: break
            }
            previous = row.leaf
        }
        if let refused, let last = replayed.last {
            report("act \(last.row.entry.text)", "the law would refuse it on replay: \(refused)")
            return found
        }
        if folio != stored { report("folio", "is not what its acts lead to") }
        if (try? CanonicalJSON.encode(stored)) != body { report("folio", "is not in canonical form") }
        if head != (previous ?? []) { report("folio", "its head is not its last act") }
        if Set(stored.holdings.map { "\($0.party.text) \($0.role.rawValue) \($0.entry.text)" }).sorted() != holdings.sorted() {
            report("holdings", "are not those of the folio")
        }
        for violation in stored.invariants { report("folio", "\(violation)") }
        return found
    }

    /// What the log must say of an act. Entries of before pages were committed to (version 1) are still what they were.
    private static func entry(of row: ActRow, header: [UInt8], after state: PublicState, previous: [UInt8]?, unit: UnitCode) -> [UInt8] {
        func entry(_ state: [UInt8]?) -> [UInt8] {
            RegisterHash.entry(
                unit: unit, version: row.version, entry: row.entry, kind: row.kind, at: Moment(microseconds: row.registeredAt), previous: previous,
                commitment: RegisterHash.commitment(salt: row.salt, header: header, body: row.body), state: state)
        }
        let old = entry(nil)
        return RegisterHash.leaf(old) == row.leaf ? old : entry(state.commitment(ofAct: row.salt))
    }
}
