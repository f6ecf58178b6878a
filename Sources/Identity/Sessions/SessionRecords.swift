import Register
import Seals
import Storage

/// The rows of `session`. The body is encrypted: it holds the name of whoever is signed in.
enum SessionRecords {
    static func insert(_ session: Session, body: [UInt8], region: String, in connection: any Connection) throws {
        let subject = session.signedIn.subject
        try connection.execute(
            """
            INSERT INTO session (region, token_hash, subject_kind, subject_id, body, csrf_secret, created_at, seen_at, idle_until, absolute_until)
            VALUES (\(region), \(session.tokenHash), \(subject.kind), \(subject.id), \(body), \(session.csrfSecret),
            \(session.createdAt.microseconds), \(session.createdAt.microseconds), \(session.idleUntil.microseconds), \(session.endsAt.microseconds))
            """)
    }

    static func find(token: [UInt8], region: String, sealer: PartySealer, opened: OpenedSessions? = nil, in connection: any Connection) throws -> Session? {
        guard
            let row = try connection.row(
                """
                SELECT subject_kind, subject_id, body, csrf_secret, created_at, idle_until, absolute_until FROM session
                WHERE region = \(region) AND token_hash = \(token)
                """)
        else { return nil }
        let id = try row.text("subject_id")
        let subject: SessionSubject =
            switch try row.text("subject_kind") {
            case "account": .account(AccountID(id))
            case "client": .client(id)
            default: .party(PartyID(id))
            }
        let sealed = try row.blob("body")
        let signedIn: SignedIn
        if let known = opened?.signedIn(token, sealed: sealed), known.subject == subject {
            signedIn = known
        } else {
            let text = try sealer.open(sealed, .sessionBody, row: Hex.encode(token))
            signedIn = try CanonicalJSON.decode(Body.self, from: Array(text.utf8)).signedIn(subject)
            opened?.keep(signedIn, token, sealed: sealed)
        }
        return Session(
            signedIn: signedIn, createdAt: Moment(microseconds: try row.int("created_at")),
            endsAt: Moment(microseconds: try row.int("absolute_until")), idleUntil: Moment(microseconds: try row.int("idle_until")),
            tokenHash: token, csrfSecret: try row.blob("csrf_secret"))
    }

    static func touch(token: [UInt8], at now: Moment, idleUntil: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE session SET seen_at = \(now.microseconds), idle_until = \(idleUntil.microseconds)
            WHERE region = \(region) AND token_hash = \(token)
            """)
    }

    static func end(token: [UInt8], region: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM session WHERE region = \(region) AND token_hash = \(token)")
    }

    static func end(_ subject: SessionSubject, region: String, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM session WHERE region = \(region) AND subject_kind = \(subject.kind) AND subject_id = \(subject.id)")
    }

    static func seal(_ session: Session, with sealer: PartySealer) throws -> [UInt8] {
        let text = String(decoding: try CanonicalJSON.encode(Body(session.signedIn)), as: UTF8.self)
        return try sealer.seal(text, .sessionBody, row: Hex.encode(session.tokenHash))
    }

    /// What the row's other columns don't say.
    private struct Body: Codable {
        let name: String
        let roles: [Role]
        let party: PartyRef?
        let actingPerson: PartyID?
        let office: Office?
        let method: SignedIn.Method
        let mustChangePassword: Bool

        init(_ signedIn: SignedIn) {
            name = signedIn.name
            roles = signedIn.roles.sorted { $0.rawValue < $1.rawValue }
            party = signedIn.party
            actingPerson = signedIn.actingPerson
            office = signedIn.office
            method = signedIn.method
            mustChangePassword = signedIn.mustChangePassword
        }

        func signedIn(_ subject: SessionSubject) -> SignedIn {
            SignedIn(
                subject: subject, name: name, roles: Set(roles), party: party, actingPerson: actingPerson, office: office, method: method,
                mustChangePassword: mustChangePassword)
        }
    }
}
