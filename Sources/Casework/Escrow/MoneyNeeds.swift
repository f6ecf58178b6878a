import Catalogue
package import Escrow
package import Register
package import Storage

/// Books of money that a person has to see to (监管资金待处理), whatever phase their cases are in: a registered case, or one that has ended, stands in no
/// work list, and its money may stand still all the same.
package enum MoneyNeeds {
    package struct Line: Sendable {
        package let caseID: String
        /// Which of the case's books.
        package let round: Int
        package let service: String
        package let casePhase: CaseState.Phase
        package let unit: UnitCode
        package let custodian: String
        package let phase: EscrowPhase
        package let inCustody: Money
        package let kind: MoneyNeed.Kind
        /// Why it stopped, if it did.
        package let stop: EscrowStop.Reason?
        /// From when on somebody has had to see to it.
        package let since: Moment
    }

    /// Where a page ended.
    package struct Place: Sendable, Hashable {
        package let since: Moment
        package let book: String
        package init(since: Moment, book: String) {
            self.since = since
            self.book = book
        }
        package init(_ line: Line) { self.init(since: line.since, book: EscrowTerms.bookID(of: line.caseID, round: line.round)) }
    }

    /// The longest waiting first.
    /// - Parameter divisions: 属地: whose units are shown (条例 7); nil for all.
    package static func list(
        at now: Moment, divisions: [String]?, after: Place? = nil, offset: Int = 0, limit: Int, region: String, in connection: any Connection
    ) throws -> [Line] {
        let rest: SQL = after.map { "AND (e.needs_at, e.case_id) > (\($0.since.microseconds), \($0.book))" } ?? ""
        let rows = try connection.rows(
            """
            SELECT e.case_id, e.unit, e.custodian, e.phase, e.in_custody, e.stop, e.needs, e.needs_at FROM escrow e
            WHERE \(sql: conditions(at: now, divisions: divisions, region: region)) \(sql: rest)
            ORDER BY e.needs_at, e.case_id LIMIT \(limit) OFFSET \(offset)
            """)
        let ids = try rows.map { EscrowTerms.caseID(ofBook: try $0.text("case_id")) }
        let cases = ids.isEmpty ? [] : try connection.rows(
            "SELECT case_id, service, phase FROM case_file WHERE region = \(region) AND case_id IN \(list: Array(Set(ids)).sorted())")
        let known = try Dictionary(cases.map { (try $0.text("case_id"), $0) }) { first, _ in first }
        return try zip(rows, ids).compactMap { row, id in
            guard let of = known[id], let kind = MoneyNeed.Kind(rawValue: try row.text("needs")) else { return nil }
            let book = try row.text("case_id")
            return Line(
                caseID: id, round: (EscrowTerms.bookIDs(of: id).firstIndex(of: book) ?? 0) + 1, service: try of.text("service"),
                casePhase: CaseState.Phase(rawValue: try of.text("phase")) ?? .draft, unit: UnitCode(trusted: try row.text("unit")),
                custodian: try row.text("custodian"), phase: EscrowPhase(rawValue: try row.text("phase")) ?? .collecting,
                inCustody: Money(fen: try row.int("in_custody")), kind: kind, stop: try row.textIfPresent("stop").flatMap(EscrowStop.Reason.init),
                since: Moment(microseconds: try row.int("needs_at")))
        }
    }

    /// How many there are: exact up to `CaseSearch.countLimit`, one more beyond.
    package static func count(at now: Moment, divisions: [String]?, region: String, in connection: any Connection) throws -> Int {
        let row = try connection.row(
            """
            SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM escrow e WHERE \(sql: conditions(at: now, divisions: divisions, region: region))
                LIMIT \(CaseSearch.countLimit + 1)) AS found
            -- reads all: of what the inner statement found, which its limit bounds
            """)
        return Int(try row?.int("n") ?? 0)
    }

    /// How many of each kind, of the first `CaseSearch.countLimit`.
    package static func counts(at now: Moment, region: String, in connection: any Connection) throws -> [MoneyNeed.Kind: Int] {
        var counts: [MoneyNeed.Kind: Int] = [:]
        for row in try connection.rows(
            """
            SELECT needs, COUNT(*) AS n FROM (SELECT e.needs FROM escrow e WHERE \(sql: conditions(at: now, divisions: nil, region: region))
                LIMIT \(CaseSearch.countLimit)) AS found GROUP BY needs
            -- reads all: of what the inner statement found, which its limit bounds
            """)
        { if let kind = MoneyNeed.Kind(rawValue: try row.text("needs")) { counts[kind] = Int(try row.int("n")) } }
        return counts
    }

    /// What `escrow_needs` finds: most books are in it never, or from their release to their end.
    private static func conditions(at now: Moment, divisions: [String]?, region: String) -> SQL {
        let place: SQL = divisions.map { "AND substr(e.unit, 1, 6) IN \(list: $0)" } ?? ""
        return "e.region = \(region) AND e.needs_at <= \(now.microseconds) \(sql: place)"
    }

    /// Books that nobody has been told of since a person has had to see to them.
    static func unrisen(at now: Moment, limit: Int, region: String, in connection: any Connection) throws -> [(book: String, kind: String, at: Moment)] {
        try connection.rows(
            """
            SELECT case_id, needs, needs_at FROM escrow WHERE region = \(region) AND needs_at <= \(now.microseconds) AND (risen_at IS NULL OR risen_at <> needs_at)
            ORDER BY needs_at, case_id LIMIT \(limit)
            """
        ).map { (try $0.text("case_id"), try $0.text("needs"), Moment(microseconds: try $0.int("needs_at"))) }
    }

    /// It rises in the caller's transaction.
    /// - Throws: `CaseError.changedMeanwhile` if it isn't the same need any more, or somebody else was faster.
    static func rises(_ book: String, at: Moment, region: String, in connection: any Connection) throws {
        let changed = try connection.execute(
            """
            UPDATE escrow SET risen_at = \(at.microseconds) WHERE region = \(region) AND case_id = \(book) AND needs_at = \(at.microseconds)
            AND (risen_at IS NULL OR risen_at <> \(at.microseconds))
            """)
        guard changed == 1 else { throw CaseError.changedMeanwhile }
    }
}
