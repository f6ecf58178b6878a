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
    /// As the legal clock has it: stops have moved it.
    package let dueOn: LegalDate?
    package let escalation: Int
    /// The account of the official who works on it, and the name that stands beside it.
    package let assignee: String?
    package let assigneeName: String?
    package let changedAt: Moment
}

package enum CaseSearch {
    static let columns: SQL = """
        f.case_id, f.service, f.phase, f.waiting_for, f.unit, f.subject, f.opened_at, f.accepted_at, f.due_on, f.escalation, f.assignee, f.changed_at
        """

    package static func of(party: PartyID, region: String, in connection: any Connection) throws -> [CaseSummary] {
        try connection.rows(
            """
            SELECT DISTINCT \(sql: columns), CAST(NULL AS TEXT) AS assignee_name
            FROM case_party p JOIN case_file f ON f.region = p.region AND f.case_id = p.case_id
            WHERE p.region = \(region) AND p.party_id = \(party.text) ORDER BY f.opened_at DESC LIMIT 200
            """
        ).map(read)
    }

    /// One page of a party's cases, the newest first.
    /// - Parameter before: the last case of the page before: when it was opened, and its number.
    package static func page(
        of party: PartyID, before: (openedAt: Moment, id: String)?, limit: Int, region: String, in connection: any Connection
    ) throws -> [CaseSummary] {
        let rest: SQL = before.map { "AND (f.opened_at, f.case_id) < (\($0.openedAt.microseconds), \($0.id))" } ?? ""
        return try connection.rows(
            """
            SELECT DISTINCT \(sql: columns), CAST(NULL AS TEXT) AS assignee_name
            FROM case_party p JOIN case_file f ON f.region = p.region AND f.case_id = p.case_id
            WHERE p.region = \(region) AND p.party_id = \(party.text) \(sql: rest) ORDER BY f.opened_at DESC, f.case_id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Counting further would cost more than anybody learns from it.
    package static let countLimit = 1_000

    /// - Returns: one page of the queue, and how many cases match: exact up to ``countLimit``, ``countLimit`` + 1 beyond.
    package static func queue(_ filter: QueueFilter, region: String, in connection: any Connection) throws -> (cases: [CaseSummary], total: Int) {
        let conditions: SQL = "\(sql: filter.conditions(region: region)) AND f.phase IN \(list: filter.phases.map(\.rawValue))"
        // Cases without a due day are not accepted yet: they come after those whose time runs, on both engines.
        let order: SQL = filter.order == .due ? "f.due_on ASC NULLS LAST, f.case_id" : "f.opened_at DESC, f.case_id DESC"
        let rows = try connection.rows(
            """
            SELECT \(sql: columns), a.display_name AS assignee_name FROM case_file f
            LEFT JOIN account a ON a.region = f.region AND a.account_id = f.assignee
            WHERE \(sql: conditions) \(sql: filter.rest) ORDER BY \(sql: order) LIMIT \(filter.limit) OFFSET \(filter.offset)
            """)
        return (try rows.map(read), try count(conditions, in: connection))
    }

    /// How many cases of the filter stand in each phase: the queue's tabs. The filter's own phases don't matter.
    package static func counts(
        _ filter: QueueFilter, phases: [CaseState.Phase], region: String, in connection: any Connection
    ) throws -> [CaseState.Phase: Int] {
        var counts: [CaseState.Phase: Int] = [:]
        for phase in phases {
            counts[phase] = try count("\(sql: filter.conditions(region: region)) AND f.phase = \(phase.rawValue)", in: connection)
        }
        return counts
    }

    private static func count(_ conditions: SQL, in connection: any Connection) throws -> Int {
        let row = try connection.row(
            """
            SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM case_file f WHERE \(sql: conditions) LIMIT \(countLimit + 1)) AS found
            -- reads all: of what the inner statement found, which its limit bounds
            """)
        return Int(try row?.int("n") ?? 0)
    }

    static func read(_ row: ResultRow) throws -> CaseSummary {
        CaseSummary(
            id: try row.text("case_id"), service: try row.text("service"),
            phase: CaseState.Phase(rawValue: try row.text("phase")) ?? .draft, waitingFor: try row.textIfPresent("waiting_for"),
            unit: try row.textIfPresent("unit"), subject: try row.text("subject"), openedAt: Moment(microseconds: try row.int("opened_at")),
            acceptedAt: try row.intIfPresent("accepted_at").map(Moment.init(microseconds:)),
            dueOn: try row.intIfPresent("due_on").map { LegalDate(dayNumber: Int32($0)) }, escalation: Int(try row.int("escalation")),
            assignee: try row.textIfPresent("assignee"), assigneeName: try row.textIfPresent("assignee_name"),
            changedAt: Moment(microseconds: try row.int("changed_at")))
    }
}
