package import Identity
package import Register
package import Storage

/// Turns a proof of who somebody is into a session.
package struct SignInDesk: Sendable {
    package let book: PartyBook
    package let accounts: AccountDesk
    package let sessions: SessionStore
    let database: any Database
    private let region: String
    /// Brings an organisation's roles up to what the departments know of it. It must not throw: who doesn't answer changes nothing.
    private let standing: OrganisationStanding

    package typealias OrganisationStanding = @Sendable (PartyID, PartyIdentifier) async -> Void

    package init(
        region: String, database: any Database, book: PartyBook, accounts: AccountDesk, sessions: SessionStore,
        standing: @escaping OrganisationStanding = { _, _ in }
    ) {
        self.region = region
        self.standing = standing
        self.database = database
        self.book = book
        self.accounts = accounts
        self.sessions = sessions
    }

    /// Enters who came through unified identity in the party book and starts their session. Whoever acts for an organisation
    /// gets that organisation's roles.
    func start(_ identity: VerifiedIdentity, replacing old: String?, at now: Moment) async throws -> (token: String, session: Session) {
        let person = try PartyClaim(name: identity.name, identifier: identity.identifier, kind: .person, source: .authority)
        let organisation = try identity.organisation.map {
            try PartyClaim(name: $0.name, identifier: $0.identifier, kind: $0.kind, source: .authority)
        }
        let (personRef, organisationRef) = try await database.write { [book] connection in
            let personRef = try book.ensure(person, at: now, in: connection)
            return (personRef, try organisation.map { try book.ensure($0, at: now, in: connection) })
        }
        var signedIn = SignedIn(party: personRef, name: person.name)
        if let organisation, let organisationRef {
            await standing(organisationRef.id, organisation.identifier)
            let roles = try await database.read { [region] in try OrganisationRoles.roles(of: organisationRef.id, region: region, in: $0) }
            signedIn = SignedIn(party: organisationRef, name: organisation.name, roles: roles.union([.citizen]), actingPerson: personRef.id)
        }
        return try await sessions.start(signedIn, replacing: old, at: now)
    }

    /// - Throws: `SignInRefusal`.
    func start(
        userName: String, password: String, code: String?, replacing old: String?, at now: Moment
    ) async throws -> (token: String, session: Session) {
        try await start(accounts.signIn(userName: userName, password: password, code: code, at: now), replacing: old, at: now)
    }

    func start(_ account: Account, replacing old: String?, at now: Moment) async throws -> (token: String, session: Session) {
        let office = try await database.read { [region] connection in
            try account.office.flatMap { try OfficeRecords.find($0, region: region, in: connection) }
        }
        return try await sessions.start(SignedIn(account: account, office: office), replacing: old, at: now)
    }
}
