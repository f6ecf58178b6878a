package import Register
import Seals
import Storage

extension AccountDesk {
    /// Signs an account in by password and, where it has one, by the code of its second factor.
    ///
    /// Names that don't exist cost as much time as those that do. A wrong password or code counts as a failure; after
    /// some the account waits, see ``Lockout``. While it waits nothing is tried, so nothing can be learnt.
    /// - Throws: ``SignInRefusal``.
    package func signIn(userName: String, password: String, code: String?, at now: Moment) async throws -> Account {
        let attempt = try await database.read { [region] connection -> Attempt? in
            try AccountRecords.find(userName: userName, region: region, in: connection).map(Attempt.init)
        }
        if let until = attempt?.account.lockedUntil, until > now { throw SignInRefusal.locked(until: until) }
        // A password of a megabyte is no password; it isn't worth hashing.
        let right = password.utf8.count <= 1024 ? try await passwords.verify(password, against: attempt?.password) : false
        guard let attempt else { throw SignInRefusal.wrongCredentials }
        guard right else { throw try await fail(attempt.account.id, at: now) }
        guard !attempt.account.isDisabled else { throw SignInRefusal.disabled }
        if attempt.account.hasSecondFactor {
            guard let code, !code.isEmpty else { throw SignInRefusal.codeMissing }
            guard try await takeCode(code, of: attempt.account.id, at: now) else { throw try await fail(attempt.account.id, at: now) }
        }
        let newer = try PasswordHash.isOutdated(attempt.password, cost: passwords.cost) ? await passwords.hash(password) : attempt.password
        return try await database.write { [region] connection in
            // Read again: between the look and now the account may have been disabled.
            let id = attempt.account.id
            guard try !self.account(id, in: connection).isDisabled else { throw SignInRefusal.disabled }
            let oldest = now.adding(seconds: -self.passwordLifetime).microseconds
            try AccountRecords.set(
                """
                failures = \(0), locked_until = \(Int64?.none), signed_in_at = \(now.microseconds), password = \(newer),
                must_change = CASE WHEN password_changed_at < \(oldest) THEN 1 ELSE must_change END
                """, of: id, region: region, in: connection)
            try self.note(.signedIn, id, by: id.text, at: now, in: connection)
            return try self.account(id, in: connection)
        }
    }

    private struct Attempt: Sendable {
        let account: Account
        let password: String
        init(_ stored: AccountRecords.Stored) {
            account = stored.account
            password = stored.password
        }
    }

    /// Counts a failure and says what to throw.
    private func fail(_ id: AccountID, at now: Moment) async throws -> SignInRefusal {
        try await database.write { [region] connection in
            guard let stored = try AccountRecords.find(id, region: region, in: connection) else { return .wrongCredentials }
            let failures = stored.failures + 1
            let until = Lockout.until(failures: failures, at: now)
            try AccountRecords.set(
                "failures = \(failures), locked_until = \(until?.microseconds)", of: id, region: region, in: connection)
            try self.note(until == nil ? .refused : .locked, id, by: id.text, detail: "\(failures)", at: now, in: connection)
            return until.map { .locked(until: $0) } ?? .wrongCredentials
        }
    }

    /// Checks a code and uses it up, so that nobody who looked over the shoulder can use it again.
    private func takeCode(_ code: String, of id: AccountID, at now: Moment) async throws -> Bool {
        try await database.write { [region, sealer] connection in
            guard let stored = try AccountRecords.find(id, region: region, in: connection), let sealed = stored.secondFactor,
                let secret = Base32.decode(try sealer.open(sealed, .secondFactor, row: id.text))
            else { return false }
            let step = try TOTP(secret: secret).verify(code, at: now.microseconds / 1_000_000, after: stored.lastStep)
            guard let step else { return false }
            try AccountRecords.set("second_factor_step = \(step)", of: id, region: region, in: connection)
            return true
        }
    }
}
