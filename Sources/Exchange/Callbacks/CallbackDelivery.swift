package import Register
package import Storage

/// One event as one endpoint is told of it. Its id stays the same however often it is sent, so that it counts once.
package struct CallbackDelivery: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case waiting, done, failed
        package var chinese: String {
            switch self {
            case .waiting: "待送达"
            case .done: "已送达"
            case .failed: "未送达"
            }
        }
    }

    package let endpoint: String
    package let event: String
    package let kind: String
    package let caseID: String?
    package let body: String
    package let state: State
    package let attempts: Int64
    package let createdAt: Moment
    package let nextAt: Moment
    package let giveUpAt: Moment
    package let lastStatus: Int64?
    package let lastError: String?
    package let doneAt: Moment?

    init(_ row: ResultRow) throws {
        endpoint = try row.text("endpoint_id")
        event = try row.text("event_id")
        kind = try row.text("kind")
        caseID = try row.textIfPresent("case_id")
        body = try row.text("body")
        state = State(rawValue: try row.text("state")) ?? .failed
        attempts = try row.int("attempts")
        createdAt = Moment(microseconds: try row.int("created_at"))
        nextAt = Moment(microseconds: try row.int("next_at"))
        giveUpAt = Moment(microseconds: try row.int("give_up_at"))
        lastStatus = try row.intIfPresent("last_status")
        lastError = try row.textIfPresent("last_error")
        doneAt = try row.intIfPresent("done_at").map(Moment.init(microseconds:))
    }
}

/// What is to be told, to everybody of a party who wants to know.
package struct CallbackEvent: Sendable {
    /// Names the event for ever.
    package let id: String
    /// `case.changed`.
    package let kind: String
    package let caseID: String?
    /// What happened, as JSON; it names nobody.
    package let data: String

    package init(id: String, kind: String, caseID: String?, data: String) {
        self.id = id
        self.kind = kind
        self.caseID = caseID
        self.data = data
    }

    /// The body as Standard Webhooks has it.
    func body(at now: Moment) -> String { "{\"type\":\"\(kind)\",\"timestamp\":\"\(now.rfc3339)\",\"data\":\(data)}" }
}

package enum CallbackDeliveries {
    /// For how long it is tried: three days, a long weekend.
    package static let patience = 3.0 * 86_400

    static let columns: SQL = """
        endpoint_id, event_id, kind, case_id, body, state, attempts, created_at, next_at, give_up_at, last_status, last_error, done_at
        """

    /// Puts an event before every endpoint of these parties, in the caller's transaction: if it commits, they will be told. Each party
    /// may be told of it in its own words.
    package static func put(
        to parties: [PartyID], at now: Moment, region: String, in connection: any Connection, _ event: (PartyID) throws -> CallbackEvent
    ) throws {
        guard !parties.isEmpty else { return }
        let endpoints = try connection.rows(
            """
            SELECT endpoint_id, party_id FROM callback_endpoint
            WHERE region = \(region) AND party_id IN \(list: parties.map(\.text)) AND proved_at IS NOT NULL AND state <> 'off' ORDER BY endpoint_id
            """)
        for row in endpoints {
            try insert(try event(PartyID(row.text("party_id"))), for: row.text("endpoint_id"), at: now, region: region, in: connection)
        }
    }

    /// Puts an event before one endpoint. What is there already stays as it is.
    static func insert(_ event: CallbackEvent, for endpoint: String, at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO callback_delivery (region, endpoint_id, event_id, kind, case_id, body, state, attempts, created_at, next_at, give_up_at)
            VALUES (\(region), \(endpoint), \(event.id), \(event.kind), \(event.caseID), \(event.body(at: now)), 'waiting', 0, \(now.microseconds),
                    \(now.microseconds), \(now.adding(seconds: patience).microseconds))
            ON CONFLICT (region, endpoint_id, event_id) DO NOTHING
            """)
    }

    /// One page of the log, the newest first.
    package static func page(
        of endpoint: String, state: CallbackDelivery.State? = nil, before: (createdAt: Moment, event: String)?, limit: Int, region: String,
        in connection: any Connection
    ) throws -> [CallbackDelivery] {
        let rest: SQL = before.map { "AND (created_at, event_id) < (\($0.createdAt.microseconds), \($0.event))" } ?? ""
        let only: SQL = state.map { "AND state = \($0.rawValue)" } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: columns) FROM callback_delivery WHERE region = \(region) AND endpoint_id = \(endpoint) \(sql: only) \(sql: rest)
            ORDER BY created_at DESC, event_id DESC LIMIT \(limit)
            """
        ).map(CallbackDelivery.init)
    }

    /// How many wait and how many were not taken.
    package static func tally(of endpoint: String, region: String, in connection: any Connection) throws -> (waiting: Int, failed: Int) {
        let row = try connection.row(
            """
            SELECT SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed
            FROM callback_delivery WHERE region = \(region) AND endpoint_id = \(endpoint) AND state <> 'done'
            """)
        return (Int(try row?.intIfPresent("waiting") ?? 0), Int(try row?.intIfPresent("failed") ?? 0))
    }

    /// Sends again: one event, or all that were not taken. Under their own ids, so that whoever has them already knows them.
    /// - Returns: how many.
    static func replay(_ event: String?, of endpoint: String, at now: Moment, region: String, in connection: any Connection) throws -> Int {
        let which: SQL = event.map { "event_id = \($0) AND state <> 'waiting'" } ?? "state = 'failed'"
        return try connection.execute(
            """
            UPDATE callback_delivery SET state = 'waiting', attempts = 0, next_at = \(now.microseconds), done_at = NULL,
                give_up_at = \(now.adding(seconds: patience).microseconds)
            WHERE region = \(region) AND endpoint_id = \(endpoint) AND \(sql: which) AND kind <> \(CallbackDesk.testKind)
            """)
    }
}
