import Ledger
import Register
import Storage
import Synchronization

/// Which of the log's keys sign a checkpoint: all that are in use. Asked inside the transaction that places entries, so that a key
/// begins and stops to sign with exactly one tree, whatever crashes.
final class LogKeyRing: Sendable {
    let signing: LogSigning
    let book: LogKeyBook
    /// Private keys by their public halves.
    private let opened = Mutex<[String: any NoteSigner]>([:])

    init(_ signing: LogSigning) throws {
        self.signing = signing
        let first = try signing.held(.ed25519)
        // Until the table was read: what the key folder says.
        book = LogKeyBook(try LogKeys(first.suffix(1).map { LogKey(try NoteKey.verifier($0.vkey)) }))
    }

    /// The keys that sign a checkpoint over `end` entries; what begins or ends with it is written down.
    /// - Parameter size: of the log's last checkpoint.
    func signers(size: Int64, end: Int64, at now: Moment, in connection: any Connection) throws -> (signers: [any NoteSigner], rows: [LogKeyRow]) {
        var rows = try Self.entered(signing, size: size, at: now, in: connection)
        var signers: [any NoteSigner] = []
        for index in rows.indices where rows[index].lastSize == nil {
            let before = rows[index]
            let verifier = try NoteKey.verifier(before.vkey)
            let isWanted = signing.algorithms.contains(LogAlgorithm(verifier))
            let hasSuccessor = rows[(index + 1)...].contains { (try? LogAlgorithm(NoteKey.verifier($0.vkey))) == LogAlgorithm(verifier) && $0.lastSize == nil }
            let isOver = !isWanted || (hasSuccessor && before.retireAt.map { $0 <= now } ?? false)
            if isOver, before.firstSize == nil {
                // It never signed anything: nobody has to know it.
                try LogKeyRecords.remove(before, in: connection)
                rows[index].lastSize = 0
                continue
            }
            if isOver {
                rows[index].lastSize = size
            } else {
                rows[index].firstSize = before.firstSize ?? end
                signers.append(try signer(of: before.vkey, LogAlgorithm(verifier)))
            }
            if rows[index] != before { try LogKeyRecords.save(rows[index], in: connection) }
        }
        rows.removeAll { $0.firstSize == nil }
        // The default before the national one: whoever reads a single signature reads the first.
        return (signers.filter { !($0 is SM2NoteSigner) } + signers.filter { $0 is SM2NoteSigner }, rows)
    }

    /// The table with a row for every algorithm that is to sign. A log of before keys had periods has been signed by one key from its beginning:
    /// by the one whose signature stands under its newest checkpoint, whatever else lies in the key folder.
    static func entered(_ signing: LogSigning, size: Int64, at now: Moment, in connection: any Connection) throws -> [LogKeyRow] {
        var rows = try LogKeyRecords.all(in: connection)
        for algorithm in signing.algorithms {
            let own = try rows.filter { try LogAlgorithm(NoteKey.verifier($0.vkey)) == algorithm }
            guard !own.contains(where: { $0.lastSize == nil }) else { continue }
            let row: LogKeyRow
            if own.isEmpty, algorithm == .ed25519, let newest = try LogRecords.latestCheckpoint(in: connection)?.note {
                let lines = try SignedNote(parsing: Array(newest.utf8)).signatures
                guard let signer = try signing.held(algorithm).last(where: { key in lines.contains { $0.name == key.name && $0.keyID == key.keyID } })
                else { throw LogKeyError.notHeld(lines.first.map { KeyName.label($0.name, $0.keyID) } ?? signing.origin) }
                let first = try connection.row("SELECT MIN(size) AS first FROM log_checkpoint")?.intIfPresent("first")
                row = LogKeyRow(vkey: signer.vkey, firstSize: first, since: now)
            } else {
                row = LogKeyRow(vkey: try unused(algorithm, beside: rows, signing).vkey, since: after(rows, now))
            }
            try LogKeyRecords.save(row, in: connection)
            rows.append(row)
        }
        return rows
    }

    /// A key that never was in use: the newest of the folder, if a change that broke off made it, else a new one. An older one that isn't in
    /// the table was given up before it signed anything, perhaps because it was stolen, and isn't taken up again.
    static func unused(_ algorithm: LogAlgorithm, beside rows: [LogKeyRow], _ signing: LogSigning) throws -> any NoteSigner {
        if let newest = try signing.held(algorithm).last, !rows.contains(where: { $0.vkey == newest.vkey }) { return newest }
        return try signing.make(algorithm)
    }

    /// When a key comes into use: after all others, also where a clock was set back, since the order says who takes over from whom.
    static func after(_ rows: [LogKeyRow], _ now: Moment) -> Moment {
        rows.map { $0.since.adding(seconds: 0.000_001) }.reduce(now) { max($0, $1) }
    }

    /// What verifiers in this process believe from now on.
    func show(_ rows: [LogKeyRow]) {
        guard let keys = try? LogKeys(rows: rows) else { return }
        book.set(keys)
    }

    private func signer(of vkey: String, _ algorithm: LogAlgorithm) throws -> any NoteSigner {
        if let signer = opened.withLock({ $0[vkey] }) { return signer }
        guard let signer = try signing.held(algorithm).first(where: { $0.vkey == vkey }) else { throw LogKeyError.notHeld(vkey) }
        opened.withLock { $0[vkey] = signer }
        return signer
    }
}
