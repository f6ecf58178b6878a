/// Which accounts somebody may make, change and end: the separation of duty of GB/T 22239-2019 (level 3, 8.1.10.2 and 8.1.4.2).
///
/// The security administrator gives roles to whoever works here, but chooses neither another security administrator nor the auditor:
/// who could make an auditor, or give one a new password, would audit themselves. Those two are made by the operator, on the server.
/// Nobody changes their own account, and an auditor's account is never anything else, before or after.
package enum GrantTable {
    /// The roles that accounts of somebody with these roles may be given and had taken.
    package static func grantable(by roles: Set<Role>) -> Set<Role> {
        roles.contains(.securityAdministrator) ? Role.officials.union([.developer, .bank, .custodian, .court, .systemAdministrator]) : []
    }

    /// Whether somebody with these roles may change an account with those.
    package static func governs(_ granter: Set<Role>, over roles: Set<Role>) -> Bool { roles.isSubset(of: grantable(by: granter)) }
}
