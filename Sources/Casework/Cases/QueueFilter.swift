package import Register
import Storage

/// What a queue shows. Every condition is part of the query, so that pages are full and counts are right.
package struct QueueFilter: Sendable, Hashable {
    package enum Order: String, Sendable { case due, newest }
    /// Where a page ended.
    package struct Place: Sendable, Hashable {
        package let id: String
        package let dueOn: LegalDate?
        package let openedAt: Moment
        package init(id: String, dueOn: LegalDate?, openedAt: Moment) {
            self.id = id
            self.dueOn = dueOn
            self.openedAt = openedAt
        }
        package init(_ summary: CaseSummary) { self.init(id: summary.id, dueOn: summary.dueOn, openedAt: summary.openedAt) }
    }

    /// By when a case has to be decided.
    package enum Deadline: String, Sendable, CaseIterable {
        case overdue, today, week
        package var chinese: String {
            switch self {
            case .overdue: "已超期"
            case .today: "今日到期"
            case .week: "七日内到期"
            }
        }
    }

    package var phases: [CaseState.Phase]
    package var service: String?
    package var unit: String?
    package var escalatedOnly: Bool
    /// The account that has claimed it.
    package var assignee: String?
    /// Nobody has claimed it.
    package var unclaimedOnly: Bool
    package var deadline: Deadline?
    /// What "today" is for ``deadline``.
    package var today: LegalDate
    /// 属地: the divisions whose cases are shown (条例 7); nil for all. A case about no unit is every office's.
    package var divisions: [String]?
    /// The beginning of a case's number, of a unit's code, or a project's key.
    package var text: String?
    /// Cases of these parties, for a text that is a name or an identity number.
    package var parties: [PartyID]
    package var order: Order
    /// Only what comes after this case in the filter's order: the next page, whatever has come and gone meanwhile.
    package var after: Place?
    package var offset: Int
    package var limit: Int

    package init(
        phases: [CaseState.Phase] = [.waitingOfficer], service: String? = nil, unit: String? = nil, escalatedOnly: Bool = false,
        assignee: String? = nil, unclaimedOnly: Bool = false, deadline: Deadline? = nil, today: LegalDate = LegalDate(dayNumber: 0),
        divisions: [String]? = nil, text: String? = nil, parties: [PartyID] = [], order: Order = .due, offset: Int = 0, limit: Int = 50
    ) {
        self.phases = phases
        self.service = service
        self.unit = unit
        self.escalatedOnly = escalatedOnly
        self.assignee = assignee
        self.unclaimedOnly = unclaimedOnly
        self.deadline = deadline
        self.today = today
        self.divisions = divisions
        self.text = text
        self.parties = parties
        self.order = order
        self.offset = offset
        self.limit = limit
    }

    /// The condition that begins after ``after``; empty without it.
    var rest: SQL {
        guard let after else { return "" }
        switch order {
        case .newest: return "AND (f.opened_at, f.case_id) < (\(after.openedAt.microseconds), \(after.id))"
        case .due:
            // Cases without a due day come last.
            guard let due = after.dueOn.map({ Int64($0.dayNumber) }) else { return "AND f.due_on IS NULL AND f.case_id > \(after.id)" }
            return "AND (f.due_on > \(due) OR f.due_on IS NULL OR (f.due_on = \(due) AND f.case_id > \(after.id)))"
        }
    }

    /// The conditions on `case_file f`, apart from the phase.
    func conditions(region: String) -> SQL {
        var parts: [SQL] = ["f.region = \(region)"]
        if let service { parts.append("f.service = \(service)") }
        if let unit { parts.append("f.unit = \(unit)") }
        if let assignee { parts.append("f.assignee = \(assignee)") }
        if unclaimedOnly { parts.append("f.assignee IS NULL") }
        if escalatedOnly { parts.append("f.escalation > 0") }
        if let divisions { parts.append("(f.unit IS NULL OR substr(f.unit, 1, 6) IN \(list: divisions))") }
        let day = Int64(today.dayNumber)
        switch deadline {
        case .overdue: parts.append("f.due_on < \(day)")
        case .today: parts.append("f.due_on = \(day)")
        case .week: parts.append("f.due_on >= \(day) AND f.due_on < \(day + 7)")
        case nil: break
        }
        // A draft is nobody's business but its applicants', unless it was opened at a counter: then it is its clerk's.
        parts.append("(f.phase <> 'draft' OR f.assignee IS NOT NULL)")
        if let text {
            // PostgreSQL's `substr` takes no bound 64-bit length; a count of characters is safe to write out.
            let length = String(text.unicodeScalars.count)
            var any: [SQL] = [
                "substr(f.case_id, 1, \(raw: length)) = \(text)", "substr(f.unit, 1, \(raw: length)) = \(text)", "f.subject = \(text)",
            ]
            if !parties.isEmpty {
                any.append(
                    "f.case_id IN (SELECT p.case_id FROM case_party p WHERE p.region = \(region) AND p.party_id IN \(list: parties.map(\.text)))")
            }
            parts.append("(\(sql: SQL(joining: any, with: " OR ")))")
        }
        return SQL(joining: parts, with: " AND ")
    }
}
