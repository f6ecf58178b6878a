import Crypto
import Escrow
import Exchange
import Register
import Seals
import Storage

/// Money in custody: each book's events fold to its row and to the invariants, the case's log entries commit to them by the end of their chain, and with
/// the field key each receipt is the signed message that it says it is, and every account that the book names opens.
extension BookVerifier {
    func verifyMoney(_ report: inout Report) async throws {
        var after = ""
        let region = region
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [MoneyRows] in
                let rows = try connection.rows(
                    """
                    SELECT case_id, unit, custodian, version, phase, in_custody, stop, until, head, changed_at FROM escrow
                    WHERE region = \(region) AND case_id > \(start) ORDER BY case_id LIMIT \(Self.page)
                    """)
                guard let last = try rows.last?.text("case_id") else { return [] }
                func grouped(_ rows: [ResultRow]) -> [String: [ResultRow]] { Dictionary(grouping: rows) { (try? $0.text("case_id")) ?? "" } }
                let events = grouped(
                    try connection.rows(
                        """
                        SELECT case_id, seq, at, kind, body, source, digest FROM escrow_event
                        WHERE region = \(region) AND case_id > \(start) AND case_id <= \(last) ORDER BY case_id, seq
                        """))
                let cases = try Set(rows.map { EscrowTerms.caseID(ofBook: try $0.text("case_id")) }).sorted()
                let notes = grouped(
                    try connection.rows(
                        "SELECT case_id, body FROM case_action WHERE region = \(region) AND case_id IN \(list: cases) AND kind = 'moneyMoved' ORDER BY case_id, seq"))
                return try rows.map { row in
                    let id = try row.text("case_id")
                    return MoneyRows(row: row, id: id, events: events[id] ?? [], notes: notes[EscrowTerms.caseID(ofBook: id)] ?? [])
                }
            }
            guard let last = page.last else { break }
            after = last.id
            for rows in page {
                for problem in rows.problems() { report.add("money of case \(rows.id)", problem) }
                for problem in try await sealed(rows) { report.add("money of case \(rows.id)", problem) }
            }
        }
        let lost = try await database.read { connection in
            try connection.rows(
                """
                SELECT e.case_id /* reads all: every book's first event is asked for its row */ FROM escrow_event e WHERE e.region = \(region) AND e.seq = 1
                AND NOT EXISTS (SELECT 1 FROM escrow f WHERE f.region = e.region AND f.case_id = e.case_id) LIMIT \(Self.enough)
                """
            ).map { try $0.text("case_id") }
        }
        for id in lost { report.add("money of case \(id)", "its row is missing") }
    }

    /// What only the field key opens: the accounts, and the messages that events rest on.
    private func sealed(_ rows: MoneyRows) async throws -> [String] {
        guard let cipher = records, let file = rows.file else { return [] }
        let region = region
        let id = EscrowTerms.caseID(ofBook: rows.id)
        return try await database.read { connection in
            var problems: [String] = []
            var names: Set<String> = []
            for row in try connection.rows("SELECT place, name, sealed FROM escrow_account WHERE region = \(region) AND case_id = \(id)") {
                let place = try row.text("place")
                let name = try row.text("name")
                names.insert(name)
                if place != "\(id):\(name)" || (try? cipher.open(row.blob("sealed"), context: EscrowAccounts.context(place, id))) == nil {
                    problems.append("account \(name) doesn't open")
                }
            }
            for name in file.book.namedAccounts.subtracting(names).sorted() { problems.append("account \(name) is missing") }
            for entry in file.entries {
                guard let proof = entry.proof else { continue }
                let parts = proof.source.split(separator: ":", maxSplits: 1).map(String.init)
                let place = parts.last ?? ""
                let text: String? =
                    switch parts.first {
                    case "outbox": try OutboxReceipt.find([place], region: region, in: connection).first.flatMap { try? $0.open(cipher).text }
                    default:
                        try connection.row("SELECT envelope FROM case_evidence WHERE region = \(region) AND evidence_id = \(place)")?.blobIfPresent("envelope")
                            .flatMap { try? cipher.open($0, context: CaseOffice.envelopeContext(id, place)) }
                    }
                guard let text else {
                    problems.append("\(proof.source) is missing or doesn't open")
                    continue
                }
                if RegisterHash.hex(Array(SHA256.hash(data: Array(text.utf8)))) != proof.digest { problems.append("\(proof.source) is another message") }
            }
            return problems
        }
    }
}

