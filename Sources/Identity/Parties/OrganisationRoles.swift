package import Register
package import Storage

/// What organisations may do beyond acting in their own matters: a developer that has filed a project, a bank with a
/// service point. Given on the word of a department, or by the security administrator (``OrganisationDesk``).
package enum OrganisationRoles {
    /// - Throws: ``IdentityError/roleNotForAccounts(_:)`` for anything but ``Role/developer``, ``Role/bank`` and ``Role/court``.
    package static func grant(_ role: Role, to party: PartyID, at now: Moment, region: String, in connection: any Connection) throws {
        guard role.isMember else { throw IdentityError.roleNotForAccounts(role) }
        try connection.execute(
            """
            INSERT INTO organisation_role (region, party_id, role, granted_at)
            VALUES (\(region), \(party.text), \(role.rawValue), \(now.microseconds)) ON CONFLICT (region, party_id, role) DO NOTHING
            """)
    }

    /// Also ends the sessions in which the organisation still has the role.
    package static func withdraw(_ role: Role, from party: PartyID, region: String, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM organisation_role WHERE region = \(region) AND party_id = \(party.text) AND role = \(role.rawValue)")
        try SessionRecords.end(.party(party), region: region, in: connection)
        // The organisation's own systems act with its roles: their tokens end too.
        for client in try connection.rows("SELECT client_id FROM api_client WHERE region = \(region) AND party_id = \(party.text) ORDER BY client_id") {
            try SessionRecords.end(.client(client.text("client_id")), region: region, in: connection)
        }
    }

    package static func roles(of party: PartyID, region: String, in connection: any Connection) throws -> Set<Role> {
        try Set(
            connection.rows("SELECT role FROM organisation_role WHERE region = \(region) AND party_id = \(party.text)")
                .compactMap { Role(rawValue: try $0.text("role")) })
    }

    /// Every organisation with the role.
    package static func all(_ role: Role, region: String, in connection: any Connection) throws -> [PartyID] {
        try connection.rows("SELECT party_id FROM organisation_role WHERE region = \(region) AND role = \(role.rawValue) ORDER BY party_id")
            .map { PartyID(try $0.text("party_id")) }
    }
}
