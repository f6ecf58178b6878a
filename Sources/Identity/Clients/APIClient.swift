package import Register
package import Storage

/// The system of an institution that calls the API by itself: a bank's loan system, a developer's sales system. It is known by a
/// public key and never has a secret of ours.
package struct APIClient: Hashable, Sendable {
    /// Short and stable, such as `hongcheng-bank`.
    package let id: String
    /// Whose matters it acts in.
    package let party: PartyRef
    package let name: String
    /// P-256, as PEM (SubjectPublicKeyInfo).
    package let publicKey: String
    package let createdAt: Moment
    package let isDisabled: Bool

    /// - Throws: ``IdentityError/badClient(_:)`` for an id that isn't 3 to 40 small letters, digits and dashes.
    package init(id: String, party: PartyRef, name: String, publicKey: String, createdAt: Moment, isDisabled: Bool = false) throws(IdentityError) {
        let isID = (3...40).contains(id.utf8.count)
            && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D } && id.utf8.first != 0x2D
        guard isID, !name.isEmpty, name.count <= 100, publicKey.utf8.count <= 2_000 else { throw .badClient(id) }
        self.id = id
        self.party = party
        self.name = name
        self.publicKey = publicKey
        self.createdAt = createdAt
        self.isDisabled = isDisabled
    }
}

package enum ClientRecords {
    package static let migration = Migration(
            "identity.0020 API clients",
            shared: [
                """
                CREATE TABLE api_client (
                    region TEXT NOT NULL, client_id TEXT NOT NULL, party_id TEXT NOT NULL, party_kind TEXT NOT NULL, name TEXT NOT NULL,
                    public_key TEXT NOT NULL, created_at BIGINT NOT NULL, disabled BIGINT NOT NULL,
                    PRIMARY KEY (region, client_id))
                """,
                // Assertions that were used: each signs in once.
                """
                CREATE TABLE api_assertion (
                    region TEXT NOT NULL, client_id TEXT NOT NULL, assertion_hash BLOB NOT NULL, expires_at BIGINT NOT NULL,
                    PRIMARY KEY (region, client_id, assertion_hash))
                """,
                "CREATE INDEX api_assertion_end ON api_assertion (region, expires_at)",
                "CREATE INDEX api_client_party ON api_client (region, party_id)",
            ])

    /// Registers a client, or gives a known one another key; whoever has a token under the old key loses it.
    /// - Throws: ``IdentityError/badClient(_:)`` if the id belongs to another party.
    package static func put(_ client: APIClient, region: String, in connection: any Connection) throws {
        if let known = try find(client.id, region: region, in: connection), known.party != client.party { throw IdentityError.badClient(client.id) }
        try connection.execute(
            """
            INSERT INTO api_client (region, client_id, party_id, party_kind, name, public_key, created_at, disabled)
            VALUES (\(region), \(client.id), \(client.party.id.text), \(client.party.kind.rawValue), \(client.name), \(client.publicKey),
                    \(client.createdAt.microseconds), \(client.isDisabled ? 1 : 0))
            ON CONFLICT (region, client_id) DO UPDATE SET name = excluded.name, public_key = excluded.public_key, disabled = excluded.disabled
            """)
        try SessionRecords.end(.client(client.id), region: region, in: connection)
    }

    /// Ends a client and every token that it has.
    /// - Returns: false if there is no such client.
    @discardableResult
    package static func disable(_ id: String, region: String, in connection: any Connection) throws -> Bool {
        let changed = try connection.execute("UPDATE api_client SET disabled = 1 WHERE region = \(region) AND client_id = \(id)")
        try SessionRecords.end(.client(id), region: region, in: connection)
        return changed == 1
    }

    package static func find(_ id: String, region: String, in connection: any Connection) throws -> APIClient? {
        try connection.row(
            "SELECT client_id, party_id, party_kind, name, public_key, created_at, disabled FROM api_client WHERE region = \(region) AND client_id = \(id)"
        ).map(read)
    }

    package static func all(region: String, in connection: any Connection) throws -> [APIClient] {
        try connection.rows(
            """
            SELECT client_id, party_id, party_kind, name, public_key, created_at, disabled FROM api_client
            WHERE region = \(region) ORDER BY client_id LIMIT 1000
            """
        ).map(read)
    }

    /// Uses an assertion up.
    /// - Returns: false if it was used before.
    package static func use(
        _ assertion: [UInt8], of client: String, until expires: Moment, region: String, in connection: any Connection
    ) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO api_assertion (region, client_id, assertion_hash, expires_at)
            VALUES (\(region), \(client), \(assertion), \(expires.microseconds)) ON CONFLICT (region, client_id, assertion_hash) DO NOTHING
            """) == 1
    }

    /// Forgets assertions that would no longer be believed anyway.
    package static func purge(at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM api_assertion WHERE region = \(region) AND expires_at <= \(now.microseconds)")
    }

    private static func read(_ row: ResultRow) throws -> APIClient {
        guard let kind = PartyKind(rawValue: try row.text("party_kind")) else {
            throw StorageError.wrongType(column: "party_kind", expected: "party kind", found: "text")
        }
        return try APIClient(
            id: row.text("client_id"), party: PartyRef(id: PartyID(row.text("party_id")), kind: kind), name: row.text("name"),
            publicKey: row.text("public_key"), createdAt: Moment(microseconds: row.int("created_at")), isDisabled: row.int("disabled") != 0)
    }
}
