import Register
import Storage

/// Case files against their actions: what queues and clocks read has to be what the actions fold to, and what a case says that it
/// registered has to be in the book under its number.
///
/// Nothing commits to an action's own words (a reason, an answer): whoever changes these is not found here.
extension BookVerifier {
    func verifyCases(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        var after = ""
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [CaseRows] in
                let files = try connection.rows(
                    """
                    SELECT case_id, service, catalogue, version, phase, waiting_for, unit, opened_at, accepted_at, sequence, escalation, assignee, changed_at
                    FROM case_file WHERE region = \(region) AND case_id > \(start) ORDER BY case_id LIMIT \(Self.page)
                    """)
                guard let last = files.last else { return [] }
                let actions = try connection.rows(
                    """
                    SELECT case_id, seq, at, kind, actor, body FROM case_action
                    WHERE region = \(region) AND case_id > \(start) AND case_id <= \(try last.text("case_id")) ORDER BY case_id, seq
                    """)
                var cases = try CaseRows.group(files: files, actions: actions)
                for index in cases.indices {
                    guard let filing = cases[index].filing else { continue }
                    cases[index].filedBy = try connection.row(
                        "SELECT case_id FROM register_filing WHERE region = \(region) AND filing_id = \(filing)")?.text("case_id")
                }
                return cases
            }
            guard let last = page.last else { break }
            after = last.id
            for rows in page {
                report.cases += 1
                for problem in rows.problems() { report.add("case \(rows.id)", problem) }
            }
            progress(report.cases)
        }
        let lost = try await database.read { connection in
            try connection.rows(
                """
                SELECT a.case_id /* reads all: every case's first action is asked for its file */ FROM case_action a WHERE a.region = \(region) AND a.seq = 1
                AND NOT EXISTS (SELECT 1 FROM case_file f WHERE f.region = a.region AND f.case_id = a.case_id) LIMIT \(Self.enough)
                """
            ).map { try $0.text("case_id") }
        }
        for id in lost { report.add("case \(id)", "its file is missing") }
    }
}

/// The row of a case and its actions.
private struct CaseRows: Sendable {
    let id: String
    /// What the row says, by column.
    let stored: [String: String]
    let state: CaseState
    /// What the actions are not in order in.
    let unreadable: String?
    /// Which case the register has for the filing that this one says it made.
    var filedBy: String?

    var filing: String? { state.registration?.filing }

    static func group(files: [ResultRow], actions: [ResultRow]) throws -> [CaseRows] {
        let actions = Dictionary(grouping: actions) { (try? $0.text("case_id")) ?? "" }
        return try files.map { file in
            let id = try file.text("case_id")
            var folded: [CaseAction] = []
            var unreadable: String?
            for (offset, row) in (actions[id] ?? []).enumerated() {
                let sequence = try row.int("seq")
                let body = try row.blob("body")
                guard sequence == offset + 1 else {
                    unreadable = "action \(sequence) where \(offset + 1) was expected"
                    break
                }
                guard let actor = try? Actor(stored: row.text("actor")), let event = try? CaseEvent(kind: row.text("kind"), body: body) else {
                    unreadable = "action \(sequence) can't be read"
                    break
                }
                guard (try? event.body()) == body else {
                    unreadable = "action \(sequence) is not in canonical form"
                    break
                }
                folded.append(CaseAction(at: Moment(microseconds: try row.int("at")), actor: actor, event: event))
            }
            var stored: [String: String] = [:]
            for column in ["service", "catalogue", "phase", "waiting_for", "unit", "assignee"] { stored[column] = try file.textIfPresent(column) }
            for column in ["version", "opened_at", "accepted_at", "sequence", "escalation", "changed_at"] {
                stored[column] = try file.intIfPresent(column).map(String.init)
            }
            return CaseRows(id: id, stored: stored, state: CaseState(folded), unreadable: unreadable)
        }
    }

    func problems() -> [String] {
        if let unreadable { return [unreadable] }
        let derived: [String: String?] = [
            "service": state.service, "catalogue": state.catalogue, "phase": state.phase.rawValue,
            "waiting_for": state.waiting.map { $0.whom ?? $0.on.rawValue }, "unit": state.units.first?.text, "assignee": state.claim?.account,
            "version": String(state.version), "opened_at": String(state.openedAt.microseconds),
            "accepted_at": state.acceptedAt.map { String($0.microseconds) }, "sequence": state.acceptance.map { String($0.sequence) },
            "escalation": String(state.escalation), "changed_at": String(state.changedAt.microseconds),
        ]
        var found = derived.sorted { $0.key < $1.key }.compactMap { column, value -> String? in
            stored[column] == value ? nil : "\(column) is \(stored[column] ?? "empty"), its actions say \(value ?? "none")"
        }
        if let filing, filedBy != id { found.append("its filing \(filing) is \(filedBy.map { "case \($0)'s" } ?? "not in the register")") }
        return found
    }
}
