package import Register
import Seals
import Storage

/// One running session, as the security administrator sees it.
package struct SessionLine: Sendable {
    /// A digest of the digest that is stored: it names the session and opens nothing.
    package let key: String
    package let subject: SessionSubject
    /// The official's name; a citizen's is masked.
    package let name: String
    package let roles: Set<Role>
    package let method: SignedIn.Method
    package let createdAt: Moment
    package let seenAt: Moment
    package let idleUntil: Moment
    package let endsAt: Moment
}

extension SessionStore {
    /// Sessions that run, the latest first.
    /// - Parameter accounts: those of accounts; false for those of citizens and organisations.
    /// - Returns: one page, and how many there are.
    package func running(accounts: Bool, at now: Moment, offset: Int, limit: Int) async throws -> (lines: [SessionLine], total: Int) {
        let kind = accounts ? "account" : "party"
        return try await database.read { [region, sealer] connection in
            let condition: SQL = """
                region = \(region) AND idle_until > \(now.microseconds) AND absolute_until > \(now.microseconds) AND subject_kind = \(kind)
                """
            let rows = try connection.rows(
                """
                SELECT token_hash, seen_at FROM session WHERE \(sql: condition) ORDER BY created_at DESC, token_hash LIMIT \(limit) OFFSET \(offset)
                """)
            let lines = try rows.compactMap { row -> SessionLine? in
                let token = try row.blob("token_hash")
                guard let session = try SessionRecords.find(token: token, region: region, sealer: sealer, in: connection) else { return nil }
                let signedIn = session.signedIn
                return SessionLine(
                    key: Self.key(token), subject: signedIn.subject, name: accounts ? signedIn.name : "\(signedIn.name.prefix(1))**", roles: signedIn.roles,
                    method: signedIn.method, createdAt: session.createdAt, seenAt: Moment(microseconds: try row.int("seen_at")),
                    idleUntil: session.idleUntil, endsAt: session.endsAt)
            }
            return (lines, Int(try connection.row("SELECT COUNT(*) AS n FROM session WHERE \(sql: condition)")?.int("n") ?? 0))
        }
    }

    /// Ends the session that a list named, and writes down who did it.
    /// - Returns: false if it had ended already.
    @discardableResult
    package func end(key: String, subject: SessionSubject, by account: AccountID, at now: Moment) async throws -> Bool {
        try await database.write { [region] connection in
            let tokens = try connection.rows(
                "SELECT token_hash FROM session WHERE region = \(region) AND subject_kind = \(subject.kind) AND subject_id = \(subject.id)"
            ).map { try $0.blob("token_hash") }
            guard let token = tokens.first(where: { Self.key($0) == key }) else { return false }
            try SessionRecords.end(token: token, region: region, in: connection)
            try AccountEventRecords.append(
                AccountEvent(
                    account: subject.account ?? account, at: now, kind: .sessionEnded, by: account.text,
                    detail: subject.account == nil ? "party \(subject.id)" : ""), region: region, in: connection)
            return true
        }
    }

    private static func key(_ token: [UInt8]) -> String { Hex.encode(Array(Digests.sha256(token).prefix(16))) }
}

extension SessionSubject {
    package var account: AccountID? {
        if case .account(let id) = self { id } else { nil }
    }

    /// As a form names it: `account/…`, `party/…`.
    package var word: String { "\(kind)/\(id)" }

    package init?(word: String) {
        let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("account", 2): self = .account(AccountID(parts[1]))
        case ("party", 2): self = .party(PartyID(parts[1]))
        default: return nil
        }
    }
}
