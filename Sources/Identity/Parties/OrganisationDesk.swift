package import Register
package import Storage

/// An organisation with what it may do beyond its own matters.
package struct Organisation: Sendable {
    package let party: PartyID
    package let name: String
    /// 统一社会信用代码.
    package let creditCode: String
    package let roles: Set<Role>
    /// The latest first.
    package let history: [OrganisationRoleEvent]
    /// See ``OrganisationRoles/version(of:region:in:)``.
    package let version: Int
}

/// Organisations' roles as the security administrator gives and takes them, each for a reason, each written down with the accounts' events
/// for the audit administrator. Within ``GrantTable``: nobody gives a role whose accounts they couldn't make.
package struct OrganisationDesk: Sendable {
    package enum Refusal: Error, Hashable, Sendable {
        /// Another administrator was faster, or a department's word came in.
        case changedMeanwhile
        /// It has the role already, or doesn't have it.
        case alreadySo
        case unknown
    }

    /// Who decides: the account, or nil for the command line.
    package struct Giver: Sendable {
        let account: AccountID?
        let roles: Set<Role>

        /// A security administrator, by the roles of the session.
        package init(account: AccountID, roles: Set<Role>) {
            self.account = account
            self.roles = roles
        }

        /// The operator at the command line, who makes security administrators too.
        package static let commandLine = Giver()
        private init() {
            account = nil
            roles = [.securityAdministrator]
        }

        var source: String { account.map { "account:\($0.text)" } ?? OrganisationRoleEvent.operatorSource }
    }

    private let parties: PartyBook
    private let database: any Database
    private var region: String { parties.region }

    package init(parties: PartyBook, database: any Database) {
        self.parties = parties
        self.database = database
    }

    /// - Returns: nil for a party that isn't known or is no organisation.
    package func find(_ id: PartyID) async throws -> Organisation? {
        try await database.read { [self] in try find(id, in: $0) }
    }

    package func find(creditCode: PartyIdentifier) async throws -> Organisation? {
        try await database.read { [self] connection in try parties.find(creditCode, in: connection).flatMap { try find($0.id, in: connection) } }
    }

    /// Organisations that have a role or had one, by their ids.
    package func list(after: PartyID?, limit: Int) async throws -> [Organisation] {
        let from = after?.text ?? ""
        return try await database.read { [self] connection in
            var ids = Set<String>()
            for table in ["organisation_role", "organisation_role_event"] as [SQL] {
                for row in try connection.rows(
                    """
                    SELECT DISTINCT party_id FROM \(sql: table) WHERE region = \(region) AND party_id > \(from) ORDER BY party_id LIMIT \(limit)
                    """)
                { ids.insert(try row.text("party_id")) }
            }
            return try ids.sorted().prefix(limit).compactMap { try find(PartyID($0), in: connection) }
        }
    }

    private func find(_ id: PartyID, in connection: any Connection) throws -> Organisation? {
        guard let details = try parties.details(of: [id], for: .operation, in: connection)[id], details.identifier.kind == .creditCode else { return nil }
        return Organisation(
            party: id, name: details.name, creditCode: details.identifier.number, roles: try OrganisationRoles.roles(of: id, region: region, in: connection),
            history: try OrganisationRoles.history(of: id, region: region, in: connection),
            version: try OrganisationRoles.version(of: id, region: region, in: connection))
    }

    /// Gives a role or takes it. Taking it ends the organisation's sessions and its systems' tokens.
    /// - Parameters:
    ///   - ground: in words: which document, which incident.
    ///   - version: of what was seen; nil where nothing was.
    /// - Throws: ``Refusal``; ``IdentityError/beyondGranting(_:)`` for a role that isn't the giver's to give, `.roleNotForAccounts`.
    package func decide(
        _ role: Role, granted: Bool, of id: PartyID, ground: String, by giver: Giver, expecting version: Int? = nil, at now: Moment
    ) async throws {
        guard role.isMember else { throw IdentityError.roleNotForAccounts(role) }
        guard GrantTable.grantable(by: giver.roles).contains(role) else { throw IdentityError.beyondGranting(role) }
        try await database.write { [self] connection in
            guard let found = try find(id, in: connection) else { throw Refusal.unknown }
            if let version, found.version != version { throw Refusal.changedMeanwhile }
            let event = OrganisationRoleEvent(role: role, isGrant: granted, source: giver.source, ground: ground, digest: "", keyID: "", at: now)
            guard try OrganisationRoles.apply(event, to: id, region: region, in: connection) else { throw Refusal.alreadySo }
            let account = giver.account ?? AccountID(OrganisationRoleEvent.operatorSource)
            try AccountEventRecords.append(
                AccountEvent(
                    account: account, at: now, kind: granted ? .organisationRoleGiven : .organisationRoleTaken, by: account.text,
                    detail: "\(found.name)（\(found.creditCode)），\(role.chinese)：\(ground)"), region: region, in: connection)
        }
    }
}
