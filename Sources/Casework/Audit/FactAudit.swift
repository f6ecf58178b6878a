import Identity
import Register
import Storage

/// Facts beside acts and certificates that have entries in the log: what happened in cases, and officials' looks. Each fact has its
/// entry, word for word; that no entry is without its fact follows from their numbers, which `WholeLog` compares.
extension BookVerifier {
    private struct LoggedAction: Sendable {
        let caseID: String
        let line: CaseEntry.Line
        let isMaterial: Bool
    }

    private struct LoggedCase: Sendable {
        let caseID: String
        let seq: Int64
        let last: Int64
        let salt: [UInt8]
        let entry: [UInt8]?
    }

    func verifyCaseEntries(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        var after = ""
        var cases = 0
        while report.divergences.count < Self.enough {
            let start = after
            let (ids, actions, entries) = try await database.read { connection -> ([String], [LoggedAction], [LoggedCase]) in
                let ids = try connection.rows(
                    """
                    SELECT case_id FROM case_action WHERE region = \(region) AND case_id > \(start) AND seq = 1 ORDER BY case_id LIMIT \(Self.page)
                    """
                ).map { try $0.text("case_id") }
                guard let last = ids.last else { return ([], [], []) }
                let actions = try connection.rows(
                    """
                    SELECT case_id, seq, at, kind, actor, body FROM case_action
                    WHERE region = \(region) AND case_id > \(start) AND case_id <= \(last) ORDER BY case_id, seq
                    """
                ).map { row -> LoggedAction in
                    let line = CaseEntry.Line(
                        seq: try row.int("seq"), at: try row.int("at"), kind: try row.text("kind"), actor: try row.text("actor"), body: try row.blob("body"))
                    // An action that can't be read any more is taken for material: an altered one must not slip out of its entry.
                    let event = try? CaseEvent(kind: line.kind, body: line.body)
                    return LoggedAction(caseID: try row.text("case_id"), line: line, isMaterial: event.map(CaseEntry.isMaterial) ?? true)
                }
                let entries = try connection.rows(
                    """
                    SELECT l.case_id, l.seq, l.last, l.salt,
                        COALESCE((SELECT e.entry FROM log_entry e WHERE e.leaf_id = 'case:' || l.region || ':' || l.case_id || ':' || l.seq),
                                 (SELECT p.entry FROM log_pending p WHERE p.leaf_id = 'case:' || l.region || ':' || l.case_id || ':' || l.seq)) AS logged
                    FROM case_log l WHERE l.region = \(region) AND l.case_id > \(start) AND l.case_id <= \(last) ORDER BY l.case_id, l.seq
                    """
                ).map { row in
                    LoggedCase(
                        caseID: try row.text("case_id"), seq: try row.int("seq"), last: try row.int("last"), salt: try row.blob("salt"),
                        entry: try row.blobIfPresent("logged"))
                }
                return (ids, actions, entries)
            }
            guard let last = ids.last else { break }
            after = last
            cases += ids.count
            compare(actions, entries, &report)
            progress(cases)
        }
    }

    private func compare(_ actions: [LoggedAction], _ entries: [LoggedCase], _ report: inout Report) {
        let own = Dictionary(grouping: actions, by: \.caseID)
        let logged = Dictionary(grouping: entries, by: \.caseID)
        for (caseID, actions) in own {
            var covered = Set<Int64>()
            for item in logged[caseID] ?? [] {
                let lines = actions.filter { $0.isMaterial && $0.line.seq >= item.seq && $0.line.seq <= item.last }.map(\.line)
                covered.formUnion(lines.map(\.seq))
                if lines.last?.seq != item.last { report.add("case \(caseID), actions \(item.seq) to \(item.last)", "action \(item.last) has no entry") }
                if item.entry != CaseEntry.entry(lines, caseID: caseID, salt: item.salt) {
                    report.add("case \(caseID), actions \(item.seq) to \(item.last)", item.entry == nil ? "the log knows nothing of them" : "the log says something else")
                }
            }
            for action in actions where action.isMaterial && !covered.contains(action.line.seq) {
                report.add("case \(caseID), action \(action.line.seq)", "it was never logged")
            }
        }
        for caseID in logged.keys where own[caseID] == nil { report.add("case \(caseID)", "it was logged and has no actions") }
    }

    func verifyLooks(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        var last: (account: String, number: Int64) = ("", 0)
        while report.divergences.count < Self.enough {
            let start = last
            let rows = try await database.read { connection -> [(account: String, number: Int64, look: Look?, entry: [UInt8]?)] in
                let looks = try LookLog.page(after: start, region: region, limit: Self.page, in: connection)
                let entries = try LookEntry.entries(of: looks.compactMap(\.look), region: region, in: connection)
                return looks.map { ($0.account, $0.number, $0.look, $0.look.flatMap { entries[LookEntry.leafID($0, region: region)] }) }
            }
            guard let end = rows.last else { break }
            last = (end.account, end.number)
            for row in rows {
                report.looks += 1
                let place = "look \(row.number) of account \(row.account)"
                guard let look = row.look else {
                    report.add(place, "can't be read")
                    continue
                }
                if row.entry == nil { report.add(place, "the log knows nothing of it") } else if row.entry != LookEntry.entry(look, region: region) {
                    report.add(place, "the log says something else")
                }
            }
            progress(Int(report.looks))
        }
        guard let looks else { return }
        for defect in try await database.read({ try looks.verify(in: $0) }) {
            switch defect {
            case .altered(let account, let number): report.add("look \(number) of account \(account.text)", "its row is not as the office wrote it")
            case .missing(let account, let from, let to): report.add("looks \(from) to \(to) of account \(account.text)", "missing")
            }
        }
    }
}

extension LookEntry {
    /// The entries of looks, placed or waiting, by their leaf IDs.
    static func entries(of looks: [Look], region: String, in connection: any Connection) throws -> [String: [UInt8]] {
        guard !looks.isEmpty else { return [:] }
        let ids = looks.map { leafID($0, region: region) }
        let rows = try connection.rows("SELECT leaf_id, entry FROM log_entry WHERE leaf_id IN \(list: ids)")
            + connection.rows("SELECT leaf_id, entry FROM log_pending WHERE leaf_id IN \(list: ids)")
        return Dictionary(try rows.map { (try $0.text("leaf_id"), try $0.blob("entry")) }) { first, _ in first }
    }
}
