package import Register
import Seals
package import Storage

/// Sessions in the database, so that any server process knows them and a restart ends none. Only a digest of the token
/// is kept: who reads the table can't sign in with it.
package struct SessionStore: Sendable {
    package let region: String
    package let policy: SessionPolicy
    let database: any Database
    let sealer: PartySealer
    private let opened = OpenedSessions()

    package init(region: String, database: any Database, sealer: PartySealer, policy: SessionPolicy = .init()) {
        self.region = region
        self.database = database
        self.sealer = sealer
        self.policy = policy
    }

    /// Starts a session and returns the token for the cookie. The session under `old`, if any, ends in the same transaction:
    /// the token always changes at sign-in and at a change of privilege.
    package func start(_ signedIn: SignedIn, replacing old: String? = nil, at now: Moment) async throws -> (token: String, session: Session) {
        let token = Base64URL.encode(randomBytes(32))
        let hash = Self.hash(token)
        let end = now.adding(seconds: signedIn.isStaff ? policy.absoluteForStaff : policy.absolute)
        let session = Session(
            signedIn: signedIn, createdAt: now, endsAt: end, idleUntil: min(end, now.adding(seconds: policy.idle)), tokenHash: hash,
            csrfSecret: randomBytes(32))
        let body = try SessionRecords.seal(session, with: sealer)
        try await database.write { [region] connection in
            if let old { try SessionRecords.end(token: Self.hash(old), region: region, in: connection) }
            try SessionRecords.insert(session, body: body, region: region, in: connection)
        }
        if let old { opened.forget(Self.hash(old)) }
        return (token, session)
    }

    /// The session of a token, if it still runs. Its idle time starts again.
    package func find(_ token: String, at now: Moment) async throws -> Session? {
        // 43 characters are 32 bytes; anything else was never given out.
        guard token.utf8.count == 43 else { return nil }
        let hash = Self.hash(token)
        let session = try await database.read { [region, sealer, opened] in
            try SessionRecords.find(token: hash, region: region, sealer: sealer, opened: opened, in: $0)
        }
        guard let session, session.endsAt > now, session.idleUntil > now else { return nil }
        let idleUntil = min(session.endsAt, now.adding(seconds: policy.idle))
        if idleUntil.seconds(since: session.idleUntil) >= policy.precision {
            try await database.write { [region] connection in
                try SessionRecords.touch(token: hash, at: now, idleUntil: idleUntil, region: region, in: connection)
            }
        }
        return session
    }

    package func end(_ token: String) async throws {
        let hash = Self.hash(token)
        try await database.write { [region] in try SessionRecords.end(token: hash, region: region, in: $0) }
        opened.forget(hash)
    }

    package func endAll(of subject: SessionSubject) async throws {
        try await database.write { [region] in try SessionRecords.end(subject, region: region, in: $0) }
    }

    /// Removes what has ended. Call it now and then.
    /// - Returns: how many sessions were removed.
    @discardableResult
    package func purge(at now: Moment) async throws -> Int {
        try await database.write { [region] connection in
            // No session idles beyond its end, so one index finds both kinds.
            try connection.execute("DELETE FROM session WHERE region = \(region) AND idle_until <= \(now.microseconds)")
        }
    }

    private static func hash(_ token: String) -> [UInt8] { Digests.sha256(token) }
}
