import Crypto
import Register
import Storage

/// The log entry of what happened in a case: one for each transaction in which anything material did, with a commitment for each event.
///
/// The book keeps a row in `case_log` for each entry, with the salt: `seq` is the first action of the transaction, `last` the last of
/// those that are logged, so that the row too follows from what the log commits to.
/// Entry and row are written in the transaction that stores the actions.
enum CaseEntry {
    /// Whether an action is logged. Not logged are what registrations and certificates have entries of their own for, and what moves
    /// nothing: drafts, waiting, steps done.
    static func isMaterial(_ event: CaseEvent) -> Bool {
        switch event {
        // A department's signed answer, by the digest in the event.
        case .gathered(let gathered): gathered.evidence != nil
        case .judged(let judged): !judged.findings.isEmpty
        case .told(let told): !told.messages.isEmpty
        case .submitted, .accepted, .feePaid, .approved, .reviewed, .returned, .corrected, .refused, .withdrawn, .suspended, .resumed, .published,
            .sourceChanged, .archived, .moneyMoved, .custodianChanged:
            true
        case .opened, .answered, .uploaded, .uploadRemoved, .signed, .feeAssessed, .registered, .certified, .waiting, .stepDone, .escalated, .rechecked,
            .joined, .claimed, .released, .askedToWithdraw, .custodianProposed:
            false
        }
    }

    static func leafID(_ caseID: String, seq: Int64, region: String) -> String { "case:\(region):\(caseID):\(seq)" }

    /// What an entry is made of, as the book keeps it.
    struct Line: Sendable {
        let seq: Int64
        let at: Int64
        let kind: String
        let actor: String
        let body: [UInt8]
    }

    /// The statements that log what is material among new actions; none where nothing is.
    /// - Parameter first: number of the first of the actions.
    static func statements(_ lines: [Line], material: [Bool], caseID: String, region: String, in connection: any Connection) -> [SQL] {
        let logged = zip(lines, material).filter(\.1).map(\.0)
        guard let first = lines.first, let last = logged.last else { return [] }
        let salt = RandomText.bytes(16)
        return [
            "INSERT INTO case_log (region, case_id, seq, last, salt) VALUES (\(region), \(caseID), \(first.seq), \(last.seq), \(salt))",
            LogRecords.appending(
                leafID: leafID(caseID, seq: first.seq, region: region), entry: entry(logged, caseID: caseID, salt: salt), in: connection),
        ]
    }

    /// Canonical JSON (RFC 8785). Case numbers and kinds need no escapes.
    static func entry(_ lines: [Line], caseID: String, salt: [UInt8]) -> [UInt8] {
        let at = RegisterHash.stamp(Moment(microseconds: lines.last?.at ?? 0))
        let events = lines.map { line in
            "{\"commitment\":\"\(RegisterHash.hex(commitment(line, salt: salt)))\",\"kind\":\"\(line.kind)\",\"seq\":\(line.seq)}"
        }
        return Array("{\"at\":\"\(at)\",\"case\":\"\(caseID)\",\"events\":[\(events.joined(separator: ","))],\"type\":\"case\",\"v\":1}".utf8)
    }

    /// SHA-256(SHA-256(salt ‖ seq) ‖ time ␀ actor ␀ SHA-256(body)): one event can be shown by the inner hash without the others.
    private static func commitment(_ line: Line, salt: [UInt8]) -> [UInt8] {
        var inner = SHA256()
        inner.update(data: salt)
        inner.update(data: Array(String(line.seq).utf8))
        var hash = SHA256()
        hash.update(data: Array(inner.finalize()))
        hash.update(data: Array("\(line.at)\0\(line.actor)\0".utf8))
        hash.update(data: Array(SHA256.hash(data: line.body)))
        return Array(hash.finalize())
    }

    static let migration = Migration(
        "cases.0004 log entries of cases",
        shared: [
            """
            CREATE TABLE case_log (
                region TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL, last BIGINT NOT NULL, salt BLOB NOT NULL,
                PRIMARY KEY (region, case_id, seq))
            """
        ])
}
