import Exchange
package import Identity
package import Seals
package import Storage

/// `dengbu key renew`: after a change of the field keys or of the index key, everything that is stored under an older one is written
/// under the newest. Page by page, beside the work of others; what was done already is left alone, so that it can be broken off.
///
/// Not touched are certificates' facts: the log's entry commits to their ciphertext, so their key is kept for ever. Sessions, tickets
/// and answers kept for repetitions end by themselves within a day, rows of batches within the hour.
package struct FieldRenewal: Sendable {
    package struct Report: Hashable, Sendable {
        package var read = 0
        package var changed = 0
        /// Two numbers each, of parties that are one person.
        package var doubles: [String] = []
    }

    private let database: any Database
    private let region: String
    private let parties: PartyBook
    private let cipher: FieldCipher

    package init(database: any Database, region: String, parties: PartyBook, cipher: FieldCipher) {
        self.database = database
        self.region = region
        self.parties = parties
        self.cipher = cipher
    }

    /// - Parameter progress: rows read so far.
    package func run(progress: (Int) -> Void = { _ in }) async throws -> Report {
        var report = Report()
        let parties = parties
        try await walk(&report, progress) { try parties.renewParties(after: $0, in: $1) }
        try await walk(&report, progress) { try parties.renewFormerNames(after: $0, in: $1) }
        try await walk(&report, progress) { try parties.renewSecondFactors(after: $0, in: $1) }
        for column in Self.columns(region: region, senders: try await senders()) {
            let cipher = cipher
            try await walk(&report, progress) { try column.renew(after: $0, cipher: cipher, in: $1) }
        }
        let region = region
        for state in try await database.read({ try ImportState.all(region: region, in: $0) }) {
            let cipher = cipher
            try await walk(&report, progress) { try RecordPage.renew(of: state, after: $0, region: region, cipher: cipher, in: $1) }
        }
        return report
    }

    private func walk(
        _ report: inout Report, _ progress: (Int) -> Void, _ page: @Sendable @escaping (String, any Connection) throws -> RenewedPage
    ) async throws {
        var next: String? = ""
        while let start = next {
            let done = try await database.write(.rowLocks) { try page(start, $0) }
            report.read += done.read
            report.changed += done.changed
            report.doubles += done.doubles
            progress(report.read)
            next = done.next
        }
    }

    /// A column of sealed texts: the table, whose rows, by which key, beside what, and what each text is bound to.
    private struct Column: Sendable {
        let table: SQL
        /// The first part of the key, and its value.
        let scope: SQL
        let key: SQL
        let beside: SQL
        let column: SQL
        let context: @Sendable (_ key: String, _ beside: String) -> String
        static let page = 300

        func renew(after start: String, cipher: FieldCipher, in connection: any Connection) throws -> RenewedPage {
            let rows = try connection.rows(
                """
                SELECT \(sql: key) AS id, \(sql: beside) AS beside, \(sql: column) AS sealed FROM \(sql: table)
                WHERE \(sql: scope) AND \(sql: key) > \(start) ORDER BY \(sql: key) LIMIT \(Self.page)
                """)
            var changed = 0
            for row in rows {
                let id = try row.text("id")
                guard let old = try row.blobIfPresent("sealed"), let sealed = try cipher.renewed(old, context: context(id, row.text("beside"))) else { continue }
                changed += Int(
                    try connection.execute(
                        """
                        UPDATE \(sql: table) SET \(sql: column) = \(sealed)
                        WHERE \(sql: scope) AND \(sql: key) = \(id) AND \(sql: column) = \(old)
                        """))
            }
            return RenewedPage(next: rows.count < Self.page ? nil : try rows.last?.text("id"), read: rows.count, changed: changed)
        }
    }

    /// Everybody of whom something has come in: one step of the table's key each.
    private func senders() async throws -> [String] {
        try await database.read { connection in
            var found: [String] = []
            while let next = try connection.row("SELECT MIN(department) AS sender FROM inbox_message WHERE department > \(found.last ?? "")")?
                .textIfPresent("sender")
            {
                found.append(next)
            }
            return found
        }
    }

    private static func columns(region: String, senders: [String]) -> [Column] {
        let own: SQL = "region = \(region)"
        return [
            Column(table: "outbox_message", scope: own, key: "message_id", beside: "region", column: "payload") { id, _ in Outbox.payloadContext(id, region: region) },
            Column(table: "outbox_message", scope: own, key: "message_id", beside: "region", column: "receipt") { id, _ in Outbox.receiptContext(id, region: region) },
            Column(table: "outbox_receipt", scope: own, key: "receipt_id", beside: "region", column: "receipt") { id, _ in
                Outbox.sharedReceiptContext(id, region: region)
            },
            Column(table: "case_evidence", scope: own, key: "evidence_id", beside: "case_id", column: "sealed") { CaseOffice.evidenceContext($1, $0) },
            Column(table: "case_evidence", scope: own, key: "evidence_id", beside: "case_id", column: "envelope") { CaseOffice.envelopeContext($1, $0) },
            Column(table: "escrow_account", scope: own, key: "place", beside: "case_id", column: "sealed") { EscrowAccounts.context($0, $1) },
            Column(table: "register_extract", scope: own, key: "number", beside: "token", column: "facts") { "extract/\($1)" },
            Column(table: "auction_review_part", scope: own, key: "part_id", beside: "region", column: "answer") { id, _ in ReviewPart.answerContext(id) },
            Column(table: "auction_review_part", scope: own, key: "part_id", beside: "region", column: "envelope") { id, _ in ReviewPart.envelopeContext(id) },
            Column(table: "court_order", scope: own, key: "order_id", beside: "region", column: "body") { id, _ in CourtOrder.context(id) },
        ]
            + senders.flatMap { sender in
                ["body", "answer"].map { part in
                    Column(
                        table: "inbox_message", scope: "department = \(sender)", key: "message_id", beside: "department",
                        column: part == "body" ? "body" : "answer"
                    ) { id, from in InboundDoor.context(part, from, id) }
                }
            }
    }
}
