package import Register
package import Storage

/// Many applications of one lender, handed over together; each becomes a case of its own.
package struct ApplicationBatch: Hashable, Sendable {
    package let id: String
    package let party: PartyRef
    /// The lender's own number.
    package let number: String
    package let service: String
    package let role: String
    package let channel: String
    /// SHA-256 of the table, in hexadecimal.
    package let digest: String
    /// The name signed with, and the declarations agreed to; nil where others sign too.
    package let signature: String?
    package let accepted: [String]
    package let rows: Int
    package let createdAt: Moment
    package let endedAt: Moment?
}

package struct BatchRow: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case waiting, opened, done, failed
        package var chinese: String {
            switch self {
            case .waiting: "等待处理"
            case .opened: "正在处理"
            case .done: "已开办件"
            case .failed: "没有受理"
            }
        }
    }
    package let batch: String
    package let number: Int
    package let reference: String
    package let unit: UnitCode
    package let state: State
    package let caseID: String?
    package let phase: CaseState.Phase?
    /// What is wrong, and in which column.
    package let field: String?
    package let message: String?
    let answers: [UInt8]
}

package enum BatchRecords {
    package static let migrations: [Migration] = [
        Migration(
            "batches.0001 batches and rows",
            shared: [
                """
                CREATE TABLE application_batch (
                    region TEXT NOT NULL, batch_id TEXT NOT NULL, party_id TEXT NOT NULL, party_kind TEXT NOT NULL, number TEXT NOT NULL,
                    service TEXT NOT NULL, role TEXT NOT NULL, channel TEXT NOT NULL, digest TEXT NOT NULL, signature TEXT, accepted TEXT NOT NULL,
                    row_count BIGINT NOT NULL, created_at BIGINT NOT NULL, ended_at BIGINT,
                    PRIMARY KEY (region, batch_id))
                """,
                "CREATE UNIQUE INDEX application_batch_number ON application_batch (region, party_id, number)",
                """
                CREATE TABLE application_batch_row (
                    region TEXT NOT NULL, batch_id TEXT NOT NULL, row_number BIGINT NOT NULL, party_id TEXT NOT NULL, reference TEXT NOT NULL,
                    unit TEXT NOT NULL, answers BLOB NOT NULL, state TEXT NOT NULL, case_id TEXT, field TEXT, message TEXT, run_at BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (region, batch_id, row_number))
                """,
                // The lender's own number is applied for once; what was not taken may be sent again.
                "CREATE UNIQUE INDEX application_batch_reference ON application_batch_row (region, party_id, reference) WHERE state <> 'failed'",
                "CREATE INDEX application_batch_run ON application_batch_row (region, run_at) WHERE state IN ('waiting', 'opened')",
            ])
    ]

    private static let columns: SQL = """
        batch_id, party_id, party_kind, number, service, role, channel, digest, signature, accepted, row_count, created_at, ended_at
        """

    static func insert(_ batch: ApplicationBatch, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO application_batch (region, batch_id, party_id, party_kind, number, service, role, channel, digest, signature, accepted, row_count, created_at)
            VALUES (\(region), \(batch.id), \(batch.party.id.text), \(batch.party.kind.rawValue), \(batch.number), \(batch.service), \(batch.role),
                    \(batch.channel), \(batch.digest), \(batch.signature), \(batch.accepted.joined(separator: "\n")), \(batch.rows), \(batch.createdAt.microseconds))
            """)
    }

    static func insert(_ row: BatchSheet.Row, answers: [UInt8], of batch: ApplicationBatch, region: String) -> SQL {
        """
        INSERT INTO application_batch_row (region, batch_id, row_number, party_id, reference, unit, answers, state, run_at, changed_at)
        VALUES (\(region), \(batch.id), \(row.number), \(batch.party.id.text), \(row.reference), \(row.unit.text), \(answers), 'waiting',
                \(batch.createdAt.microseconds), \(batch.createdAt.microseconds))
        """
    }

    static func find(number: String, of party: PartyID, region: String, in connection: any Connection) throws -> ApplicationBatch? {
        try connection.row(
            "SELECT \(sql: columns) FROM application_batch WHERE region = \(region) AND party_id = \(party.text) AND number = \(number)"
        ).map(read)
    }

    static func find(_ id: String, region: String, in connection: any Connection) throws -> ApplicationBatch? {
        try connection.row("SELECT \(sql: columns) FROM application_batch WHERE region = \(region) AND batch_id = \(id)").map(read)
    }

    /// The newest first.
    static func of(_ party: PartyID, limit: Int, region: String, in connection: any Connection) throws -> [ApplicationBatch] {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM application_batch WHERE region = \(region) AND party_id = \(party.text) AND number > ''
            ORDER BY created_at DESC, batch_id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Where these numbers stand already, of those that were not refused.
    static func known(_ references: [String], of party: PartyID, region: String, in connection: any Connection) throws -> [String: (batch: String, caseID: String?)] {
        var known: [String: (batch: String, caseID: String?)] = [:]
        for start in stride(from: 0, to: references.count, by: 500) {
            let part = Array(references[start..<min(start + 500, references.count)])
            for row in try connection.rows(
                """
                SELECT r.reference, b.number, r.case_id FROM application_batch_row r
                JOIN application_batch b ON b.region = r.region AND b.batch_id = r.batch_id
                WHERE r.region = \(region) AND r.party_id = \(party.text) AND r.reference IN \(list: part) AND r.state <> 'failed'
                """)
            { known[try row.text("reference")] = (try row.text("number"), try row.textIfPresent("case_id")) }
        }
        return known
    }

    static let rowColumns: SQL = """
        r.batch_id, r.row_number, r.reference, r.unit, r.answers, r.state, r.case_id, r.field, r.message
        """

    /// Rows in their order, with where their cases stand.
    static func rows(
        of batch: String, state: BatchRow.State?, after: Int, limit: Int, region: String, in connection: any Connection
    ) throws -> [BatchRow] {
        let only: SQL = state.map { "AND r.state = \($0.rawValue)" } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: rowColumns), f.phase FROM application_batch_row r
            LEFT JOIN case_file f ON f.region = r.region AND f.case_id = r.case_id
            WHERE r.region = \(region) AND r.batch_id = \(batch) AND r.row_number > \(after) \(sql: only) ORDER BY r.row_number LIMIT \(limit)
            """
        ).map { try row($0, phase: $0.textIfPresent("phase")) }
    }

    static func tally(of batch: String, region: String, in connection: any Connection) throws -> [BatchRow.State: Int] {
        var counts: [BatchRow.State: Int] = [:]
        for row in try connection.rows(
            """
            SELECT state, COUNT(*) AS n FROM application_batch_row WHERE region = \(region) AND batch_id = \(batch) GROUP BY state
            """)
        {
            if let state = BatchRow.State(rawValue: try row.text("state")) { counts[state] = Int(try row.int("n")) }
        }
        return counts
    }

    /// Takes rows that are due for this process; what it leaves behind is found when the lease is over.
    static func claim(at now: Moment, limit: Int, region: String, in connection: any Connection) throws -> [BatchRow] {
        try connection.rows(
            """
            WITH picked AS MATERIALIZED (
                SELECT region, batch_id, row_number FROM application_batch_row
                WHERE region = \(region) AND run_at <= \(now.microseconds) AND state IN ('waiting', 'opened')
                ORDER BY run_at, batch_id, row_number LIMIT \(limit) \(sql: connection.forUpdateSkipLocked))
            UPDATE application_batch_row SET run_at = \(now.adding(seconds: 60).microseconds)
            FROM picked /* reads all: of what was picked, which its limit bounds */
            WHERE application_batch_row.region = picked.region AND application_batch_row.batch_id = picked.batch_id
                AND application_batch_row.row_number = picked.row_number
            RETURNING application_batch_row.batch_id, application_batch_row.row_number, reference, unit, answers, state, case_id, field, message
            """
        ).map { try row($0, phase: nil) }
    }

    /// What is over keeps no answers: they are in its case, or nowhere.
    /// - Parameter runAt: when it is looked at again, for what is not over.
    static func move(
        _ row: BatchRow, to state: BatchRow.State, caseID: String?, field: String? = nil, message: String? = nil, runAt: Moment, at now: Moment,
        region: String, in connection: any Connection
    ) throws {
        let forgotten: SQL = state == .done || state == .failed ? ", answers = \([UInt8]())" : ""
        try connection.execute(
            """
            UPDATE application_batch_row SET state = \(state.rawValue), case_id = \(caseID), field = \(field), message = \(message),
                run_at = \(runAt.microseconds), changed_at = \(now.microseconds)\(sql: forgotten)
            WHERE region = \(region) AND batch_id = \(row.batch) AND row_number = \(row.number)
            """)
    }

    /// Closes a batch of which no row is left to do.
    /// - Returns: whether this call closed it.
    static func close(_ batch: String, at now: Moment, region: String, in connection: any Connection) throws -> Bool {
        let left = try connection.row(
            """
            SELECT 1 AS one FROM application_batch_row
            WHERE region = \(region) AND batch_id = \(batch) AND row_number > 0 AND state IN ('waiting', 'opened') LIMIT 1
            """)
        guard left == nil else { return false }
        return try connection.execute(
            "UPDATE application_batch SET ended_at = \(now.microseconds) WHERE region = \(region) AND batch_id = \(batch) AND ended_at IS NULL") == 1
    }

    private static func row(_ row: ResultRow, phase: String?) throws -> BatchRow {
        BatchRow(
            batch: try row.text("batch_id"), number: Int(try row.int("row_number")), reference: try row.text("reference"),
            unit: UnitCode(trusted: try row.text("unit")), state: BatchRow.State(rawValue: try row.text("state")) ?? .failed,
            caseID: try row.textIfPresent("case_id"), phase: phase.flatMap(CaseState.Phase.init), field: try row.textIfPresent("field"),
            message: try row.textIfPresent("message"), answers: try row.blob("answers"))
    }

    private static func read(_ row: ResultRow) throws -> ApplicationBatch {
        ApplicationBatch(
            id: try row.text("batch_id"), party: PartyRef(id: PartyID(try row.text("party_id")), kind: PartyKind(rawValue: try row.text("party_kind")) ?? .enterprise),
            number: try row.text("number"), service: try row.text("service"), role: try row.text("role"), channel: try row.text("channel"),
            digest: try row.text("digest"), signature: try row.textIfPresent("signature"),
            accepted: try row.text("accepted").split(separator: "\n").map(String.init), rows: Int(try row.int("row_count")),
            createdAt: Moment(microseconds: try row.int("created_at")), endedAt: try row.intIfPresent("ended_at").map(Moment.init(microseconds:)))
    }
}
