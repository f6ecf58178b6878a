package import Register
package import Storage

/// Where an institution wants to be told of what happens in its cases.
package struct CallbackEndpoint: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// It has not shown yet that it belongs to who named it.
        case unproved
        case on
        /// Switched off, by its owner or after it had failed for long.
        case off
        package var chinese: String {
            switch self {
            case .unproved: "待验证"
            case .on: "使用中"
            case .off: "已停用"
            }
        }
    }

    package let id: String
    package let party: PartyID
    package let url: String
    package let state: State
    /// What the answer to the test message must hold.
    package let challenge: String
    package let createdAt: Moment
    package let provedAt: Moment?
    /// Knocks in a row that nobody answered.
    package let failures: Int64
    /// Since when nothing has been taken.
    package let failingSince: Moment?
    package let lastError: String?
    package let offAt: Moment?
    package let offReason: String?

    init(_ row: ResultRow) throws {
        id = try row.text("endpoint_id")
        party = PartyID(try row.text("party_id"))
        url = try row.text("url")
        state = State(rawValue: try row.text("state")) ?? .off
        challenge = try row.text("challenge")
        createdAt = Moment(microseconds: try row.int("created_at"))
        provedAt = try row.intIfPresent("proved_at").map(Moment.init(microseconds:))
        failures = try row.int("failures")
        failingSince = try row.intIfPresent("failing_since").map(Moment.init(microseconds:))
        lastError = try row.textIfPresent("last_error")
        offAt = try row.intIfPresent("off_at").map(Moment.init(microseconds:))
        offReason = try row.textIfPresent("off_reason")
    }
}

package enum CallbackEndpoints {
    static let columns: SQL = """
        endpoint_id, party_id, url, state, challenge, created_at, proved_at, failures, failing_since, last_error, off_at, off_reason
        """

    static func insert(
        _ id: String, url: String, challenge: String, party: PartyID, at now: Moment, region: String, in connection: any Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO callback_endpoint (region, endpoint_id, party_id, url, state, challenge, created_at, failures, next_at, lease_until)
            VALUES (\(region), \(id), \(party.text), \(url), 'unproved', \(challenge), \(now.microseconds), 0, \(now.microseconds), 0)
            """)
    }

    package static func of(_ party: PartyID, region: String, in connection: any Connection) throws -> [CallbackEndpoint] {
        try connection.rows(
            "SELECT \(sql: columns) FROM callback_endpoint WHERE region = \(region) AND party_id = \(party.text) ORDER BY created_at, endpoint_id"
        ).map(CallbackEndpoint.init)
    }

    /// - Returns: nil for one that is somebody else's, or nobody's.
    package static func find(_ id: String, of party: PartyID, region: String, in connection: any Connection) throws -> CallbackEndpoint? {
        try connection.row(
            "SELECT \(sql: columns) FROM callback_endpoint WHERE region = \(region) AND endpoint_id = \(id) AND party_id = \(party.text)"
        ).map(CallbackEndpoint.init)
    }

    static func remove(_ id: String, region: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM callback_delivery WHERE region = \(region) AND endpoint_id = \(id)")
        try connection.execute("DELETE FROM callback_endpoint WHERE region = \(region) AND endpoint_id = \(id)")
    }

    /// Switches one off; what waited for it can be sent again later.
    static func switchOff(_ id: String, reason: String, at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE callback_endpoint SET state = 'off', off_at = \(now.microseconds), off_reason = \(reason)
            WHERE region = \(region) AND endpoint_id = \(id) AND state <> 'off'
            """)
        try connection.execute(
            """
            UPDATE callback_delivery SET state = 'failed', done_at = \(now.microseconds), last_error = 'endpoint-off'
            WHERE region = \(region) AND endpoint_id = \(id) AND state = 'waiting'
            """)
    }

    /// Back to its proof: who answers there now is asked anew.
    static func switchOn(_ id: String, challenge: String, at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE callback_endpoint SET state = 'unproved', challenge = \(challenge), off_at = NULL, off_reason = NULL, failures = 0,
                failing_since = NULL, last_error = NULL, next_at = \(now.microseconds)
            WHERE region = \(region) AND endpoint_id = \(id)
            """)
    }
}
