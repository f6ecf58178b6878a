package import Identity
package import Register
package import Storage

/// What the audit administrator reads: officials' actions on cases, looks at personal data, and what happened to accounts, as one list.
package enum AuditEntry: Sendable {
    case action(caseID: String, CaseAction)
    case look(Look)
    case account(AccountEvent)

    package enum Kind: String, Sendable, CaseIterable {
        case action, look, account
        package var chinese: String {
            switch self {
            case .action: "办件操作"
            case .look: "查看个人信息"
            case .account: "登录与账号"
            }
        }
        fileprivate var rank: Int {
            switch self {
            case .action: 0
            case .look: 1
            case .account: 2
            }
        }
    }

    package var at: Moment {
        switch self {
        case .action(_, let action): action.at
        case .look(let look): look.at
        case .account(let event): event.at
        }
    }
}

/// What of it.
package struct AuditFilter: Sendable, Hashable {
    package var kinds: Set<AuditEntry.Kind>
    /// Whose doings, and for account events also what was done to it.
    package var account: AccountID?
    package var from: Moment
    /// Not included.
    package var until: Moment

    package init(kinds: Set<AuditEntry.Kind> = Set(AuditEntry.Kind.allCases), account: AccountID? = nil, from: Moment, until: Moment) {
        self.kinds = kinds
        self.account = account
        self.from = from
        self.until = until
    }
}

/// Where a page of the trail ended: the next begins right behind it, however many entries bear the same time.
package struct AuditCursor: Sendable, Hashable {
    let at: Int64
    let rank: Int
    let first: String
    let second: Int64

    package var text: String { "\(at)-\(rank)-\(second)-\(first)" }

    init(at: Int64, rank: Int, first: String, second: Int64) {
        self.at = at
        self.rank = rank
        self.first = first
        self.second = second
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let at = Int64(parts[0]), let rank = Int(parts[1]), (0...2).contains(rank), let second = Int64(parts[2]),
            parts[3].utf8.count <= 64, !parts[3].utf8.contains(0)
        else { return nil }
        self.init(at: at, rank: rank, first: parts[3], second: second)
    }
}

package enum AuditTrail {
    private typealias Row = (entry: AuditEntry, cursor: AuditCursor)

    /// One page, the latest first.
    /// - Returns: the entries, and where the next page begins; nil at the end.
    package static func page(
        _ filter: AuditFilter, after cursor: AuditCursor?, limit: Int, region: String, in connection: any Connection
    ) throws -> (entries: [AuditEntry], next: AuditCursor?) {
        var rows: [Row] = []
        if filter.kinds.contains(.action) { rows += try actions(filter, cursor, limit + 1, region, connection) }
        if filter.kinds.contains(.look) { rows += try looks(filter, cursor, limit + 1, region, connection) }
        if filter.kinds.contains(.account) { rows += try accounts(filter, cursor, limit + 1, region, connection) }
        // Each source is in order already; among equal times the sources follow each other.
        let sorted = rows.enumerated().sorted { a, b in
            let (x, y) = (a.element.cursor, b.element.cursor)
            return x.at != y.at ? x.at > y.at : x.rank != y.rank ? x.rank < y.rank : a.offset < b.offset
        }.map(\.element)
        let shown = sorted.prefix(limit)
        return (shown.map(\.entry), sorted.count > limit ? shown.last?.cursor : nil)
    }

    /// Times of a source that come after the cursor; `tie` decides among entries of the cursor's own time.
    private static func times(_ filter: AuditFilter, _ cursor: AuditCursor?, rank: Int, tie: (AuditCursor) -> SQL) -> SQL {
        let from = filter.from.microseconds
        let until = filter.until.microseconds
        guard let cursor else { return "at >= \(from) AND at < \(until)" }
        let last = min(cursor.at, until - 1)
        if rank < cursor.rank { return "at >= \(from) AND at < \(last)" }
        if rank > cursor.rank { return "at >= \(from) AND at <= \(last)" }
        return "at >= \(from) AND at <= \(last) AND (at < \(cursor.at) OR \(sql: tie(cursor)))"
    }

    private static func actions(
        _ filter: AuditFilter, _ cursor: AuditCursor?, _ limit: Int, _ region: String, _ connection: any Connection
    ) throws -> [Row] {
        let when = times(filter, cursor, rank: 0) { "(case_id, seq) < (\($0.first), \($0.second))" }
        let who: SQL = filter.account.map { account in
            let prefix = "official:\(account.text):"
            return "AND substr(actor, 1, \(raw: String(prefix.count))) = \(prefix)"
        } ?? ""
        return try connection.rows(
            """
            SELECT case_id, seq, at, kind, actor, body FROM case_action
            WHERE region = \(region) AND \(sql: when) AND substr(actor, 1, 9) = 'official:' \(sql: who)
            ORDER BY at DESC, case_id DESC, seq DESC LIMIT \(limit)
            """
        ).map { row in
            let at = try row.int("at")
            let id = try row.text("case_id")
            let action = CaseAction(
                at: Moment(microseconds: at), actor: try Actor(stored: row.text("actor")), event: try CaseEvent(kind: row.text("kind"), body: row.blob("body")))
            return (.action(caseID: id, action), AuditCursor(at: at, rank: 0, first: id, second: try row.int("seq")))
        }
    }

    private static func looks(
        _ filter: AuditFilter, _ cursor: AuditCursor?, _ limit: Int, _ region: String, _ connection: any Connection
    ) throws -> [Row] {
        let when = times(filter, cursor, rank: 1) { "(account_id, number) < (\($0.first), \($0.second))" }
        let who: SQL = filter.account.map { "AND account_id = \($0.text)" } ?? ""
        return try LookLog.rows("region = \(region) AND \(sql: when) \(sql: who)", order: "at DESC, account_id DESC, number DESC", limit: limit, in: connection)
            .map { look in
                (.look(look), AuditCursor(at: look.at.microseconds, rank: 1, first: look.viewer.account.text, second: look.number))
            }
    }

    private static func accounts(
        _ filter: AuditFilter, _ cursor: AuditCursor?, _ limit: Int, _ region: String, _ connection: any Connection
    ) throws -> [Row] {
        let when = times(filter, cursor, rank: 2) { "event_id < \($0.first)" }
        let who: SQL = filter.account.map { "AND (account_id = \($0.text) OR by_account = \($0.text))" } ?? ""
        return try AccountEventRecords.rows("region = \(region) AND \(sql: when) \(sql: who)", limit: limit, in: connection).map { event, key in
            (.account(event), AuditCursor(at: event.at.microseconds, rank: 2, first: key, second: 0))
        }
    }
}
