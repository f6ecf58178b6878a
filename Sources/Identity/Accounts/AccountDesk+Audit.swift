package import Register
import Storage

extension AccountDesk {
    /// Writes down what an administrator did that changes no account: it is audited like everything else.
    package func note(_ kind: AccountEvent.Kind, by account: AccountID, detail: String, at now: Moment) async throws {
        try await database.write { connection in
            try self.note(kind, account, by: account.text, detail: detail, at: now, in: connection)
        }
    }
}
