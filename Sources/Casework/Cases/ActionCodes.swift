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
            try await database.changeEach(in: "case_file", key: "case_id", columns: "subject, actions_code", page: page) { row, region, id, connection in
                guard try row.isNull("actions_code") else { return 0 }
                let lines = try connection.rows(
                    "SELECT seq, at, kind, actor, body FROM case_action WHERE region = \(region) AND case_id = \(id) ORDER BY seq"
                ).map(CaseEntry.Line.init)
                let code = expected(lines, subject: try row.text("subject"), of: id, region: region, by: sealer)
                return try connection.execute("UPDATE case_file SET actions_code = \(code) WHERE region = \(region) AND case_id = \(id) AND actions_code IS NULL")
            }
        }
    }
}

extension CaseEntry.Line {
    init(_ row: ResultRow) throws {
        self.init(seq: try row.int("seq"), at: try row.int("at"), kind: try row.text("kind"), actor: try row.text("actor"), body: try row.blob("body"))
    }
}
