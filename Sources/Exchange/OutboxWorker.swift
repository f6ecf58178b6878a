import Contracts
package import Logging
package import Register
package import Seals
import ServiceLifecycle
package import Storage
import Synchronization

/// Delivers what is in the outbox: at least once, each message with the same id every time, until the receiver has signed for it.
///
/// A department whose answers are kept has a worker of its own with an ``AnswerKeeper``, institutions of a kind have one together; the
/// common one leaves their messages alone, and nothing waits behind them.
package final class OutboxWorker: Service {
    private let database: any Database
    private let client: DepartmentClient
    private let cipher: FieldCipher
    private let keeper: (any AnswerKeeper)?
    private let region: String
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let patience: Double
    private let bell: Bell
    private let handed = Mutex<[Job]>([])

    /// - Parameters:
    ///   - keeper: serves its department, or all institutions of its kind, alone; nil serves all whose answers nobody keeps.
    ///   - bell: rung by whoever puts something into the outbox; its own if others call ``nudge()``.
    ///   - patience: seconds that a receiver has for its answer; later it is asked again. Less than the lease of what was claimed.
    package init(
        database: any Database, client: DepartmentClient, cipher: FieldCipher, keeper: (any AnswerKeeper)? = nil, region: String, bell: Bell = Bell(), patience: Double = 10,
        logger: Logger, now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.client = client
        self.cipher = cipher
        self.keeper = keeper
        self.region = region
        self.bell = bell
        self.patience = patience
        self.logger = logger
        self.now = now
    }

    /// Something was put into the outbox: look now.
    package func nudge() { bell.ring() }

    /// Messages whose sender was told to come back only later, because this process delivers them at once: they need neither be looked
    /// for nor claimed. What is taken and not delivered before the process dies is found when that time has come.
    package func take(_ messages: [OutgoingMessage]) {
        handed.withLock { waiting in
            // More than anybody could deliver soon: the table keeps them.
            guard waiting.count < 4_096 else { return }
            waiting += messages.map { message in
                Job(
                    id: message.id, peer: message.peer.wire, contract: message.contract, caseID: message.caseID,
                    purpose: message.purpose, payload: .plain(message.payload), attempts: 1)
            }
        }
        bell.ring()
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    while try await deliverDue() > 0 {}
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("outbox could not be read", metadata: ["error": "\(type(of: error))"])
                }
                await bell.wait(atMost: .milliseconds(500))
            }
        }
    }

    private struct Job: Sendable {
        enum Payload: Sendable {
            case plain([UInt8])
            case sealed([UInt8])
        }
        let id: String
        let peer: String
        let contract: String
        let caseID: String?
        let purpose: String
        let payload: Payload
        let attempts: Int64
    }

    /// How a delivery ended: what is written to the message's row.
    private struct Outcome: Sendable {
        enum End: Sendable {
            case settled(state: String, error: String?, receipt: SignedMessage?, kept: [SQL])
            case again(at: Moment, error: String)
        }
        let id: String
        let end: End
    }

    /// Deliveries at once: a slow department must not hold the rest up for long, nor be overrun.
    private static let atOnce = 16

    /// Takes due messages and delivers them.
    /// - Returns: how many were taken.
    @discardableResult
    package func deliverDue(limit: Int = 32) async throws -> Int {
        var jobs = handed.withLock { waiting in
            defer { waiting.removeFirst(min(limit, waiting.count)) }
            return Array(waiting.prefix(limit))
        }
        if jobs.isEmpty { jobs = try await claimDue(limit: limit) }
        let taken = jobs
        await withTaskGroup(of: Outcome.self) { group in
            var ended: [Outcome] = []
            for (index, job) in taken.enumerated() {
                if index >= Self.atOnce, let outcome = await group.next() { ended.append(outcome) }
                group.addTask { await self.deliver(job) }
            }
            for await outcome in group {
                ended.append(outcome)
                if ended.count >= Self.atOnce {
                    await store(ended)
                    ended = []
                }
            }
            await store(ended)
        }
        return taken.count
    }

    /// Whose messages are this worker's.
    private var mine: SQL {
        if let keeper { return Self.messages(to: keeper.department) }
        let others = Department.allCases.filter(\.hasKeeper).map { Self.messages(to: $0) }
        return others.reduce("department > ''") { "\(sql: $0) AND NOT (\(sql: $1))" }
    }

    /// Institutions of a kind stand side by side: what comes after the kind's name and a colon, which is followed by the semicolon.
    private static func messages(to department: Department) -> SQL {
        guard department.isOfInstitutions else { return "department = \(department.rawValue)" }
        return "department >= \("\(department.rawValue):") AND department < \("\(department.rawValue);")"
    }

    /// Claims messages that are due in the table: those of a killed process, those that are tried again.
    private func claimDue(limit: Int) async throws -> [Job] {
        let at = now()
        let region = region
        let lease = Outbox.lease(at).microseconds
        let mine = mine
        let waiting = try await database.read { connection in
            try connection.row(
                "SELECT 1 AS one FROM outbox_message WHERE region = \(region) AND state = 'waiting' AND next_at <= \(at.microseconds) AND \(sql: mine) LIMIT 1") != nil
        }
        guard waiting else { return [] }
        return try await database.write(.rowLocks) { connection in
            try connection.rows(
                """
                WITH picked AS MATERIALIZED (
                    SELECT region, message_id FROM outbox_message
                    WHERE region = \(region) AND state = 'waiting' AND next_at <= \(at.microseconds) AND \(sql: mine)
                    ORDER BY next_at, message_id LIMIT \(limit) \(sql: connection.forUpdateSkipLocked))
                UPDATE outbox_message SET next_at = \(lease), attempts = attempts + 1
                FROM picked /* reads all: of what was picked, which its limit bounds */
                WHERE outbox_message.region = picked.region AND outbox_message.message_id = picked.message_id
                RETURNING outbox_message.message_id, department, contract, case_id, purpose, payload, attempts
                """
            ).map { row in
                Job(
                    id: try row.text("message_id"), peer: try row.text("department"), contract: try row.text("contract"),
                    caseID: try row.textIfPresent("case_id"), purpose: try row.text("purpose"), payload: .sealed(try row.blob("payload")),
                    attempts: try row.int("attempts"))
            }
        }
    }

    private func deliver(_ job: Job) async -> Outcome {
        guard let peer = Peer(wire: job.peer) else { return settled(job, "dead", "unknown peer") }
        let payload: [UInt8]
        do {
            switch job.payload {
            case .plain(let bytes): payload = bytes
            case .sealed(let bytes): payload = Array(try cipher.open(bytes, context: Outbox.payloadContext(job.id, region: region)).utf8)
            }
        } catch {
            // Altered in the store or sealed with a key that is gone: it is never sent, and a person has to look.
            return settled(job, "dead", "the stored message can't be opened")
        }
        do {
            let question = try client.sealed(
                id: job.id, contract: job.contract, to: peer, payload: payload, caseID: job.caseID, purpose: job.purpose,
                legalBasis: keeper?.legalBasis ?? "《不动产登记暂行条例》第二十三条、第二十四条", validSeconds: 3_600)
            let answer = try await client.deliver(question, to: peer, deadlineSeconds: patience) { [keeper] envelope in
                if envelope.outcome?.status == .ok { try keeper?.believe(payload, answered: envelope) }
            }
            switch answer.envelope.outcome?.status {
            case .ok: return settled(job, "done", nil, receipt: answer.message, kept: try await keeper?.keep(answer.envelope) ?? [])
            case .busy, nil: return again(job, "busy")
            case .notFound, .refused:
                // The receiver will say the same again. A person has to look; nothing is dropped.
                return settled(job, "refused", answer.envelope.outcome?.message ?? "refused", receipt: answer.message)
            }
        } catch ExchangeError.distrusted(let whom, let why) {
            logger.error(
                "an answer was not believed, it is asked for again", metadata: ["message": "\(job.id)", "peer": "\(whom.peer.wire)", "reason": "\(why.code)"])
            return again(job, "\(ExchangeError.distrusted(whom, why))")
        } catch {
            return again(job, "\(error)")
        }
    }

    /// Waits twice as long each time, at most ten minutes, with some chance in it so that not everything comes back at once.
    private func again(_ job: Job, _ error: String) -> Outcome {
        let seconds = min(600, 0.5 * Double(1 << min(job.attempts, 12))) * Double.random(in: 0.7...1.3)
        return Outcome(id: job.id, end: .again(at: now().adding(seconds: seconds), error: String(error.prefix(300))))
    }

    private func settled(_ job: Job, _ state: String, _ error: String?, receipt: SignedMessage? = nil, kept: [SQL] = []) -> Outcome {
        if state != "done" { logger.warning("a message was not taken", metadata: ["message": "\(job.id)", "peer": "\(job.peer)"]) }
        return Outcome(id: job.id, end: .settled(state: state, error: error, receipt: receipt, kept: kept))
    }

    /// Writes how deliveries ended, all in one transaction. If it fails they are delivered once more, and the receivers know them.
    private func store(_ outcomes: [Outcome]) async {
        guard !outcomes.isEmpty else { return }
        let at = now().microseconds
        let region = region
        do {
            let updates: [SQL] = try outcomes.flatMap { outcome -> [SQL] in
                switch outcome.end {
                case .settled(let state, let error, let receipt, let kept):
                    let sealed = try receipt.map { message in
                        try cipher.seal(String(decoding: message.bytes, as: UTF8.self), context: Outbox.receiptContext(outcome.id, region: region))
                    }
                    let settle: SQL = """
                        UPDATE outbox_message SET state = \(state), done_at = \(at), last_error = \(error), receipt = \(sealed),
                            receipt_key = \(receipt?.keyID), receipt_signature = \(receipt?.signature)
                        WHERE region = \(region) AND message_id = \(outcome.id)
                        """
                    return kept + [settle]
                case .again(let next, let error):
                    return [
                        """
                        UPDATE outbox_message SET next_at = \(next.microseconds), last_error = \(error)
                        WHERE region = \(region) AND message_id = \(outcome.id) AND state = 'waiting'
                        """
                    ]
                }
            }
            try await database.write(.rowLocks) { _ = try $0.executeAll(updates) }
            keeper?.stored()
        } catch {
            logger.error("outbox could not be updated", metadata: ["messages": "\(outcomes.map(\.id).joined(separator: " "))"])
        }
    }

    /// Ids of the messages of a case.
    package func messages(ofCase id: String) async throws -> [String] {
        let region = region
        return try await database.read { connection in
            try connection.rows("SELECT message_id FROM outbox_message WHERE region = \(region) AND case_id = \(id) ORDER BY message_id")
                .map { try $0.text("message_id") }
        }
    }

    /// How many messages stand in each state, by peer: the status page.
    package func tally() async throws -> [(peer: String, state: String, count: Int64)] {
        let region = region
        return try await database.read { connection in
            try connection.rows(
                "SELECT department, state, COUNT(*) AS n FROM outbox_message WHERE region = \(region) GROUP BY department, state ORDER BY department, state"
            ).map { (try $0.text("department"), try $0.text("state"), try $0.int("n")) }
        }
    }
}

extension Department {
    /// Whether its answers are kept beyond the outbox, so that its messages have a delivery of their own: the chain's receipts, and what
    /// lenders and custodians do with money.
    var hasKeeper: Bool { self == .provincialChain || self == .lender || self == .custodian }
}