extension EscrowBook {
    /// Every account that the book names.
    var namedAccounts: Set<String> {
        Set(
            [custody?.account].compactMap { $0 } + quotes.values.map(\.account) + deposits.map(\.deposit.from) + terms.sinks.compactMap(\.account)
                + orders.map(\.order.account) + payments.map(\.to) + rulings.values.map(\.to) + proposals.values.map(\.quote.account))
    }
}

/// The row of a book, its events, and what its case noted of it.
private struct MoneyRows: Sendable {
    let id: String
    let stored: [String: String]
    let file: EscrowFile?
    let faults: [String]

    init(row: ResultRow, id: String, events: [ResultRow], notes: [ResultRow]) {
        self.id = id
        var stored: [String: String] = [:]
        for column in ["unit", "custodian", "phase", "stop"] { stored[column] = (try? row.textIfPresent(column)) ?? nil }
        for column in ["version", "in_custody", "until", "changed_at"] { stored[column] = (try? row.int(column)).map(String.init) }
        stored["head"] = (try? row.blob("head")).map(RegisterHash.hex)
        self.stored = stored
        do {
            var entries: [EscrowEntry] = []
            for (offset, event) in events.enumerated() {
                guard try event.int("seq") == offset + 1 else { throw MoneyFault("event \(try event.int("seq")) where \(offset + 1) was expected") }
                let entry = try EscrowRecords.entry(event)
                guard try entry.event.body() == event.blob("body") else { throw MoneyFault("event \(offset + 1) is not in canonical form") }
                entries.append(entry)
            }
            let file = try EscrowFile(entries)
            self.file = file
            faults = file.book.invariants + Self.faults(notes, against: file)
        } catch let fault as MoneyFault {
            file = nil
            faults = [fault.text]
        } catch {
            file = nil
            faults = ["its events make no book: \(error)"]
        }
    }

    /// The log commits to a book's events by what the case notes of them.
    private static func faults(_ notes: [ResultRow], against file: EscrowFile) -> [String] {
        var heads: [Int: String] = [:]
        var head: [UInt8] = []
        for (offset, entry) in file.entries.enumerated() {
            guard let next = try? entry.chained(to: head, seq: offset + 1) else { break }
            head = next
            heads[offset + 1] = RegisterHash.hex(head)
        }
        return notes.compactMap { note in
            guard let moved = try? CanonicalJSON.decode(MoneyMoved.self, from: note.blob("body")) else { return "what the case notes of it can't be read" }
            guard (moved.round ?? 1) == file.round else { return nil }
            return heads[moved.version] == moved.digest ? nil : "the case noted another history up to event \(moved.version)"
        }
    }

    func problems() -> [String] {
        guard let file else { return faults }
        let book = file.book
        let derived: [String: String?] = [
            "unit": book.terms.unit.text, "custodian": book.terms.custodian, "version": String(book.version), "phase": book.phase.rawValue,
            "in_custody": String(book.inCustody.fen), "stop": book.stop?.reason.rawValue, "until": String(book.terms.until.dayNumber),
            "head": RegisterHash.hex(file.head), "changed_at": String(file.changedAt.microseconds),
        ]
        return faults
            + derived.sorted { $0.key < $1.key }.compactMap { column, value in
                stored[column] == value ? nil : "\(column) is \(stored[column] ?? "empty"), its events say \(value ?? "none")"
            } + (book.terms.bookID == id ? [] : ["its terms are book \(book.terms.bookID)'s"])
    }
}

private struct MoneyFault: Error {
    let text: String
    init(_ text: String) { self.text = text }
}
