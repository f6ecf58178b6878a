package import Register
import Storage

/// One sitting over one thing: whoever reloads a page, or comes back to it within half an hour, still looks at what the record already says
/// that they looked at. It keeps the record readable for its owner; it never leaves out a look at anything new.
package struct LookSitting: Hashable, Sendable {
    /// Counted from the look that was recorded, not from the last reload: a day over one case is a line every half hour.
    package static let seconds: Double = 30 * 60

    /// When what is shown last changed. A look from before that is of something else.
    package let shownSince: Moment

    package init(shownSince: Moment) { self.shownSince = shownSince }
}

extension LookLog {
    /// Parties of whom the record has the very look that would be recorded now: same account and role, same unit and case, same purpose, no
    /// field that is new, nothing of the party changed since. A row that isn't as we wrote it vouches for nothing.
    func alreadySeen(
        _ parties: some Collection<PartyID>, like look: (PartyID) -> Look, in sitting: LookSitting, at now: Moment, in connection: any Connection
    ) throws -> Set<PartyID> {
        let from = max(now.adding(seconds: -LookSitting.seconds), sitting.shownSince)
        var seen: Set<PartyID> = []
        for party in parties {
            let wanted = look(party)
            let changed = try connection.row("SELECT changed_at FROM party WHERE region = \(region) AND party_id = \(party.text)")?.int("changed_at") ?? 0
            let rows = try connection.rows(
                """
                SELECT \(sql: Look.columns) FROM look WHERE region = \(region) AND party_id = \(party.text)
                AND at >= \(max(from.microseconds, changed)) AND at <= \(now.microseconds) AND account_id = \(wanted.viewer.account.text)
                ORDER BY at DESC LIMIT 200
                """)
            let isSeen = rows.contains { row in
                guard let past = genuine(row) else { return false }
                return past.viewer == wanted.viewer && past.subject == wanted.subject && past.purpose == wanted.purpose
                    && Set(wanted.fields).isSubset(of: past.fields)
            }
            if isSeen { seen.insert(party) }
        }
        return seen
    }
}
