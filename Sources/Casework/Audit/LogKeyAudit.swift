import Ledger

/// The table of the log's keys against what they signed: each checkpoint has a signature of every key in whose time it lies and of no
/// other, and each key's time begins and ends with a checkpoint that it signed.
struct LogKeyAudit {
    private let trusted: [String: any NoteVerifier]
    /// Sizes of the first and the last tree that a key was seen to sign.
    private var seen: [String: (first: Int64, last: Int64)] = [:]

    init(_ log: any LogAuthority) {
        trusted = Dictionary(log.keys.map { ($0.verifier.vkey, $0.verifier) }) { first, _ in first }
    }

    /// - Returns: what is wrong with the signatures under a checkpoint.
    mutating func follow(_ note: SignedNote, size: Int64, _ rows: [LogKeyRow]) -> [String] {
        var problems: [String] = []
        for (vkey, key) in trusted where note.signatures.contains(where: { $0.name == key.name && $0.keyID == key.keyID }) {
            seen[vkey] = (seen[vkey]?.first ?? size, size)
            guard !rows.isEmpty else { continue }
            let row = rows.first { $0.vkey == vkey }
            if !Self.covers(row, size) { problems.append("is signed by \(vkey) out of its time") }
        }
        for row in rows where Self.covers(row, size) && seen[row.vkey]?.last != size { problems.append("lacks the signature of \(row.vkey)") }
        let known = note.signatures.filter { line in trusted.values.contains { $0.name == line.name && $0.keyID == line.keyID } }
        if known.count != note.signatures.count { problems.append("has a signature of a key that isn't the log's") }
        return problems
    }

    /// What is wrong with the table, when all checkpoints were followed.
    func finish(_ rows: [LogKeyRow], _ report: inout BookVerifier.Report) {
        // A log of before keys had times has an empty table, and has had one key.
        if rows.isEmpty, seen.count > 1 { report.add("log keys", "their times are gone, though \(seen.count) keys have signed") }
        for row in rows {
            guard trusted[row.vkey] != nil else {
                report.add("log key \(row.vkey)", "is none of the log's keys")
                continue
            }
            if row.firstSize != seen[row.vkey]?.first { report.add("log key \(row.vkey)", "its time doesn't begin with the first tree that it signed") }
            if let last = row.lastSize, last != seen[row.vkey]?.last {
                report.add("log key \(row.vkey)", "its time doesn't end with the last tree that it signed")
            }
        }
    }

    private static func covers(_ row: LogKeyRow?, _ size: Int64) -> Bool {
        guard let row, let first = row.firstSize else { return false }
        return size >= first && size <= row.lastSize ?? .max
    }
}
