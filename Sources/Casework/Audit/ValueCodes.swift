import Storage

/// Values that neither actions nor the log answer for, in rows for whose other values they do: each has a code in a column beside it
/// (``RowSealer/code(over:_:)``), which the statement that sets the value sets too.
struct ValueCodes {
    /// A column that is coded, and where its code stands.
    enum Value: String, CaseIterable {
        /// When the engine looks at a case next.
        case runAt = "run_at"
        /// When a case is due as its legal clock has it.
        case dueOn = "due_on"
        /// The printed file of a certificate.
        case document

        var codeColumn: String {
            switch self {
            case .runAt: "run_code"
            case .dueOn: "due_code"
            case .document: "document_code"
            }
        }
    }

    static let cases = Migration(
        "cases.0007 codes of times", shared: ["ALTER TABLE case_file ADD COLUMN run_code BIGINT", "ALTER TABLE case_file ADD COLUMN due_code BIGINT"])
    static let certificates = Migration("book.0005 codes of documents", shared: ["ALTER TABLE certificate ADD COLUMN document_code BIGINT"])

    private let place: String
    private let code: (String, SQLValue) -> Int64?

    static func `case`(_ id: String, region: String, in connection: any Connection) -> Self {
        ValueCodes(place: "case_file/\(region)/\(id)") { connection.code(over: $0, [$1]) }
    }

    static func `case`(_ id: String, region: String, by sealer: RowSealer) -> Self {
        ValueCodes(place: "case_file/\(region)/\(id)") { sealer.code(over: $0, [$1]) }
    }

    static func certificate(_ number: String, region: String, in connection: any Connection) -> Self {
        ValueCodes(place: "certificate/\(region)/\(number)") { connection.code(over: $0, [$1]) }
    }

    static func certificate(_ number: String, region: String, by sealer: RowSealer) -> Self {
        ValueCodes(place: "certificate/\(region)/\(number)") { sealer.code(over: $0, [$1]) }
    }

    /// - Returns: nil where there is no value, or rows aren't sealed.
    func of(_ value: Value, _ stored: Int64?) -> Int64? { stored.flatMap { code("\(place)/\(value.rawValue)", .integer($0)) } }

    func of(_ value: Value, _ stored: String?) -> Int64? { stored.flatMap { code("\(place)/\(value.rawValue)", .text($0)) } }

    /// What a row's value and its code say of each other.
    enum Verdict {
        case right
        /// It is from before there were codes.
        case uncoded
        case wrong(String)
    }

    /// - Parameter isMarked: whether every value has its code.
    static func compare(_ value: Value, code: Int64?, expected: Int64?, isMarked: Bool) -> Verdict {
        if code == expected { return .right }
        if code == nil { return isMarked ? .wrong("\(value.rawValue) has no code") : .uncoded }
        return .wrong("\(value.rawValue) is not what was sealed")
    }

    // MARK: what was there before

    /// What marks that every value has its code.
    static let mark = RowSealer.firstSum + 1

    private static let page = 500

    /// Gives the values their codes that were there before there were any, page by page, once; their rows stay locked meanwhile.
    static func adopt(in database: SealingDatabase) async throws -> Int {
        let sealer = database.sealer
        return try await database.once(mark) {
            let cases = try await adopt("case_file", key: "case_id", [.runAt, .dueOn], in: database) { row, region, id in
                let codes = ValueCodes.case(id, region: region, by: sealer)
                return [codes.of(.runAt, try row.intIfPresent("run_at")), codes.of(.dueOn, try row.intIfPresent("due_on"))]
            }
            let certificates = try await adopt("certificate", key: "number", [.document], in: database) { row, region, number in
                [ValueCodes.certificate(number, region: region, by: sealer).of(.document, try row.textIfPresent("document"))]
            }
            return cases + certificates
        }
    }

    private static func adopt(
        _ table: String, key: String, _ values: [Value], in database: SealingDatabase,
        codes: @Sendable @escaping (ResultRow, _ region: String, _ key: String) throws -> [Int64?]
    ) async throws -> Int {
        let columns = values.flatMap { [$0.rawValue, $0.codeColumn] }.joined(separator: ", ")
        return try await database.changeEach(in: table, key: key, columns: columns, page: page) { row, region, id, connection in
            var count = 0
            for (value, code) in zip(values, try codes(row, region, id)) where try code != nil && row.isNull(value.codeColumn) {
                count += try connection.execute(
                    "UPDATE \(raw: table) SET \(raw: value.codeColumn) = \(code) WHERE region = \(region) AND \(raw: key) = \(id)")
            }
            return count
        }
    }
}
