import Register
import Storage

/// Certificates against the log and the acts behind them; number series against what they numbered.
extension BookVerifier {
    func verifyCertificates(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        var after = ""
        var counts: [String: Int64] = [:]
        let before = try await database.read { try SeriesNow(region: region, in: $0) }
        guard let isCoded = try await isMarked(ValueCodes.mark) else { return }  // The audit of cases names the mark.
        var uncoded = 0
        while report.divergences.count < Self.enough {
            let start = after
            let rows = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT c.number, c.kind, c.unit, c.entry_id, c.case_id, c.token, c.status, c.issued_at, c.ended_at, c.replaced_by, c.facts, c.document, c.document_code, c.disclosure,
                        (SELECT a.unit FROM register_act a WHERE a.region = c.region AND a.entry_id = c.entry_id) AS acted,
                        COALESCE((SELECT e.entry FROM log_entry e WHERE e.leaf_id = 'certificate:issued:' || c.number),
                                 (SELECT p.entry FROM log_pending p WHERE p.leaf_id = 'certificate:issued:' || c.number)) AS issued,
                        COALESCE((SELECT e.entry FROM log_entry e WHERE e.leaf_id = 'certificate:replaced:' || c.number),
                                 (SELECT p.entry FROM log_pending p WHERE p.leaf_id = 'certificate:replaced:' || c.number)) AS replaced,
                        COALESCE((SELECT e.entry FROM log_entry e WHERE e.leaf_id = 'certificate:cancelled:' || c.number),
                                 (SELECT p.entry FROM log_pending p WHERE p.leaf_id = 'certificate:cancelled:' || c.number)) AS cancelled
                    FROM certificate c WHERE c.region = \(region) AND c.number > \(start) ORDER BY c.number LIMIT \(Self.page)
                    """
                ).map(CertificateRow.init)
            }
            guard let last = rows.last else { break }
            after = last.number
            for row in rows {
                report.certificates += 1
                report.divergences += row.divergences()
                if let sealer, let verdict = row.document(region: region, by: sealer, isMarked: isCoded) {
                    if case .wrong(let problem) = verdict { report.add("certificate \(row.number)", problem) } else { uncoded += 1 }
                }
                if let blobs, let document = row.document {
                    let kept = if let digest = BlobDigest(hex: document) { try await blobs.contains(digest) } else { false }
                    if !kept { report.add("certificate \(row.number)", "its file \(document) is not there") }
                }
                counts["\(row.kind)-\(Moment(microseconds: row.issuedAt).date.year)", default: 0] += 1
            }
            progress(report.certificates)
        }
        if uncoded > 0 { report.unchecked.append("the files of \(uncoded) certificates, which have no code yet: dengbu serve gives them theirs") }
        try await verifySeries(counts, since: before, &report)
    }

    /// Numbers run from 1 without gaps: as many were given as the series' last number says; while the registry works on, as many as it
    /// said before they were counted, at most as many as after.
    private func verifySeries(_ certificates: [String: Int64], since before: SeriesNow, _ report: inout Report) async throws {
        let region = region
        var counts = certificates
        let cases = try await casesByDay()
        let messages = try await accessMessagesByDay()
        let now = try await database.read { try SeriesNow(region: region, in: $0) }
        for (name, count) in cases where now.last[name] != nil { counts[name] = count }
        for (name, count) in messages where now.last[name] != nil { counts[name] = count }
        let numbered = now.last.keys.filter { name in ["certificate-", "proof-", "case-", "access-"].contains { name.hasPrefix($0) } }
        for name in Set(counts.keys).union(numbered).sorted() {
            let (given, last) = (counts[name, default: 0], now.last[name, default: 0])
            if given < before.last[name, default: 0] || given > last {
                report.add("number series \(name)", "\(given) numbers were used, the last number is \(last)")
            }
        }
        if let last = now.last["acceptance"], now.accepted != last || now.lastAccepted != last {
            report.add("number series acceptance", "\(now.accepted) cases were accepted, the last number is \(last)")
        }
    }

    private func casesByDay() async throws -> [String: Int64] {
        let region = region
        var counts: [String: Int64] = [:]
        var after = ""
        while true {
            let start = after
            let ids = try await database.read { connection in
                try connection.rows("SELECT case_id FROM case_file WHERE region = \(region) AND case_id > \(start) ORDER BY case_id LIMIT \(Self.page)")
                    .map { try $0.text("case_id") }
            }
            guard let last = ids.last else { return counts }
            after = last
            for number in ids.compactMap({ CaseNumber($0) }) { counts["case-\(number.date)", default: 0] += 1 }
        }
    }

    private func accessMessagesByDay() async throws -> [String: Int64] {
        let region = region
        var counts: [String: Int64] = [:]
        var after = "access-"
        while true {
            let start = after
            let rows = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT message_id, created_at FROM outbox_message
                    WHERE region = \(region) AND message_id > \(start) AND message_id < 'access.' ORDER BY message_id LIMIT \(Self.page)
                    """
                ).map { (id: try $0.text("message_id"), at: try $0.int("created_at")) }
            }
            guard let last = rows.last else { return counts }
            after = last.id
            for row in rows { counts["access-\(Moment(microseconds: row.at).date)", default: 0] += 1 }
        }
    }
}

