package import Register
package import Storage

/// What a peer has not been told yet.
package struct OutboxBacklog: Sendable {
    /// As it stands on the wire.
    package let peer: String
    /// On their way, or waiting for another try.
    package let waiting: Int
    /// The receiver said no; a person has to look.
    package let refused: Int
    /// Tries of the message that was tried most.
    package let attempts: Int
    package let oldest: Moment?
    package let lastError: String?
}

extension Outbox {
    /// Everything that is not delivered, by peer. What was delivered is not read.
    package static func backlog(region: String, in connection: any Connection) throws -> [OutboxBacklog] {
        try connection.rows(
            """
            SELECT department, SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, SUM(CASE WHEN state <> 'waiting' THEN 1 ELSE 0 END) AS refused,
                MAX(attempts) AS attempts, MIN(created_at) AS oldest, MAX(last_error) AS last_error
            FROM outbox_message WHERE region = \(region) AND state <> 'done' AND state <> 'withdrawn' AND department > '' GROUP BY department ORDER BY department
            """
        ).map { row in
            OutboxBacklog(
                peer: try row.text("department"), waiting: Int(try row.int("waiting")), refused: Int(try row.int("refused")),
                attempts: Int(try row.int("attempts")), oldest: try row.intIfPresent("oldest").map(Moment.init(microseconds:)),
                lastError: try row.textIfPresent("last_error"))
        }
    }
}
