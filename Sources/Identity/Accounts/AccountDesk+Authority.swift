import Register
import Storage

/// Who changes an account. `by` in ``AccountDesk`` is an account's id, or words for the operator at the server's own command line.
extension AccountDesk {
    /// Throws unless whoever `by` names may do this to an account.
    /// - Parameters:
    ///   - target: the account that is changed; nil for one that is made.
    ///   - roles: the roles that it is given.
    /// - Throws: ``IdentityError/notYourself``, ``IdentityError/beyondGranting(_:)``, ``IdentityError/unknownAccount``.
    func authorise(_ by: String, over target: Account?, giving roles: Set<Role> = [], in connection: any Connection) throws {
        guard Self.isAccount(by) else { return }
        guard let granter = try AccountRecords.find(AccountID(by), region: region, in: connection)?.account, !granter.isDisabled else {
            throw IdentityError.unknownAccount
        }
        if target?.id == granter.id { throw IdentityError.notYourself }
        let concerned = roles.union(target?.roles ?? [])
        let grantable = GrantTable.grantable(by: granter.roles)
        if let role = concerned.subtracting(grantable).min(by: { $0.rawValue < $1.rawValue }) { throw IdentityError.beyondGranting(role) }
    }

    /// An account key is 32 hexadecimal characters; no words are.
    private static func isAccount(_ by: String) -> Bool {
        by.utf8.count == 32 && by.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Throws if an account is the only one left that can be an administrator of its kind, and is about to lose that.
    /// - Throws: ``IdentityError/lastAdministrator(_:)``.
    func keepOneAdministrator(without account: Account, keeping roles: Set<Role> = [], in connection: any Connection) throws {
        let lost = account.roles.subtracting(roles).intersection(Role.administrators)
        guard !lost.isEmpty, !account.isDisabled else { return }
        let others = try AccountRecords.all(region: region, in: connection).filter { $0.id != account.id && !$0.isDisabled }
        for role in lost where !others.contains(where: { $0.roles.contains(role) }) { throw IdentityError.lastAdministrator(role) }
    }
}
