package import Register
import Seals
package import Storage

/// Why an organisation got or lost a role: on whose word, and what that word was.
package struct OrganisationRoleEvent: Hashable, Sendable {
    package let role: Role
    package let isGrant: Bool
    /// `department:housing`, `account:` and the id of a security administrator, ``operatorSource`` or ``connectionSource``.
    package let source: String
    /// In words: the number of the permit or licence.
    package let ground: String
    /// Digest of the department's signed answer and the key that signed it; empty for an official.
    package let digest: String
    package let keyID: String
    package let at: Moment

    /// Who works at the command line.
    package static let operatorSource = "operator"

    /// The registry itself, which is connected to the organisation's own system.
    package static let connectionSource = "connection"

    /// On the word of a person who answers for it, not of a department's records.
    package var isByAdministrator: Bool { source == Self.operatorSource || source.hasPrefix("account:") }

    package init(role: Role, isGrant: Bool, source: String, ground: String, digest: String, keyID: String, at: Moment) {
        self.role = role
        self.isGrant = isGrant
        self.source = source
        self.ground = ground
        self.digest = digest
        self.keyID = keyID
        self.at = at
    }
}

extension OrganisationRoles {
    /// Grants or withdraws a role for a reason that is kept. What is so already is not done again. A department withdraws only what was
    /// given on its own word, and gives nothing back that an administrator took; an administrator's word goes before a department's.
    /// - Returns: whether anything changed.
    @discardableResult
    package static func apply(_ event: OrganisationRoleEvent, to party: PartyID, region: String, in connection: any Connection) throws -> Bool {
        let has = try roles(of: party, region: region, in: connection).contains(event.role)
        let past = try history(of: party, region: region, in: connection).filter { $0.role == event.role }
        if event.isGrant {
            guard !has else { return false }
            if !event.isByAdministrator, let last = past.first, !last.isGrant, last.isByAdministrator { return false }
            try grant(event.role, to: party, at: event.at, region: region, in: connection)
        } else {
            guard has, event.isByAdministrator || past.first(where: \.isGrant)?.source == event.source else { return false }
            try withdraw(event.role, from: party, region: region, in: connection)
        }
        try connection.execute(
            """
            INSERT INTO organisation_role_event (region, party_id, at, event_id, role, granted, source, ground, digest, key_id)
            VALUES (\(region), \(party.text), \(event.at.microseconds), \(Hex.encode(randomBytes(8))), \(event.role.rawValue), \(event.isGrant ? 1 : 0),
                    \(event.source), \(event.ground), \(event.digest), \(event.keyID))
            """)
        return true
    }

    /// Which state of an organisation's roles somebody saw: every change is an event.
    package static func version(of party: PartyID, region: String, in connection: any Connection) throws -> Int {
        1 + Int(
            try connection.row("SELECT COUNT(*) AS n FROM organisation_role_event WHERE region = \(region) AND party_id = \(party.text)")?.int("n") ?? 0)
    }

    /// The latest first.
    package static func history(of party: PartyID, region: String, in connection: any Connection) throws -> [OrganisationRoleEvent] {
        try connection.rows(
            """
            SELECT at, role, granted, source, ground, digest, key_id FROM organisation_role_event
            WHERE region = \(region) AND party_id = \(party.text) ORDER BY at DESC, event_id LIMIT 100
            """
        ).compactMap { row in
            guard let role = Role(rawValue: try row.text("role")) else { return nil }
            return OrganisationRoleEvent(
                role: role, isGrant: try row.int("granted") == 1, source: try row.text("source"), ground: try row.text("ground"),
                digest: try row.text("digest"), keyID: try row.text("key_id"), at: Moment(microseconds: try row.int("at")))
        }
    }

    static let standing = Migration(
        "identity.0005 grounds of organisations' roles",
        shared: [
            """
            CREATE TABLE organisation_role_event (
                region TEXT NOT NULL, party_id TEXT NOT NULL, at BIGINT NOT NULL, event_id TEXT NOT NULL, role TEXT NOT NULL,
                granted BIGINT NOT NULL, source TEXT NOT NULL, ground TEXT NOT NULL, digest TEXT NOT NULL, key_id TEXT NOT NULL,
                PRIMARY KEY (region, party_id, at, event_id))
            """
        ])
}
