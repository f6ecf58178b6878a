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
    let database: any Database
    let client: DepartmentClient
    let cipher: FieldCipher
    let keeper: (any AnswerKeeper)?
    let region: String
    let logger: Logger
    let now: @Sendable () -> Moment
    let patience: Double
    private let hands: OutboxHands
    private let lines = OutboxLines()
    private let lookedAt = Mutex(Moment(microseconds: 0))
    /// Messages that go alone when they are tried again: the batch in which they were didn't get through, and one message must not hold the others up.
    /// Only remembered here; whoever forgets it tries a batch once more.
    let alone = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - keeper: serves its department, or all institutions of its kind, alone; nil serves all whose answers nobody keeps.
    ///   - hands: into which whoever stores messages puts them; its own if others call ``take(_:)`` and ``nudge()``.
    ///   - patience: seconds that a receiver has for its answer; later it is asked again. Less than the lease of what was claimed.
    package init(
        database: any Database, client: DepartmentClient, cipher: FieldCipher, keeper: (any AnswerKeeper)? = nil, region: String, hands: OutboxHands = OutboxHands(), patience: Double = 10,
        logger: Logger, now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.client = client
        self.cipher = cipher
        self.keeper = keeper
        self.region = region
        self.hands = hands
        self.patience = patience
        self.logger = logger
        self.now = now
        hands.serve()
    }

    /// Seconds after which the table is looked at, even if nobody rang.
    private static let pause = 0.5

    /// How long messages are gathered that were handed over while others were on their way. Who tells alone waits for nobody.
    private static let gathering = Duration.milliseconds(100)
    /// The same for orders of money and whatever else has a keeper: somebody waits for what is answered to them.
    private static let gatheringOrders = Duration.milliseconds(25)
    /// Messages that are taken at once.
    package static let most = 256

    /// Something was put into the outbox: look now.
    package func nudge() { hands.ring() }

    /// Messages that were stored as handed over.
    package func take(_ messages: [OutgoingMessage]) { hands.take(messages) }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { carriers in
                while !Task.isCancelled {
                    do {
                        while true {
                            let taken = try await take(limit: Self.most, passing: lines.full)
                            for peer in lines.put(taken, at: now()) { carriers.addTask { await self.carry(to: peer) } }
                            let hasRung = hands.bell.takeRing()
                            // All that was there has been taken, and nobody has put anything there since.
                            guard taken.count >= Self.most || hasRung || !hands.isEmpty else { break }
                        }
                    } catch is CancellationError {
                        return
                    } catch {
                        logger.error("outbox could not be read", metadata: ["error": "\(type(of: error))"])
                    }
                    await hands.bell.wait(atMost: .seconds(Self.pause))
                }
            }
        }
    }

    /// Delivers what waits for one receiver, and what comes meanwhile. A receiver that is slow keeps nobody waiting who waits for another.
    private func carry(to peer: String) async {
        while true {
            let round = lines.next(to: peer, at: now())
            if round.isEmpty { return }
            await deliver(round)
            // The table may hold more than a line takes.
            if round.count >= Self.most { hands.ring() }
            let waiting = lines.count(to: peer)
            // Others are telling at the same time: what comes within a moment travels together.
            if waiting > 0, waiting < Self.most { try? await Task.sleep(for: keeper == nil ? Self.gathering : Self.gatheringOrders) }
        }
    }

    /// Letters to one receiver at once: a slow department must not be overrun.
    private static let atOnce = 16

    /// Takes due messages and delivers them: whatever is there, without waiting for more.
    /// - Returns: how many were taken.
    @discardableResult
    package func deliverDue(limit: Int = OutboxWorker.most) async throws -> Int {
        let taken = try await take(limit: limit, passing: [])
        await deliver(taken)
        return taken.count
    }

    private func deliver(_ jobs: [OutboxJob]) async {
        let (letters, unreadable) = sorted(jobs)
        await withTaskGroup(of: OutboxDelivery.self) { group in
            var ended: [OutboxDelivery] = unreadable.isEmpty ? [] : [OutboxDelivery(outcomes: unreadable)]
            for (index, letter) in letters.enumerated() {
                if index >= Self.atOnce, let delivery = await group.next() { ended.append(delivery) }
                group.addTask { await self.deliver(letter) }
            }
            for await delivery in group {
                ended.append(delivery)
                if ended.reduce(0, { $0 + $1.outcomes.count }) >= Self.atOnce {
                    await store(ended)
                    ended = []
                }
            }
            await store(ended)
        }
    }

    /// What was handed over, and from time to time, or if nothing was, what is due in the table: however much is handed over, what is tried again
    /// has its turn.
    /// - Parameter passing: receivers whose messages in the table wait.
    private func take(limit: Int, passing: [String]) async throws -> [OutboxJob] {
        let jobs = hands.next(atMost: limit)
        let at = now()
        let isTime = lookedAt.withLock { looked in
            guard jobs.isEmpty || at.seconds(since: looked) >= Self.pause || at < looked else { return false }
            looked = at
            return true
        }
        guard isTime, jobs.count < limit else { return jobs }
        do {
            return jobs + (try await claimDue(limit: limit - jobs.count, passing: passing))
        } catch {
            guard !jobs.isEmpty else { throw error }
            return jobs
        }
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
    private func claimDue(limit: Int, passing: [String]) async throws -> [OutboxJob] {
        let at = now()
        let region = region
        let lease = Outbox.lease(at).microseconds
        let mine = passing.reduce(mine) { "\(sql: $0) AND department <> \($1)" }
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
                OutboxJob(
                    id: try row.text("message_id"), peer: try row.text("department"), contract: try row.text("contract"),
                    caseID: try row.textIfPresent("case_id"), purpose: try row.text("purpose"), payload: .sealed(try row.blob("payload")),
                    attempts: try row.int("attempts"))
            }
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
