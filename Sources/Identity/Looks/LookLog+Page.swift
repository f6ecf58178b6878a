package import Register
package import Storage

/// Where a page of looks ended.
package struct LookPlace: Hashable, Sendable {
    package let at: Moment
    package let account: AccountID
    package let number: Int64

    package init(at: Moment, account: AccountID, number: Int64) {
        self.at = at
        self.account = account
        self.number = number
    }
}

extension LookLog {
    /// One page of who looked at a party's data, the latest first. One official may look several times within a microsecond, and several
    /// officials at once: the account and its number decide between them, so that no page leaves one out.
    package func page(at party: PartyID, before: LookPlace?, limit: Int, in connection: any Connection) throws -> [Look] {
        let rest: SQL = before.map { "AND (at, account_id, number) < (\($0.at.microseconds), \($0.account.text), \($0.number))" } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: Look.columns) FROM look WHERE region = \(region) AND party_id = \(party.text) \(sql: rest)
            ORDER BY at DESC, account_id DESC, number DESC LIMIT \(limit)
            """
        ).map(Look.init(row:))
    }
}
