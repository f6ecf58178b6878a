import Exchange
package import Ledger
package import Logging
package import Register
import ServiceLifecycle
package import Storage
import Synchronization

/// Asks the witnesses to cosign the log's latest checkpoint, and publishes it when the quorum has.
///
/// Registrations and receipts never wait for it: while witnesses stall the published checkpoint lags, and `standings` says who is missing.
/// Any number of processes may publish: all ask for the one tree in the database.
package final class WitnessPublisher: Service {
    /// Sends a request body to an address and gives status and body. Bounded in time by whoever makes it.
    package typealias Post = @Sendable (_ url: String, _ body: [UInt8]) async throws -> (status: Int, body: [UInt8])

    /// How it stands with one witness, as this process last saw it.
    package struct Standing: Hashable, Sendable {
        package let label: String
        /// Size of the largest tree that it cosigned.
        package var size = 0
        /// What went wrong last; nil after a cosignature.
        package var problem: String?
    }

    private let database: any Database
    private let log: any LogAuthority
    package let policy: WitnessPolicy
    private let post: Post
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let known: Mutex<[Standing]>

    /// - Parameter log: the log's own keys: what its checkpoints are verified with before they are sent out.
    package init(
        database: any Database, log: any LogAuthority, policy: WitnessPolicy, logger: Logger, now: @escaping @Sendable () -> Moment, post: @escaping Post
    ) {
        self.database = database
        self.log = log
        self.policy = policy
        self.post = post
        self.logger = logger
        self.now = now
        known = Mutex(policy.witnesses.map { Standing(label: $0.label) })
    }

    package var standings: [Standing] { known.withLock { $0 } }

    package func run() async throws {
        guard policy.needsWitnesses else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    try await publish()
                    try await Task.sleep(for: .milliseconds(100))
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("checkpoint could not be published", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }

    /// How long the others are waited for when the quorum has cosigned.
    private static let grace = Duration.milliseconds(200)

    /// One round over the latest checkpoint.
    /// - Returns: whether a checkpoint over all entries is published now.
    @discardableResult
    package func publish() async throws -> Bool {
        let state = try await database.read { connection in
            (latest: try LogRecords.latestCheckpoint(in: connection), published: try LogRecords.latestPublication(in: connection)?.size ?? -1)
        }
        guard let latest = state.latest, latest.size > state.published else { return true }
        let bare = try SignedNote(parsing: Array(latest.note.utf8))
        var note = bare
        var isPublished = false
        let keys = log.keys.map(\.verifier) + policy.keys
        do {
            try await withThrowingTaskGroup(of: NoteSignature?.self) { group in
                for index in policy.witnesses.indices where policy.witnesses[index].url != nil {
                    group.addTask { await self.ask(index, to: bare, size: Int(latest.size)) }
                }
                while let answer = try await group.next() {
                    guard let answer else { continue }
                    note = try note.adding(answer)
                    guard policy.isSatisfied(by: try note.verified(by: keys)) else { continue }
                    try await store(note, size: latest.size)
                    if !isPublished {
                        isPublished = true
                        group.addTask {
                            try await Task.sleep(for: Self.grace)
                            throw GraceOver()
                        }
                    }
                    if note.signatures.count >= bare.signatures.count + policy.witnesses.count(where: { $0.url != nil }) { throw GraceOver() }
                }
            }
        } catch is GraceOver {
            // Who hasn't answered by now does so for the next checkpoint.
        }
        return isPublished
    }

    private struct GraceOver: Error {}

    private func store(_ note: SignedNote, size: Int64) async throws {
        let text = String(decoding: note.encoded, as: UTF8.self)
        let at = now().microseconds
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO log_publication (size, note, at) VALUES (\(size), \(text), \(at))
                ON CONFLICT (size) DO UPDATE SET note = excluded.note
                """)
        }
    }

    /// One witness's cosignature, verified; nil with a word in its standing if there is none.
    private func ask(_ index: Int, to note: SignedNote, size: Int) async -> NoteSignature? {
        let witness = policy.witnesses[index]
        guard let url = witness.url else { return nil }
        do {
            var old = known.withLock { $0[index].size }
            // A size that we have forgotten, or another process moved on: the witness names it, and is asked once more from there.
            for attempt in 0..<2 {
                guard old <= size else { throw WitnessTrouble.knowsMore(old, ours: size) }
                let from = old
                let proof = try await database.read { from == 0 ? [] : try LogReader.consistency(from: from, to: size, in: $0) }
                let answer = try await post("\(url)/add-checkpoint", AddCheckpoint(oldSize: from, proof: proof, checkpoint: note).encoded)
                switch answer.status {
                case 200:
                    let lines = try CosignatureLines.parse(answer.body, under: note.text)
                    guard let line = lines.first(where: { $0.name == witness.key.name && $0.keyID == witness.key.keyID }),
                        witness.key.accepts(line.signature, of: Array(note.text.utf8))
                    else { throw WitnessTrouble.badCosignature }
                    known.withLock {
                        $0[index].size = max($0[index].size, size)
                        $0[index].problem = nil
                    }
                    return line
                case 409:
                    guard let text = String(validating: answer.body.prefix(20), as: UTF8.self), text.hasSuffix("\n"), let named = Int(text.dropLast()),
                        named >= 0
                    else { throw WitnessTrouble.refused(409, "no size") }
                    if attempt > 0 || named == from { throw WitnessTrouble.refused(409, "it has cosigned another tree of \(named) entries") }
                    old = named
                default: throw WitnessTrouble.refused(answer.status, String(decoding: answer.body.prefix(200), as: UTF8.self))
                }
            }
            return nil
        } catch {
            let problem = error is WitnessTrouble ? "\(error)" : "unreachable: \(error)"
            if Task.isCancelled { return nil }
            let isNew = known.withLock { standings in
                defer { standings[index].problem = problem }
                return standings[index].problem != problem
            }
            if isNew { logger.error("a witness did not cosign", metadata: ["witness": "\(witness.label)", "problem": "\(problem)"]) }
            return nil
        }
    }
}

/// What a witness did instead of cosigning.
enum WitnessTrouble: Error, Hashable, CustomStringConvertible {
    /// It cosigned a larger tree than we have: entries were lost, or the log was forked. A person must look.
    case knowsMore(Int, ours: Int)
    case badCosignature
    case refused(Int, String)

    var description: String {
        switch self {
        case .knowsMore(let size, let ours): "it has cosigned \(size) entries, this log has \(ours): entries are lost or the log has forked"
        case .badCosignature: "its answer holds no valid cosignature of its key"
        case .refused(let status, let why): "it refused (\(status)): \(why)"
        }
    }
}
