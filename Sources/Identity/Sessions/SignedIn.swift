package import Register

/// Who a session belongs to.
package enum SessionSubject: Hashable, Sendable {
    case party(PartyID)
    case account(AccountID)
    /// An institution's system, by its client id.
    case client(String)

    var kind: String {
        switch self {
        case .party: "party"
        case .account: "account"
        case .client: "client"
        }
    }

    var id: String {
        switch self {
        case .party(let id): id.text
        case .account(let id): id.text
        case .client(let id): id
        }
    }
}

/// Somebody who signed in, as every handler sees them.
package struct SignedIn: Hashable, Sendable {
    /// How somebody was identified. The counterpart of `CaseApplicant.identifiedBy`.
    package enum Method: String, Hashable, Sendable, Codable {
        case unifiedIdentity = "unified-identity"
        case password
        case passwordAndCode = "password+code"
        /// An institution's system, by the signature of its key.
        case clientAssertion = "client-assertion"
    }

    package let subject: SessionSubject
    /// The name at the top of the page.
    package let name: String
    package let roles: Set<Role>
    /// Whose matters these are: the person, or the organisation that a member acts for. Nil for the registry's own people.
    package let party: PartyRef?
    /// The natural person who acts for an organisation, if known.
    package let actingPerson: PartyID?
    package let office: Office?
    package let method: Method
    /// The password must be changed before anything else is done.
    package let mustChangePassword: Bool

    /// A person or organisation, through unified identity.
    package init(party: PartyRef, name: String, roles: Set<Role> = [.citizen], actingPerson: PartyID? = nil) {
        self.init(
            subject: .party(party.id), name: name, roles: roles, party: party, actingPerson: actingPerson, office: nil,
            method: .unifiedIdentity, mustChangePassword: false)
    }

    /// An institution's own system.
    package init(client: APIClient, roles: Set<Role>) {
        self.init(
            subject: .client(client.id), name: client.name, roles: roles, party: client.party, actingPerson: nil, office: nil,
            method: .clientAssertion, mustChangePassword: false)
    }

    package init(account: Account, office: Office?) {
        self.init(
            subject: .account(account.id), name: account.displayName, roles: account.roles, party: account.organisation, actingPerson: nil,
            office: office, method: account.hasSecondFactor ? .passwordAndCode : .password, mustChangePassword: account.mustChangePassword)
    }

    init(
        subject: SessionSubject, name: String, roles: Set<Role>, party: PartyRef?, actingPerson: PartyID?, office: Office?,
        method: Method, mustChangePassword: Bool
    ) {
        self.subject = subject
        self.name = name
        self.roles = roles
        self.party = party
        self.actingPerson = actingPerson
        self.office = office
        self.method = method
        self.mustChangePassword = mustChangePassword
    }

    package var account: AccountID? {
        if case .account(let id) = subject { id } else { nil }
    }

    /// A program, not a person at a browser.
    package var isClient: Bool { method == .clientAssertion }
    package var isOfficial: Bool { !roles.isDisjoint(with: Role.officials) }
    /// Anybody of the registry: shorter sessions, and no personal matters.
    package var isStaff: Bool { isOfficial || !roles.isDisjoint(with: Role.administrators) }

    package func may(_ permission: Permission) -> Bool { PermissionTable.allows(roles, permission) }

    /// Whether cases about this unit are theirs to work on (属地登记, 条例 7).
    package func registers(_ unit: UnitCode) -> Bool { isOfficial && office?.registers(unit) == true }
    package func registers(division: String) -> Bool { isOfficial && office?.registers(division: division) == true }

    /// As a look names them; nil for anybody who isn't an official or the auditor.
    package var viewer: Viewer? {
        guard let account else { return nil }
        let order: [Role] = [.registrar, .examiner, .clerk, .auditAdministrator]
        guard let role = order.first(where: roles.contains) else { return nil }
        return Viewer(account: account, name: name, role: role, office: office?.name ?? "")
    }
}
