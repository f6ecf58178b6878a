package import Register
package import Storage

/// Turns a believed assertion of a client into a short session: its access token.
package struct ClientDesk: Sendable {
    private let region: String
    private let database: any Database
    private let sessions: SessionStore

    /// Seconds that an access token lives.
    package static let lifetime = 600.0

    package init(region: String, database: any Database, sealer: PartySealer) {
        self.region = region
        self.database = database
        var policy = SessionPolicy()
        policy.idle = Self.lifetime
        policy.absolute = Self.lifetime
        sessions = SessionStore(region: region, database: database, sealer: sealer, policy: policy)
    }

    /// - Returns: nil for a client that is unknown or disabled.
    package func find(_ id: String) async throws -> APIClient? {
        let client = try await database.read { [region] in try ClientRecords.find(id, region: region, in: $0) }
        return client.flatMap { $0.isDisabled ? nil : $0 }
    }

    /// Starts a token for a client whose assertion was believed.
    /// - Parameters:
    ///   - assertion: what makes the assertion unique, as a digest.
    ///   - expires: until when it would be believed.
    /// - Returns: nil if the assertion was used before: nothing is started then.
    package func start(_ client: APIClient, assertion: [UInt8], expires: Moment, at now: Moment) async throws -> (token: String, session: Session)? {
        let roles = try await database.write { [region] connection -> Set<Role>? in
            guard try ClientRecords.use(assertion, of: client.id, until: expires, region: region, in: connection) else { return nil }
            return try OrganisationRoles.roles(of: client.party.id, region: region, in: connection)
        }
        guard let roles else { return nil }
        return try await sessions.start(SignedIn(client: client, roles: roles.union([.citizen])), at: now)
    }

    package func purge(at now: Moment) async throws {
        try await database.write { [region] in try ClientRecords.purge(at: now, region: region, in: $0) }
    }
}
