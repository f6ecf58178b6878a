import Contracts
package import Logging
package import Register
package import Seals
import ServiceLifecycle
package import Storage

/// Delivers what is in the outbox: at least once, each message with the same id every time, until the receiver has signed for it.
package final class OutboxWorker: Service {
    private let database: any Database
    private let client: DepartmentClient
    private let cipher: FieldCipher
    private let region: String
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let bell = Bell()

    package init(
        database: any Database, client: DepartmentClient, cipher: FieldCipher, region: String, logger: Logger, now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.client = client
        self.cipher = cipher
        self.region = region
        self.logger = logger
        self.now = now
    }

    /// Something was put into the outbox: look now.
    package func nudge() { bell.ring() }

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
        let id: String
        let department: String
        let contract: String
        let caseID: String?
        let purpose: String
        let payload: [UInt8]
        let attempts: Int64
        let createdAt: Moment
    }

    /// Takes due messages and delivers them.
    /// - Returns: how many were taken.
    @discardableResult
    package func deliverDue(limit: Int = 16) async throws -> Int {
        let at = now()
        let region = region
        // Eight at a time, ten seconds each at worst: the lease outlasts a batch in which nobody answers. It is short, because what a
        // killed process had taken waits for its end.
        let lease = at.adding(seconds: 30).microseconds
        let waiting = try await database.read { connection in
            try connection.row("SELECT 1 AS one FROM outbox_message WHERE region = \(region) AND state = 'waiting' AND next_at <= \(at.microseconds) LIMIT 1") != nil
        }
        guard waiting else { return 0 }
        let jobs = try await database.write(.rowLocks) { connection in
            try connection.rows(
                """
                WITH picked AS MATERIALIZED (
                    SELECT region, message_id FROM outbox_message WHERE region = \(region) AND state = 'waiting' AND next_at <= \(at.microseconds)
                    ORDER BY next_at, message_id LIMIT \(limit) \(sql: connection.forUpdateSkipLocked))
                UPDATE outbox_message SET next_at = \(lease), attempts = attempts + 1 FROM picked
                WHERE outbox_message.region = picked.region AND outbox_message.message_id = picked.message_id
                RETURNING outbox_message.message_id, department, contract, case_id, purpose, payload, attempts, created_at
                """
            ).map { row in
                Job(
                    id: try row.text("message_id"), department: try row.text("department"), contract: try row.text("contract"),
                    caseID: try row.textIfPresent("case_id"), purpose: try row.text("purpose"), payload: try row.blob("payload"),
                    attempts: try row.int("attempts"), createdAt: Moment(microseconds: try row.int("created_at")))
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for (index, job) in jobs.enumerated() {
                // At most eight at a time: a slow department must not hold the rest up for long, nor be overrun.
                if index >= 8 { await group.next() }
                group.addTask { await self.deliver(job) }
            }
        }
        return jobs.count
    }

    private func deliver(_ job: Job) async {
        guard let department = Department(rawValue: job.department) else {
            await settle(job, state: "dead", error: "unknown department", receipt: nil)
            return
        }
        let payload: [UInt8]
        do {
            payload = Array(try cipher.open(job.payload, context: Outbox.payloadContext(job.id, region: region)).utf8)
        } catch {
            // Altered in the store or sealed with a key that is gone: it is never sent, and a person has to look.
            await settle(job, state: "dead", error: "the stored message can't be opened", receipt: nil)
            return
        }
        do {
            let message = try client.sealed(
                id: job.id, contract: job.contract, to: department, payload: payload, caseID: job.caseID, purpose: job.purpose,
                legalBasis: "《不动产登记暂行条例》第二十三条、第二十四条", validSeconds: 3_600)
            let answer = try await client.deliver(message, contract: job.contract, to: department, deadlineSeconds: 10)
            switch answer.envelope.outcome?.status {
            case .ok: await settle(job, state: "done", error: nil, receipt: answer.message)
            case .busy, nil: await again(job, "busy")
            case .notFound, .refused:
                // The receiver will say the same again. A person has to look; nothing is dropped.
                await settle(job, state: "refused", error: answer.envelope.outcome?.message ?? "refused", receipt: answer.message)
            }
        } catch {
            await again(job, "\(error)")
        }
    }

    /// Waits twice as long each time, at most ten minutes, with some chance in it so that not everything comes back at once.
    private func again(_ job: Job, _ error: String) async {
        let seconds = min(600, 0.5 * Double(1 << min(job.attempts, 12))) * Double.random(in: 0.7...1.3)
        let next = now().adding(seconds: seconds).microseconds
        let region = region
        let text = String(error.prefix(300))
        do {
            try await database.write(.rowLocks) { connection in
                try connection.execute(
                    """
                    UPDATE outbox_message SET next_at = \(next), last_error = \(text)
                    WHERE region = \(region) AND message_id = \(job.id) AND state = 'waiting'
                    """)
            }
        } catch {
            logger.error("outbox could not be updated", metadata: ["message": "\(job.id)"])
        }
    }

    private func settle(_ job: Job, state: String, error: String?, receipt: SignedMessage?) async {
        let at = now().microseconds
        let region = region
        do {
            let sealed = try receipt.map { message in
                try cipher.seal(String(decoding: message.bytes, as: UTF8.self), context: Outbox.receiptContext(job.id, region: region))
            }
            try await database.write(.rowLocks) { connection in
                try connection.execute(
                    """
                    UPDATE outbox_message SET state = \(state), done_at = \(at), last_error = \(error), receipt = \(sealed),
                        receipt_key = \(receipt?.keyID), receipt_signature = \(receipt?.signature)
                    WHERE region = \(region) AND message_id = \(job.id)
                    """)
            }
        } catch {
            logger.error("outbox could not be updated", metadata: ["message": "\(job.id)"])
        }
        if state != "done" { logger.warning("a message was not taken", metadata: ["message": "\(job.id)", "department": "\(job.department)"]) }
    }

    /// Ids of the messages of a case.
    package func messages(ofCase id: String) async throws -> [String] {
        let region = region
        return try await database.read { connection in
            try connection.rows("SELECT message_id FROM outbox_message WHERE region = \(region) AND case_id = \(id) ORDER BY message_id")
                .map { try $0.text("message_id") }
        }
    }

    /// How many messages stand in each state, by department: the status page.
    package func tally() async throws -> [(department: String, state: String, count: Int64)] {
        let region = region
        return try await database.read { connection in
            try connection.rows(
                "SELECT department, state, COUNT(*) AS n FROM outbox_message WHERE region = \(region) GROUP BY department, state ORDER BY department, state"
            ).map { (try $0.text("department"), try $0.text("state"), try $0.int("n")) }
        }
    }
}
