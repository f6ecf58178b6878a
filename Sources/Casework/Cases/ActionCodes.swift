import Storage

/// A case's row holds the sum of the codes of all its actions and of its subject: whoever changes words of an action, also of one that moves
/// nothing and is in no entry of the log, changes the sum, and can't say what it should be without the key to the seals (``RowSealer``).
///
/// A sum needs neither its former value nor a statement of its own: steps of a case are many.
enum ActionCodes {
    static let migration = Migration("cases.0006 codes of actions", shared: ["ALTER TABLE case_file ADD COLUMN actions_code BIGINT"])

    /// - Returns: nil where rows aren't sealed: the case's sum is unknown from then on, which the audit says.
    static func sum(_ lines: [CaseEntry.Line], of id: String, region: String, in connection: any Connection) -> Int64? {
        sum(lines) { connection.code(over: place(id, region), $0) }
    }

    static func opened(_ lines: [CaseEntry.Line], subject: String, of id: String, region: String, in connection: any Connection) -> Int64? {
        guard let actions = sum(lines, of: id, region: region, in: connection), let begun = connection.code(over: place(id, region), [.text(subject)]) else { return nil }
        return (actions + begun) % RowSealer.codeSpan
    }

    /// What the sum of a whole case has to be.
    static func expected(_ lines: [CaseEntry.Line], subject: String, of id: String, region: String, by sealer: RowSealer) -> Int64 {
        ((sum(lines) { sealer.code(over: place(id, region), $0) } ?? 0) + sealer.code(over: place(id, region), [.text(subject)])) % RowSealer.codeSpan
    }

    private static func place(_ id: String, _ region: String) -> String { "case/\(region)/\(id)" }

    private static func sum(_ lines: [CaseEntry.Line], _ code: ([SQLValue]) -> Int64?) -> Int64? {
        var sum: Int64 = 0
        for line in lines {
            guard let code = code([.integer(line.seq), .integer(line.at), .text(line.kind), .text(line.actor), .blob(line.body)]) else { return nil }
            sum = (sum + code) % RowSealer.codeSpan
        }
        return sum
    }

    /// What marks that every case has its sum.
    static let mark = RowSealer.firstSum

    private static let page = 200

    /// Sums up the cases of before there were codes, page by page, once; their rows stay locked meanwhile.
    static func adopt(in database: SealingDatabase) async throws -> Int {
        let sealer = database.sealer
        return try await database.once(mark) {
            var adopted = 0
            var next: (region: String, id: String)? = ("", "")
            while let start = next {
                let done = try await database.base.write(.rowLocks) { connection -> (last: (region: String, id: String)?, count: Int) in
                    let rows = try connection.rows(
                        """
                        SELECT region, case_id, subject, actions_code /* reads all: page by page */ FROM case_file
                        WHERE (region, case_id) > (\(start.region), \(start.id)) ORDER BY region, case_id LIMIT \(page) \(sql: connection.forUpdate)
                        """)
                    var count = 0
                    for row in rows where try row.isNull("actions_code") {
                        let (region, id) = (try row.text("region"), try row.text("case_id"))
                        let lines = try connection.rows(
                            "SELECT seq, at, kind, actor, body FROM case_action WHERE region = \(region) AND case_id = \(id) ORDER BY seq"
                        ).map(CaseEntry.Line.init)
                        let code = expected(lines, subject: try row.text("subject"), of: id, region: region, by: sealer)
                        count += try connection.execute("UPDATE case_file SET actions_code = \(code) WHERE region = \(region) AND case_id = \(id) AND actions_code IS NULL")
                    }
                    return (rows.count < page ? nil : try rows.last.map { (try $0.text("region"), try $0.text("case_id")) }, count)
                }
                adopted += done.count
                next = done.last
            }
            return adopted
        }
    }
}

extension CaseEntry.Line {
    init(_ row: ResultRow) throws {
        self.init(seq: try row.int("seq"), at: try row.int("at"), kind: try row.text("kind"), actor: try row.text("actor"), body: try row.blob("body"))
    }
}
