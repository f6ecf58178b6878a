package import Register
package import Storage

/// One line of a list of cases.
package struct CaseSummary: Sendable {
    package let id: String
    package let service: String
    package let phase: CaseState.Phase
    package let waitingFor: String?
    package let unit: String?
    package let subject: String
    package let openedAt: Moment
    package let acceptedAt: Moment?
    package let dueOn: LegalDate?
    package let escalation: Int
    package let assignee: String?
}

/// What a queue shows.
package struct QueueFilter: Sendable, Hashable {
    package enum Order: String, Sendable { case due, newest }
    package var phases: [CaseState.Phase]
    package var service: String?
    package var unit: String?
    package var escalatedOnly: Bool
    package var assignee: String?
    package var dueBy: LegalDate?
    package var order: Order
    package var offset: Int
    package var limit: Int
    package init(
        phases: [CaseState.Phase] = [.waitingOfficer], service: String? = nil, unit: String? = nil, escalatedOnly: Bool = false,
        assignee: String? = nil, dueBy: LegalDate? = nil, order: Order = .due, offset: Int = 0, limit: Int = 50
    ) {
        self.phases = phases
        self.service = service
        self.unit = unit
        self.escalatedOnly = escalatedOnly
        self.assignee = assignee
        self.dueBy = dueBy
        self.order = order
        self.offset = offset
        self.limit = limit
    }
}

package enum CaseSearch {
    private static let columns: SQL =
        "f.case_id, f.service, f.phase, f.waiting_for, f.unit, f.subject, f.opened_at, f.accepted_at, f.due_on, f.escalation, f.assignee"

    package static func of(party: PartyID, region: String, in connection: any Connection) throws -> [CaseSummary] {
        try connection.rows(
            """
            SELECT DISTINCT \(sql: columns) FROM case_party p JOIN case_file f ON f.region = p.region AND f.case_id = p.case_id
            WHERE p.region = \(region) AND p.party_id = \(party.text) ORDER BY f.opened_at DESC LIMIT 200
            """
        ).map(read)
    }

    /// - Returns: one page of the queue and the number of all cases that match.
    package static func queue(_ filter: QueueFilter, region: String, in connection: any Connection) throws -> (cases: [CaseSummary], total: Int) {
        var conditions: SQL = "f.region = \(region) AND f.phase IN \(list: filter.phases.map(\.rawValue))"
        if let service = filter.service { conditions = "\(sql: conditions) AND f.service = \(service)" }
        if let unit = filter.unit { conditions = "\(sql: conditions) AND f.unit = \(unit)" }
        if let assignee = filter.assignee { conditions = "\(sql: conditions) AND f.assignee = \(assignee)" }
        if let due = filter.dueBy { conditions = "\(sql: conditions) AND f.due_on <= \(Int64(due.dayNumber))" }
        if filter.escalatedOnly { conditions = "\(sql: conditions) AND f.escalation > 0" }
        let order: SQL = filter.order == .due ? "f.due_on, f.case_id" : "f.opened_at DESC, f.case_id DESC"
        let rows = try connection.rows(
            """
            SELECT \(sql: columns) FROM case_file f WHERE \(sql: conditions) ORDER BY \(sql: order)
            LIMIT \(filter.limit) OFFSET \(filter.offset)
            """)
        let total = try connection.row("SELECT COUNT(*) AS n FROM case_file f WHERE \(sql: conditions)")?.int("n") ?? 0
        return (try rows.map(read), Int(total))
    }

    /// How many cases stand in each phase: the queue's tabs and the home page's figures.
    package static func counts(region: String, in connection: any Connection) throws -> [CaseState.Phase: Int] {
        var counts: [CaseState.Phase: Int] = [:]
        for row in try connection.rows("SELECT phase, COUNT(*) AS n FROM case_file WHERE region = \(region) GROUP BY phase") {
            if let phase = CaseState.Phase(rawValue: try row.text("phase")) { counts[phase] = Int(try row.int("n")) }
        }
        return counts
    }

    private static func read(_ row: ResultRow) throws -> CaseSummary {
        CaseSummary(
            id: try row.text("case_id"), service: try row.text("service"),
            phase: CaseState.Phase(rawValue: try row.text("phase")) ?? .draft, waitingFor: try row.textIfPresent("waiting_for"),
            unit: try row.textIfPresent("unit"), subject: try row.text("subject"), openedAt: Moment(microseconds: try row.int("opened_at")),
            acceptedAt: try row.intIfPresent("accepted_at").map(Moment.init(microseconds:)),
            dueOn: try row.intIfPresent("due_on").map { LegalDate(dayNumber: Int32($0)) }, escalation: Int(try row.int("escalation")),
            assignee: try row.textIfPresent("assignee"))
    }
}