/// The last numbers of all series, and how many cases were accepted, at one moment.
private struct SeriesNow: Sendable {
    let last: [String: Int64]
    let accepted: Int64
    let lastAccepted: Int64

    init(region: String, in connection: any Connection) throws {
        let rows = try connection.rows("SELECT series, last FROM number_series /* reads all: few */ WHERE region = \(region)")
        last = Dictionary(try rows.map { (try $0.text("series"), try $0.int("last")) }) { $1 }
        let row = try connection.row(
            "SELECT COUNT(sequence) AS n, COALESCE(MAX(sequence), 0) AS last /* reads all: counted */ FROM case_file WHERE region = \(region)")
        accepted = try row?.int("n") ?? 0
        lastAccepted = try row?.int("last") ?? 0
    }
}

/// One certificate and what the log and the register say of it.
private struct CertificateRow: Sendable {
    let number: String
    let kind: String
    let status: String
    let issuedAt: Int64
    let document: String?
    private let documentCode: Int64?
    private let unit: String
    private let entry: String
    private let caseID: String
    private let token: String
    private let endedAt: Int64?
    private let replacedBy: String?
    private let facts: [UInt8]
    private let disclosure: [UInt8]?
    private let acted: String?
    private let issued: [UInt8]?
    private let replaced: [UInt8]?
    private let cancelled: [UInt8]?

    init(_ row: ResultRow) throws {
        number = try row.text("number")
        kind = try row.text("kind")
        status = try row.text("status")
        issuedAt = try row.int("issued_at")
        document = try row.textIfPresent("document")
        documentCode = try row.intIfPresent("document_code")
        unit = try row.text("unit")
        entry = try row.text("entry_id")
        caseID = try row.text("case_id")
        token = try row.text("token")
        endedAt = try row.intIfPresent("ended_at")
        replacedBy = try row.textIfPresent("replaced_by")
        facts = try row.blob("facts")
        disclosure = try row.blobIfPresent("disclosure")
        acted = try row.textIfPresent("acted")
        issued = try row.blobIfPresent("issued")
        replaced = try row.blobIfPresent("replaced")
        cancelled = try row.blobIfPresent("cancelled")
    }

    /// What is to be said of the name of its file; nil if nothing is.
    func document(region: String, by sealer: RowSealer, isMarked: Bool) -> ValueCodes.Verdict? {
        let expected = ValueCodes.certificate(number, region: region, by: sealer).of(.document, document)
        let verdict = ValueCodes.compare(.document, code: documentCode, expected: expected, isMarked: isMarked)
        if case .right = verdict { return nil }
        return verdict
    }

    func divergences() -> [BookVerifier.Divergence] {
        var found: [BookVerifier.Divergence] = []
        func report(_ problem: String) { found.append(BookVerifier.Divergence(place: "certificate \(number)", problem: problem)) }
        if acted == nil { report("no act stands behind it") } else if acted != unit { report("the act behind it is on another unit") }
        let at = Moment(microseconds: issuedAt)
        let binding = RegisterHash.certificateCommitment(token: token, kind: kind, caseID: caseID, facts: facts)
        let expected = RegisterHash.issuedEntry(number: number, unit: unit, entry: entry, at: at, binding: binding, disclosure: disclosure)
        if issued == nil { report("the log knows nothing of it") } else if issued != expected { report("the log says something else") }
        switch IssuedCertificate.Status(rawValue: status) {
        case .valid:
            if replaced != nil || cancelled != nil || endedAt != nil || replacedBy != nil { report("it has ended and is called valid") }
        case .replaced, .cancelled:
            let ended = RegisterHash.endedEntry(
                number: number, event: status, successor: replacedBy, unit: unit, entry: entry, at: Moment(microseconds: endedAt ?? 0))
            if endedAt == nil || (status == "replaced" ? replaced : cancelled) != ended { report("the log says something else of its end") }
        case nil: report("nothing is called \(status)")
        }
        return found
    }
}
