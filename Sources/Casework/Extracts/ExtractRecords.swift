package import Register
package import Storage

/// 查询结果证明: what the register said of one person's property at one moment, as a sealed file (不动产登记资料查询暂行办法 14, 17).
package struct IssuedExtract: Sendable {
    /// Such as 南昌市不动产查询〔2026〕000001号.
    package let number: String
    package let caseID: String
    package let party: PartyID
    /// Unguessable key of its check page: 32 hexadecimal characters.
    package let token: String
    package let issuedAt: Moment
    /// What is printed, sealed: it names people and property.
    package let facts: [UInt8]
    /// SHA-256 of the sealed file, in hexadecimal; nil until it was made.
    package let document: String?
}

package enum ExtractSchema {
    package static let migrations: [Migration] = [
        Migration(
            "extracts.0001 results of queries",
            shared: [
                """
                CREATE TABLE register_extract (
                    region TEXT NOT NULL, number TEXT NOT NULL, case_id TEXT NOT NULL, party_id TEXT NOT NULL, token TEXT NOT NULL,
                    issued_at BIGINT NOT NULL, facts BLOB NOT NULL, document TEXT, PRIMARY KEY (region, number))
                """,
                "CREATE UNIQUE INDEX register_extract_token ON register_extract (token)",
                "CREATE UNIQUE INDEX register_extract_case ON register_extract (region, case_id)",
                "CREATE INDEX register_extract_party ON register_extract (region, party_id, issued_at)",
            ])
    ]
}

package enum ExtractRecords {
    private static let columns: SQL = "number, case_id, party_id, token, issued_at, facts, document"

    package static func insert(_ extract: IssuedExtract, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO register_extract (region, number, case_id, party_id, token, issued_at, facts, document)
            VALUES (\(region), \(extract.number), \(extract.caseID), \(extract.party.text), \(extract.token), \(extract.issuedAt.microseconds),
                    \(extract.facts), \(extract.document))
            """)
    }

    package static func attach(document: String, to number: String, region: String, in connection: any Connection) throws {
        try connection.execute("UPDATE register_extract SET document = \(document) WHERE region = \(region) AND number = \(number)")
    }

    package static func find(token: String, in connection: any Connection) throws -> IssuedExtract? {
        try connection.row("SELECT \(sql: columns) FROM register_extract WHERE token = \(token)").map(read)
    }

    package static func of(caseID: String, region: String, in connection: any Connection) throws -> IssuedExtract? {
        try connection.row("SELECT \(sql: columns) FROM register_extract WHERE region = \(region) AND case_id = \(caseID)").map(read)
    }

    /// The newest first.
    package static func of(party: PartyID, region: String, in connection: any Connection) throws -> [IssuedExtract] {
        try connection.rows(
            "SELECT \(sql: columns) FROM register_extract WHERE region = \(region) AND party_id = \(party.text) ORDER BY issued_at DESC LIMIT 50"
        ).map(read)
    }

    private static func read(_ row: ResultRow) throws -> IssuedExtract {
        IssuedExtract(
            number: try row.text("number"), caseID: try row.text("case_id"), party: PartyID(try row.text("party_id")), token: try row.text("token"),
            issuedAt: Moment(microseconds: try row.int("issued_at")), facts: try row.blob("facts"), document: try row.textIfPresent("document"))
    }
}
