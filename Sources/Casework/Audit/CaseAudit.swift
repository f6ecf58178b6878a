import Catalogue
import Register
import Storage

/// Case files against their actions: what queues and clocks read has to be what the actions fold to, and what a case says that it
/// registered has to be in the book under its number.
///
/// An action's own words (a reason, an answer) are held against the sum of codes in the row, where the key to the seals is here (``ActionCodes``).
extension BookVerifier {
    func verifyCases(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let (region, sealer) = (region, sealer)
        var after = ""
        var uncounted = 0
        guard let isSummed = try await isMarked(ActionCodes.mark), let isCoded = try await isMarked(ValueCodes.mark) else {
            report.add("cases, the mark of their codes", "is not what was sealed")
            return
        }
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [CaseRows] in
                let files = try connection.rows(
                    """
                    SELECT case_id, service, catalogue, version, phase, waiting_for, unit, opened_at, accepted_at, sequence, escalation, assignee, changed_at,
                        subject, due_on, due_code, run_at, run_code, actions_code
                    FROM case_file WHERE region = \(region) AND case_id > \(start) ORDER BY case_id LIMIT \(Self.page)
                    """)
                guard let last = files.last else { return [] }
                let actions = try connection.rows(
                    """
                    SELECT case_id, seq, at, kind, actor, body FROM case_action
                    WHERE region = \(region) AND case_id > \(start) AND case_id <= \(try last.text("case_id")) ORDER BY case_id, seq
                    """)
                var cases = try CaseRows.group(files: files, actions: actions, region: region, sealer, isSummed: isSummed, isCoded: isCoded)
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
                if rows.isUncounted { uncounted += 1 }
                for problem in rows.problems() { report.add("case \(rows.id)", problem) }
            }
            progress(report.cases)
        }
        if sealer != nil, uncounted > 0 { report.unchecked.append("the words of actions and the times of \(uncounted) cases, which have no code yet: dengbu serve gives them theirs") }
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

    /// Whether all values of a kind have their codes; false where the key to the seals isn't here, nil if the mark was altered.
    func isMarked(_ number: Int) async throws -> Bool? {
        guard let sealer else { return false }
        return try await database.read { try sealer.isMarked(number, in: $0) }
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
    /// What is wrong with the columns that no action tells by itself.
    let strange: [String]
    /// Whether its row lacks codes that it will have.
    let isUncounted: Bool
    /// Which case the register has for the filing that this one says it made.
    var filedBy: String?

    var filing: String? { state.registration?.filing }

    static func group(files: [ResultRow], actions: [ResultRow], region: String, _ sealer: RowSealer?, isSummed: Bool, isCoded: Bool) throws -> [CaseRows] {
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
            let state = CaseState(folded)
            let code = try file.intIfPresent("actions_code")
            var strange: [String] = []
            if let sealer, let code, unreadable == nil {
                let lines = try (actions[id] ?? []).map(CaseEntry.Line.init)
                if code != ActionCodes.expected(lines, subject: try file.text("subject"), of: id, region: region, by: sealer) {
                    strange.append("its subject, or words of its actions, are not what was sealed")
                }
            }
            if sealer != nil, isSummed, code == nil { strange.append("its actions have no code") }
            if let problem = due(try file.intIfPresent("due_on"), of: state) { strange.append(problem) }
            var isUncoded = false
            if let sealer {
                let codes = ValueCodes.case(id, region: region, by: sealer)
                for value in [ValueCodes.Value.runAt, .dueOn] {
                    let expected = codes.of(value, try file.intIfPresent(value.rawValue))
                    switch ValueCodes.compare(value, code: try file.intIfPresent(value.codeColumn), expected: expected, isMarked: isCoded) {
                    case .right: break
                    case .uncoded: isUncoded = true
                    case .wrong(let problem): strange.append(problem)
                    }
                }
            }
            if try !state.phase.isOpen && file.intIfPresent("run_at") != nil { strange.append("run_at is set, though it is over") }
            return CaseRows(id: id, stored: stored, state: state, unreadable: unreadable, strange: strange, isUncounted: (code == nil && !isSummed) || isUncoded)
        }
    }

    /// Until its legal clock stops for the first time a case is due when its acceptance says; what calendar and clock make of it later isn't reckoned here.
    private static func due(_ day: Int64?, of state: CaseState) -> String? {
        let isMoved = state.clock.contains { (event: ClockEvent) -> Bool in
            if case .stopped = event { return true }
            if case .resumed = event { return true }
            return false
        }
        guard !isMoved else { return nil }
        let stated = state.acceptance.map { Int64($0.dueOn.dayNumber) }
        return day == stated ? nil : "due_on is \(day.map(String.init) ?? "empty"), its acceptance says \(stated.map(String.init) ?? "none")"
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
        found += strange
        if let filing, filedBy != id { found.append("its filing \(filing) is \(filedBy.map { "case \($0)'s" } ?? "not in the register")") }
        return found
    }
}
