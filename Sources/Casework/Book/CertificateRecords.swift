package import Register
package import Storage

/// A certificate or proof to be issued with a filing.
package struct CertificateOrder: Sendable {
    /// 不动产权证书 or 不动产登记证明 (实施细则 20).
    package enum Kind: String, Sendable, Codable, CaseIterable { case certificate, proof }
    package let kind: Kind
    package let unit: UnitCode
    /// The entry that it certifies.
    package let entry: EntryID
    /// What is printed, sealed: it names people.
    package let facts: [UInt8]
    /// Unguessable key of the public check page: 32 hexadecimal characters.
    package let token: String
    /// Binds each printed field into the log entry; nil where there is nothing to show one by one.
    package let disclosure: [UInt8]?

    package init(kind: Kind, unit: UnitCode, entry: EntryID, facts: [UInt8], token: String = RandomText.hex(16), disclosure: [UInt8]? = nil) {
        self.kind = kind
        self.unit = unit
        self.entry = entry
        self.facts = facts
        self.token = token
        self.disclosure = disclosure
    }
}

/// A certificate as the book keeps it.
package struct IssuedCertificate: Sendable {
    package enum Status: String, Sendable, Codable { case valid, replaced, cancelled }
    package let number: String
    package let kind: CertificateOrder.Kind
    package let unit: UnitCode
    package let entry: EntryID
    package let caseID: String
    package let token: String
    package let status: Status
    package let issuedAt: Moment
    package let endedAt: Moment?
    package let replacedBy: String?
    package let facts: [UInt8]
    /// Blob key of the rendered and sealed file; nil until it was made.
    package let document: String?
    /// `FieldDisclosure.root()`; nil for certificates of before their fields were disclosed one by one.
    package let disclosure: [UInt8]?
}

package enum CertificateRecords {
    private static let columns: SQL = "number, kind, unit, entry_id, case_id, token, status, issued_at, ended_at, replaced_by, facts, document, disclosure"

    package static func insert(
        _ order: CertificateOrder, number: String, caseID: String, at: Moment, region: String, in connection: any Connection
    ) throws {
        try connection.execute(inserting(order, number: number, caseID: caseID, at: at, region: region))
    }

    static func inserting(_ order: CertificateOrder, number: String, caseID: String, at: Moment, region: String) -> SQL {
        """
        INSERT INTO certificate (region, number, kind, unit, entry_id, case_id, token, status, issued_at, facts, disclosure)
        VALUES (\(region), \(number), \(order.kind.rawValue), \(order.unit.text), \(order.entry.text), \(caseID), \(order.token),
                'valid', \(at.microseconds), \(order.facts), \(order.disclosure))
        """
    }

    /// Ends a certificate that is still valid; ending twice changes nothing.
    static func ending(_ number: String, as status: IssuedCertificate.Status, replacedBy: String?, at: Moment, region: String) -> SQL {
        """
        UPDATE certificate SET status = \(status.rawValue), ended_at = \(at.microseconds), replaced_by = \(replacedBy)
        WHERE region = \(region) AND number = \(number) AND status = 'valid'
        """
    }

    static func valid(of units: Set<UnitCode>, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM certificate
            WHERE region = \(region) AND unit IN \(list: units.sorted().map(\.text)) AND status = 'valid' ORDER BY number
            """
        ).map(read)
    }

    package static func valid(of unit: UnitCode, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        try connection.rows(
            "SELECT \(sql: columns) FROM certificate WHERE region = \(region) AND unit = \(unit.text) AND status = 'valid' ORDER BY number"
        ).map(read)
    }

    package static func all(of unit: UnitCode, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        try connection.rows(
            "SELECT \(sql: columns) FROM certificate WHERE region = \(region) AND unit = \(unit.text) ORDER BY issued_at, number"
        ).map(read)
    }

    package static func of(caseID: String, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        try connection.rows("SELECT \(sql: columns) FROM certificate WHERE region = \(region) AND case_id = \(caseID) ORDER BY number").map(read)
    }

    /// Valid certificates of what a party holds, in the order of their numbers.
    package static func held(by party: PartyID, after number: String?, limit: Int, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        let rest: SQL = number.map { "AND c.number > \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT DISTINCT c.number, c.kind, c.unit, c.entry_id, c.case_id, c.token, c.status, c.issued_at, c.ended_at, c.replaced_by, c.facts, c.document, c.disclosure
            FROM register_holding h JOIN certificate c ON c.region = h.region AND c.unit = h.unit AND c.status = 'valid' AND c.entry_id = h.entry_id
            WHERE h.region = \(region) AND h.party_id = \(party.text) \(sql: rest) ORDER BY c.number LIMIT \(limit)
            """
        ).map(read)
    }

    package static func find(token: String, in connection: any Connection) throws -> IssuedCertificate? {
        try connection.row("SELECT \(sql: columns) FROM certificate WHERE token = \(token)").map(read)
    }

    package static func find(number: String, region: String, in connection: any Connection) throws -> IssuedCertificate? {
        try connection.row("SELECT \(sql: columns) FROM certificate WHERE region = \(region) AND number = \(number)").map(read)
    }

    package static func attach(document: String, to number: String, region: String, in connection: any Connection) throws {
        let code = ValueCodes.certificate(number, region: region, in: connection).of(.document, document)
        try connection.execute("UPDATE certificate SET document = \(document), document_code = \(code) WHERE region = \(region) AND number = \(number)")
    }

    private static func read(_ row: ResultRow) throws -> IssuedCertificate {
        IssuedCertificate(
            number: try row.text("number"), kind: CertificateOrder.Kind(rawValue: try row.text("kind")) ?? .certificate,
            unit: UnitCode(trusted: try row.text("unit")), entry: EntryID(try row.text("entry_id")), caseID: try row.text("case_id"),
            token: try row.text("token"), status: IssuedCertificate.Status(rawValue: try row.text("status")) ?? .cancelled,
            issuedAt: Moment(microseconds: try row.int("issued_at")),
            endedAt: try row.intIfPresent("ended_at").map(Moment.init(microseconds:)), replacedBy: try row.textIfPresent("replaced_by"),
            facts: try row.blob("facts"), document: try row.textIfPresent("document"), disclosure: try row.blobIfPresent("disclosure"))
    }
}
