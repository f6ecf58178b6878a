package import Ledger
package import Storage

/// A witness: remembers the last tree of each log that it cosigned, and cosigns nothing that doesn't extend it.
///
/// Judging and remembering are one durable transaction, and the cosignature is made after it: a crash may lose an answer, never
/// the memory of it, and two requests at once can't roll the memory back.
package struct WitnessBook: Sendable {
    /// What the witness answers, as HTTP says it.
    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let type: String
        package let body: [UInt8]
        /// For the witness's own records; nil when it cosigned.
        package let refusal: String?
    }

    private let database: any Database
    private let logs: [any LogAuthority]
    private let signers: [CosignatureSigner]
    private let now: @Sendable () -> Int64

    /// Requests of one log that are kept as evidence: enough to prove a fork, too few to fill a disk.
    private static let mostEvidence: Int64 = 100

    /// - Parameters:
    ///   - logs: the logs that it witnesses, each with all of its keys.
    ///   - signers: the witness's keys: a line of each is in every answer.
    ///   - now: seconds since 1970.
    package init(database: any Database, logs: [any LogAuthority], signers: [CosignatureSigner], now: @escaping @Sendable () -> Int64) {
        self.database = database
        self.logs = logs
        self.signers = signers
        self.now = now
    }

    /// Answers `add-checkpoint` (C2SP tlog-witness).
    package func add(_ body: [UInt8]) async throws -> Answer {
        let request: AddCheckpoint
        let checkpoint: Checkpoint
        do {
            request = try AddCheckpoint(parsing: body)
            checkpoint = try Checkpoint(text: request.checkpoint.text)
        } catch {
            return refuse(400, "\(error)")
        }
        guard let log = logs.first(where: { $0.name.utf8.elementsEqual(checkpoint.origin.utf8) }) else { return refuse(404, "this witness doesn't know the log \(checkpoint.origin)") }
        do { _ = try SignedCheckpoint(request.checkpoint, log: log) } catch { return refuse(403, "\(error)") }

        let now = now
        let verdict = try await database.write { connection -> Verdict in
            let known = try Self.tree(of: checkpoint.origin, in: connection)
            // The time is taken inside the transaction, so that of two cosignatures the later one is over the larger tree.
            let at = now()
            do throws(WitnessRefusal) {
                try WitnessJudgement.judge(checkpoint, oldSize: request.oldSize, proof: request.proof, known: known)
            } catch {
                if error.isMisbehaviour { try keep(body, of: checkpoint.origin, why: "\(error)", at: at, in: connection) }
                return .refused(error, known: known?.size ?? 0)
            }
            try connection.execute(
                """
                INSERT INTO witness_tree (origin, size, root, note, at)
                VALUES (\(checkpoint.origin), \(Int64(checkpoint.size)), \(checkpoint.root.bytes), \(String(decoding: request.checkpoint.encoded, as: UTF8.self)), \(at))
                ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at
                """)
            return .cosign(at: at)
        }
        switch verdict {
        case .cosign(let at):
            let lines = try signers.map { try $0.cosign(request.checkpoint.text, at: at) }
            return Answer(status: 200, type: "text/plain; charset=utf-8", body: CosignatureLines.encode(lines), refusal: nil)
        case .refused(let refusal, let known):
            switch refusal {
            case .sizesReversed: return refuse(400, "\(refusal)")
            case .inconsistent: return refuse(422, "\(refusal)")
            case .otherOldSize, .fork, .otherMap:
                return Answer(status: 409, type: "text/x.tlog.size", body: Array("\(known)\n".utf8), refusal: "\(refusal)")
            }
        }
    }

    /// The last tree that was cosigned of a log.
    package func tree(of origin: String) async throws -> WitnessedTree? {
        try await database.read { try Self.tree(of: origin, in: $0) }
    }

    private static func tree(of origin: String, in connection: any Connection) throws -> WitnessedTree? {
        guard let row = try connection.row("SELECT size, root, note FROM witness_tree WHERE origin = \(origin)") else { return nil }
        guard let root = Digest32(try row.blob("root")), let note = try? SignedNote(parsing: Array(try row.text("note").utf8)),
            let checkpoint = try? Checkpoint(text: note.text)
        else { throw WitnessError.damagedMemory(origin) }
        return WitnessedTree(size: Int(try row.int("size")), root: root, mapRoot: (try? checkpoint.mapRoot) ?? nil)
    }

    /// Why requests of a log that were properly signed were refused, the first ones first.
    package func evidence(against origin: String) async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT why FROM witness_evidence WHERE origin = \(origin) ORDER BY at, digest").map { try $0.text("why") }
        }
    }

    private enum Verdict: Sendable {
        case cosign(at: Int64)
        case refused(WitnessRefusal, known: Int)
    }

    private func refuse(_ status: Int, _ why: String) -> Answer {
        Answer(status: status, type: "text/plain; charset=utf-8", body: Array("\(why)\n".utf8), refusal: why)
    }

    private func keep(_ body: [UInt8], of origin: String, why: String, at: Int64, in connection: any Connection) throws {
        let kept = try connection.row("SELECT COUNT(*) AS n FROM witness_evidence WHERE origin = \(origin)")?.int("n") ?? 0
        guard kept < Self.mostEvidence else { return }
        try connection.execute(
            """
            INSERT INTO witness_evidence (origin, digest, at, why, request) VALUES (\(origin), \(Digest32.of(body).hex), \(at), \(why), \(body))
            ON CONFLICT (origin, digest) DO NOTHING
            """)
    }
}

/// A witness that can't trust its own memory doesn't cosign.
package enum WitnessError: Error, Hashable, Sendable {
    case damagedMemory(String)
}
