package import Register
import Seals
package import Storage

/// Accounts: made, changed and ended by the security administrator or the command line. Every change is kept as an
/// ``AccountEvent`` in its own transaction, and ends the account's sessions where it changes what it may do.
package struct AccountDesk: Sendable {
    package let region: String
    let database: any Database
    let sealer: PartySealer
    let passwords: PasswordThread
    /// Seconds after which a password must be changed.
    let passwordLifetime: Double

    /// - Parameter passwordLifetime: seconds; GB/T 22239-2019 level 3 asks for regular change.
    package init(
        region: String, database: any Database, sealer: PartySealer, passwords: PasswordThread = PasswordThread(),
        passwordLifetime: Double = 90 * 86_400
    ) {
        self.region = region
        self.database = database
        self.sealer = sealer
        self.passwords = passwords
        self.passwordLifetime = passwordLifetime
    }

    // MARK: Reading

    package func all() async throws -> [Account] {
        try await database.read { [region] in try AccountRecords.all(region: region, in: $0) }
    }

    package func find(_ id: AccountID) async throws -> Account? {
        try await database.read { [region] in try AccountRecords.find(id, region: region, in: $0)?.account }
    }

    package func find(userName: String) async throws -> Account? {
        try await database.read { [region] in try AccountRecords.find(userName: userName, region: region, in: $0)?.account }
    }

    // MARK: Changing

    /// - Parameter by: the id of the account that does it, `operator` for the command line.
    /// - Throws: ``IdentityError`` for what the draft lacks, ``IdentityError/userNameTaken``, ``IdentityError/unknownOffice(_:)``.
    @discardableResult
    package func create(_ new: NewAccount, by: String, at now: Moment) async throws -> Account {
        try new.check()
        let password = try await passwords.hash(new.password)
        let id = AccountID(Hex.encode(randomBytes(16)))
        return try await database.write { [region] connection in
            try self.authorise(by, over: nil, giving: new.roles, in: connection)
            try self.checkOffice(new.office, in: connection)
            guard try AccountRecords.find(userName: new.userName, region: region, in: connection) == nil else { throw IdentityError.userNameTaken }
            try AccountRecords.insert(new, id: id, password: password, at: now, region: region, in: connection)
            try self.note(.created, id, by: by, detail: Role.list(new.roles), at: now, in: connection)
            return try self.account(id, in: connection)
        }
    }

    /// Gives the account other roles and another office, and ends its sessions.
    package func setRoles(_ roles: Set<Role>, office: String?, of id: AccountID, by: String, at now: Moment) async throws {
        try await database.write { [region] connection in
            let old = try self.account(id, in: connection)
            try self.authorise(by, over: old, giving: roles, in: connection)
            try NewAccount.check(roles, office: office, organisation: old.organisation)
            // An auditor is nothing else, and nobody whose work is to be audited becomes one: for that there are new accounts.
            guard old.roles.contains(.auditAdministrator) == roles.contains(.auditAdministrator) else { throw IdentityError.auditorStands }
            try self.keepOneAdministrator(without: old, keeping: roles, in: connection)
            try self.checkOffice(office, in: connection)
            try AccountRecords.set("roles = \(Role.list(roles)), office = \(office)", of: id, region: region, in: connection)
            try SessionRecords.end(.account(id), region: region, in: connection)
            try self.note(
                .rolesChanged, id, by: by, detail: "\(Role.list(old.roles)) -> \(Role.list(roles))", at: now, in: connection)
        }
    }

    package func setDisabled(_ disabled: Bool, of id: AccountID, by: String, at now: Moment) async throws {
        try await database.write { [region] connection in
            let account = try self.account(id, in: connection)
            try self.authorise(by, over: account, in: connection)
            if disabled { try self.keepOneAdministrator(without: account, in: connection) }
            try AccountRecords.set("disabled = \(disabled)", of: id, region: region, in: connection)
            if disabled { try SessionRecords.end(.account(id), region: region, in: connection) }
            try self.note(disabled ? .disabled : .enabled, id, by: by, at: now, in: connection)
        }
    }

    package func unlock(_ id: AccountID, by: String, at now: Moment) async throws {
        try await database.write { [region] connection in
            try self.authorise(by, over: try self.account(id, in: connection), in: connection)
            try AccountRecords.set("failures = \(0), locked_until = \(Int64?.none)", of: id, region: region, in: connection)
            try self.note(.unlocked, id, by: by, at: now, in: connection)
        }
    }

    /// Somebody else sets a password: it must be changed at the next sign-in, and all sessions end.
    package func resetPassword(_ password: String, of id: AccountID, by: String, at now: Moment) async throws {
        guard let account = try await find(id) else { throw IdentityError.unknownAccount }
        try PasswordRule.check(password, userName: account.userName)
        try await store(password, of: id, mustChange: true, .passwordReset, by: by, at: now)
    }

    /// The account changes its own password; its other sessions end, so the caller starts a new one.
    /// - Throws: ``SignInRefusal/wrongCredentials`` if the current password is wrong.
    package func changePassword(of id: AccountID, from current: String, to new: String, at now: Moment) async throws {
        let found = try await database.read { [region] in
            try AccountRecords.find(id, region: region, in: $0).map { ($0.account.userName, $0.password) }
        }
        guard let (userName, stored) = found else { throw IdentityError.unknownAccount }
        try PasswordRule.check(new, userName: userName)
        guard try await passwords.verify(current, against: stored) else { throw SignInRefusal.wrongCredentials }
        guard new != current else { throw IdentityError.weakPassword([.unchanged]) }
        try await store(new, of: id, mustChange: false, .passwordChanged, by: id.text, at: now)
    }

    private func store(
        _ password: String, of id: AccountID, mustChange: Bool, _ kind: AccountEvent.Kind, by: String, at now: Moment
    ) async throws {
        let hash = try await passwords.hash(password)
        try await database.write { [region] connection in
            if by != id.text || kind != .passwordChanged { try self.authorise(by, over: try self.account(id, in: connection), in: connection) }
            try AccountRecords.set(
                """
                password = \(hash), password_changed_at = \(now.microseconds), must_change = \(mustChange), failures = \(0),
                locked_until = \(Int64?.none)
                """, of: id, region: region, in: connection)
            try SessionRecords.end(.account(id), region: region, in: connection)
            try self.note(kind, id, by: by, at: now, in: connection)
        }
    }

    // MARK: Inside

    func account(_ id: AccountID, in connection: any Connection) throws -> Account {
        guard let stored = try AccountRecords.find(id, region: region, in: connection) else { throw IdentityError.unknownAccount }
        return stored.account
    }

    func note(
        _ kind: AccountEvent.Kind, _ id: AccountID, by: String, detail: String = "", at now: Moment, in connection: any Connection
    ) throws {
        try AccountEventRecords.append(AccountEvent(account: id, at: now, kind: kind, by: by, detail: detail), region: region, in: connection)
    }

    private func checkOffice(_ code: String?, in connection: any Connection) throws {
        guard let code else { return }
        guard try OfficeRecords.find(code, region: region, in: connection) != nil else { throw IdentityError.unknownOffice(code) }
    }
}
