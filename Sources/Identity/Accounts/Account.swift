package import Register

/// The key of an account: 32 hexadecimal characters, random.
package struct AccountID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (a: AccountID, b: AccountID) -> Bool { a.text < b.text }
}

/// Somebody who signs in by user name and password: an official, an administrator, a member of an organisation.
package struct Account: Hashable, Sendable {
    package let id: AccountID
    package let userName: String
    /// The name that stands beside decisions.
    package let displayName: String
    package let roles: Set<Role>
    /// The office in which an official works.
    package let office: String?
    /// The organisation that a member acts for.
    package let organisation: PartyRef?
    package let hasSecondFactor: Bool
    package let mustChangePassword: Bool
    package let isDisabled: Bool
    /// Not before this may the account try to sign in again.
    package let lockedUntil: Moment?
    package let createdAt: Moment
    package let signedInAt: Moment?

    package init(
        id: AccountID, userName: String, displayName: String, roles: Set<Role>, office: String?, organisation: PartyRef?,
        hasSecondFactor: Bool, mustChangePassword: Bool, isDisabled: Bool, lockedUntil: Moment?, createdAt: Moment, signedInAt: Moment?
    ) {
        self.id = id
        self.userName = userName
        self.displayName = displayName
        self.roles = roles
        self.office = office
        self.organisation = organisation
        self.hasSecondFactor = hasSecondFactor
        self.mustChangePassword = mustChangePassword
        self.isDisabled = isDisabled
        self.lockedUntil = lockedUntil
        self.createdAt = createdAt
        self.signedInAt = signedInAt
    }

    /// The role in which it acts towards personal data: the highest one it has.
    package var leadingRole: Role {
        let order: [Role] = [.registrar, .examiner, .clerk, .auditAdministrator, .securityAdministrator, .systemAdministrator, .developer, .bank, .custodian, .court]
        return order.first(where: roles.contains) ?? .public
    }
}

/// What a new account is made from.
package struct NewAccount: Sendable {
    package var userName: String
    package var displayName: String
    package var roles: Set<Role>
    package var office: String?
    package var organisation: PartyRef?
    package var password: String
    /// The first password was chosen by somebody else, so it is good for one sign-in only.
    package var mustChangePassword: Bool

    package init(
        userName: String, displayName: String, roles: Set<Role>, office: String? = nil, organisation: PartyRef? = nil,
        password: String, mustChangePassword: Bool = true
    ) {
        self.userName = userName
        self.displayName = displayName
        self.roles = roles
        self.office = office
        self.organisation = organisation
        self.password = password
        self.mustChangePassword = mustChangePassword
    }

    /// Throws what is wrong with it, apart from what only the database knows.
    func check() throws(IdentityError) {
        let name = Array(userName.utf8)
        guard (3...64).contains(name.count), let first = name.first, (0x61...0x7A).contains(first),
            name.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0) })
        else { throw .badUserName }
        _ = try PartyName.normalised(displayName)
        try Self.check(roles, office: office, organisation: organisation)
        try PasswordRule.check(password, userName: userName)
    }

    static func check(_ roles: Set<Role>, office: String?, organisation: PartyRef?) throws(IdentityError) {
        guard !roles.isEmpty else { throw .noRole }
        if let role = roles.subtracting(Role.ofAccounts).min(by: { $0.rawValue < $1.rawValue }) { throw .roleNotForAccounts(role) }
        if let (a, b) = Role.conflict(in: roles) { throw .incompatibleRoles(a, b) }
        for role in roles {
            if role.isOfficial, office == nil { throw .affiliationMissing(role) }
            if role.isMember, organisation == nil { throw .affiliationMissing(role) }
        }
    }
}
