package import Register
import Seals
package import Storage

/// The statement that writes a look's entry into the registry's log.
package typealias LookLogging = @Sendable (_ look: Look, _ region: String, _ connection: any Connection) -> SQL

/// The record of every look at personal data by an official. It is only ever added to; its owner sees it (个人信息保护法 44, 54).
///
/// Each row carries a keyed digest and a number that counts the looks of its account, so that ``verify(in:)`` notices a
/// changed or missing row even if somebody with access to the database made it.
package struct LookLog: Sendable {
    package let region: String
    let sealer: PartySealer
    let logged: LookLogging?

    package init(region: String, sealer: PartySealer, logged: LookLogging? = nil) {
        self.region = region
        self.sealer = sealer
        self.logged = logged
    }

    /// Records that the viewer sees these parties. Nothing of them may be shown before this is committed.
    /// - Parameter sitting: where a look at the same thing may be the one that is recorded already; nil: every look is a new one.
    package func record(
        _ parties: some Collection<PartyID>, fields: Set<PartyField>, for purpose: Purpose, by viewer: Viewer,
        about subject: LookSubject = .init(), during sitting: LookSitting? = nil, at now: Moment, in connection: any Connection
    ) throws {
        guard !parties.isEmpty else { return }
        // Two looks of one account at once must not take the same number. A row that was only locked would let the second go on with what it
        // saw before the first had ended; one that was written makes it begin again. On SQLite there is one writer anyway.
        if connection.engine == .postgres {
            try connection.execute("UPDATE account SET failures = failures WHERE region = \(region) AND account_id = \(viewer.account.text)")
        }
        var number =
            try connection.row(
                "SELECT max(number) AS last FROM look WHERE region = \(region) AND account_id = \(viewer.account.text)")?
            .intIfPresent("last") ?? 0
        func look(_ party: PartyID) -> Look {
            Look(
                number: number, party: party, at: now, viewer: viewer, subject: subject, purpose: purpose, fields: fields.sorted(),
                salt: logged.map { _ in randomBytes(16) })
        }
        let seen = try sitting.map { try alreadySeen(parties, like: look, in: $0, at: now, in: connection) } ?? []
        for party in parties where !seen.contains(party) {
            number += 1
            let look = look(party)
            let row: SQL = """
                INSERT INTO look (region, account_id, number, party_id, at, viewer_name, role, office, unit, case_id, purpose,
                purpose_text, fields, mac, salt)
                VALUES (\(region), \(viewer.account.text), \(number), \(party.text), \(now.microseconds), \(viewer.name),
                \(viewer.role.rawValue), \(viewer.office), \(subject.unit?.text), \(subject.caseID), \(purpose.code.rawValue),
                \(purpose.text), \(look.fieldList), \(mac(look)), \(look.salt))
                """
            // Its entry in the log is born with it.
            try connection.executeAll([row] + (logged.map { [$0(look, region, connection)] } ?? []))
        }
    }

    /// Who looked at a party's data, the latest first. For the party itself.
    package func looks(at party: PartyID, before: Moment? = nil, limit: Int = 50, offset: Int = 0, in connection: any Connection) throws -> [Look] {
        try connection.rows(
            """
            SELECT \(sql: Look.columns) FROM look
            WHERE region = \(region) AND party_id = \(party.text) AND at < \(before?.microseconds ?? .max)
            ORDER BY at DESC, account_id, number DESC LIMIT \(limit) OFFSET \(offset)
            """
        ).map(Look.init(row:))
    }

    /// Looks for the audit administrator, the latest first.
    package func looks(
        by account: AccountID? = nil, since: Moment, before: Moment, limit: Int = 200, in connection: any Connection
    ) throws -> [Look] {
        let who: SQL = account.map { "AND account_id = \($0.text)" } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: Look.columns) FROM look
            WHERE region = \(region) AND at >= \(since.microseconds) AND at < \(before.microseconds) \(sql: who)
            ORDER BY at DESC, number DESC LIMIT \(limit)
            """
        ).map(Look.init(row:))
    }

    /// Looks under a condition on the table's columns.
    package static func rows(_ condition: SQL, order: SQL, limit: Int, in connection: any Connection) throws -> [Look] {
        try connection.rows("SELECT \(sql: Look.columns) FROM look WHERE \(sql: condition) ORDER BY \(sql: order) LIMIT \(limit)").map(Look.init(row:))
    }

    /// A page of all looks by account and number, for audits; `look` is nil where a row can't be read as one any more.
    package static func page(
        after last: (account: String, number: Int64), region: String, limit: Int, in connection: any Connection
    ) throws -> [(account: String, number: Int64, look: Look?)] {
        try connection.rows(
            """
            SELECT \(sql: Look.columns) FROM look WHERE region = \(region) AND (account_id, number) > (\(last.account), \(last.number))
            ORDER BY account_id, number LIMIT \(limit)
            """
        ).map { (try $0.text("account_id"), try $0.int("number"), try? Look(row: $0)) }
    }

    /// How many parties each account looked at since then, most first: what stands out deserves a question.
    ///
    /// The account is made an expression so that the rows are found by their time, not by walking every account's looks.
    package func tally(since: Moment, in connection: any Connection) throws -> [(account: AccountID, parties: Int64)] {
        try connection.rows(
            """
            SELECT account_id, count(DISTINCT party_id) AS parties
            FROM (SELECT account_id || '' AS account_id, party_id FROM look WHERE region = \(region) AND at >= \(since.microseconds)) AS seen
            GROUP BY account_id ORDER BY parties DESC, account_id
            """
        ).map { (AccountID(try $0.text("account_id")), try $0.int("parties")) }
    }

    /// What is wrong with the log; empty when every row is as it was written and none is missing between two others.
    package func verify(in connection: any Connection) throws -> [LookDefect] {
        var defects: [LookDefect] = []
        var last: (account: String, number: Int64) = ("", 0)
        while true {
            let rows = try connection.rows(
                """
                SELECT \(sql: Look.columns) FROM look
                WHERE region = \(region) AND (account_id, number) > (\(last.account), \(last.number))
                ORDER BY account_id, number LIMIT 1000
                """)
            for row in rows {
                let account = try row.text("account_id")
                let number = try row.int("number")
                let expected = account == last.account ? last.number + 1 : 1
                if number != expected { defects.append(.missing(account: AccountID(account), from: expected, to: number - 1)) }
                if genuine(row) == nil { defects.append(.altered(account: AccountID(account), number: number)) }
                last = (account, number)
            }
            if rows.count < 1000 { return defects }
        }
    }

    /// The look in a row, if it is as it was written, whichever of the index keys marked it.
    func genuine(_ row: ResultRow) -> Look? {
        guard let look = try? Look(row: row), let mac = try? row.blob("mac") else { return nil }
        return sealer.isRowToken(mac, of: look.parts(region: region), domain: Self.rowDomain) ? look : nil
    }

    private func mac(_ look: Look) -> [UInt8] { sealer.rowToken(look.parts(region: region), domain: Self.rowDomain) }

    private static let rowDomain = "look.row"
}

package enum LookDefect: Hashable, Sendable {
    case altered(account: AccountID, number: Int64)
    case missing(account: AccountID, from: Int64, to: Int64)
}
