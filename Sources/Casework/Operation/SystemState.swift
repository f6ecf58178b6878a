package import Contracts
package import Exchange
package import Register
import Storage

/// How the installation is doing, for the system administrator. Nothing in it names a person.
package struct SystemState: Sendable {
    package struct StuckCase: Sendable {
        package let id: String
        package let service: String
        package let phase: CaseState.Phase
        package let waitingFor: String?
        package let since: Moment
        /// When the engine was to look at it; nil where somebody has to act first.
        package let runAt: Moment?
    }

    package var engine = ""
    /// Open cases by state, each up to `CaseSearch.countLimit`.
    package var phases: [CaseState.Phase: Int] = [:]
    /// Cases that the engine should have looked at more than a minute ago.
    package var overdueRuns = 0
    package var stuck: [StuckCase] = []
    /// Open cases by how far their legal clock has made them rise: 1 and 2 warn, 3 and more have broken their limit.
    package var escalations: [Int: Int] = [:]
    /// Books of money in custody that a person has to see to, by why.
    package var money: [MoneyNeed.Kind: Int] = [:]
    package var logSize: Int64 = 0
    /// Entries without a place yet, up to `CaseSearch.countLimit`.
    package var logPending = 0
    package var checkpoint: (size: Int64, at: Moment)?
    package var outbox: [OutboxBacklog] = []
    /// Every department, and every institution that is connected.
    package var correspondents: [Correspondent] = []
    /// Peers that are left alone after failures in a row, and until when.
    package var circuits: [Peer: Moment] = [:]

    private static let openPhases: [CaseState.Phase] = [
        .inProgress, .waitingApplicant, .waitingPayment, .waitingOfficer, .waitingDepartment, .suspended, .registered,
    ]

    package static func read(from office: CaseOffice) async throws -> SystemState {
        let region = office.region
        let now = office.now()
        var state = try await office.database.read { connection in
            var state = SystemState()
            state.engine = connection.engine == .sqlite ? "SQLite" : "PostgreSQL"
            state.phases = try CaseSearch.counts(QueueFilter(), phases: openPhases, region: region, in: connection)
            let late = now.adding(seconds: -60).microseconds
            state.overdueRuns = Int(
                try connection.row("SELECT COUNT(*) AS n FROM case_file WHERE run_at <= \(late) AND region = \(region)")?.int("n") ?? 0)
            state.stuck = try stuck(at: now, region: region, in: connection)
            for phase in openPhases {
                for row in try connection.rows(
                    """
                    SELECT escalation, COUNT(*) AS n FROM case_file
                    WHERE region = \(region) AND phase = \(phase.rawValue) AND escalation > 0 GROUP BY escalation
                    """)
                { state.escalations[Int(try row.int("escalation")), default: 0] += Int(try row.int("n")) }
            }
            state.money = try MoneyNeeds.counts(at: now, region: region, in: connection)
            state.logSize = try LogRecords.size(in: connection)
            state.logPending = Int(
                try connection.row(
                    "SELECT COUNT(*) AS n FROM (SELECT serial FROM log_pending ORDER BY serial LIMIT \(CaseSearch.countLimit + 1)) AS pending")?.int("n") ?? 0)
            state.checkpoint = try connection.row("SELECT size, at FROM log_checkpoint ORDER BY size DESC LIMIT 1").map {
                (try $0.int("size"), Moment(microseconds: try $0.int("at")))
            }
            state.outbox = try Outbox.backlog(region: region, in: connection)
            return state
        }
        let directory = office.departments.directory
        state.correspondents = Department.allCases.flatMap { department in
            department.isOfInstitutions
                ? directory.institutions(of: department).map { Correspondent(Peer(department, institution: $0.code), name: $0.name) }
                : [directory.correspondent(Peer(department))]
        }
        state.circuits = office.departments.breaker.open(at: now)
        return state
    }

    /// Cases that the engine has not looked at for five minutes beyond their time, and cases that have waited for a department for an hour.
    private static func stuck(at now: Moment, region: String, in connection: any Connection) throws -> [StuckCase] {
        let columns: SQL = "case_id, service, phase, waiting_for, changed_at, run_at"
        let late = try connection.rows(
            """
            SELECT \(sql: columns) FROM case_file WHERE run_at <= \(now.adding(seconds: -300).microseconds) AND region = \(region) ORDER BY run_at LIMIT 50
            """)
        let waiting = try connection.rows(
            """
            SELECT \(sql: columns) FROM case_file WHERE region = \(region) AND phase = 'waitingDepartment'
            AND changed_at <= \(now.adding(seconds: -3_600).microseconds) ORDER BY changed_at, case_id LIMIT 50
            """)
        var seen: Set<String> = []
        return try (late + waiting).compactMap { row in
            let id = try row.text("case_id")
            guard seen.insert(id).inserted else { return nil }
            return StuckCase(
                id: id, service: try row.text("service"), phase: CaseState.Phase(rawValue: try row.text("phase")) ?? .draft,
                waitingFor: try row.textIfPresent("waiting_for"), since: Moment(microseconds: try row.int("changed_at")),
                runAt: try row.intIfPresent("run_at").map(Moment.init(microseconds:)))
        }
    }
}
