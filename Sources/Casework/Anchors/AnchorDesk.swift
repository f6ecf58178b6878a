import Contracts
package import Exchange
import Ledger
package import Logging
package import Register
package import Seals
import ServiceLifecycle
package import Storage

/// Has a checkpoint put on the provincial chain from time to time (区块链存证): whoever holds the chain's receipt can show that the register was
/// so at that time, even against a registry and witnesses that are all of one mind.
///
/// Nothing waits for it. The published checkpoint goes into the outbox, once for each interval however many processes there are; a worker of its
/// own delivers it, again and again under the same id, until the chain has given a receipt that is believed. At most one is under way,
/// so that a chain that was silent for a day is not met with a day's questions.
package final class AnchorDesk: Service {
    private let database: any Database
    private let cipher: FieldCipher
    private let region: String
    private let witnessed: Bool
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let connected: Bool
    private let worker: OutboxWorker
    /// The chain's public keys in hexadecimal, as the directory has them; nil where it names no chain.
    package let chainKeys: Set<String>?
    /// Seconds between two anchors; 0 for never.
    package let interval: Int

    /// - Parameters:
    ///   - interval: seconds.
    ///   - witnessed: only what the quorum of witnesses has cosigned is put on the chain.
    ///   - patience: seconds that the chain has for its receipt before it is asked again.
    package init(
        database: any Database, client: DepartmentClient, directory: DepartmentDirectory, cipher: FieldCipher, region: String, interval: Int, witnessed: Bool, patience: Double = 10,
        logger: Logger, now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.cipher = cipher
        self.region = region
        self.interval = max(0, interval)
        self.witnessed = witnessed
        self.logger = logger
        self.now = now
        connected = directory.url(of: Peer(.provincialChain)) != nil
        chainKeys = directory.chainKeys
        worker = OutboxWorker(
            database: database, client: client, cipher: cipher, keeper: AnchorKeeper(database: database, directory: directory), region: region, patience: patience,
            logger: logger, now: now)
    }

    /// Whether checkpoints are put on a chain here at all.
    package var isOn: Bool { interval > 0 && connected }

    package func run() async throws {
        guard isOn else {
            if interval > 0 { logger.notice("checkpoints are not put on a chain: the directory names no \(Department.provincialChain.rawValue)") }
            try? await gracefulShutdown()
            return
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await self.worker.run() }
            group.addTask { await self.askInTurn() }
        }
    }

    private func askInTurn() async {
        // Often enough to be in time, and a look at one row.
        let pause = Duration.milliseconds(min(5_000, interval * 250))
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    try await askIfDue()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("a checkpoint could not be handed over for the chain", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Puts the published checkpoint into the outbox if it is time for it.
    /// - Returns: whether this call did so.
    @discardableResult
    package func askIfDue() async throws -> Bool {
        guard isOn else { return false }
        // Looking costs nothing; of those who find it due the first one does it.
        guard try await database.read({ try self.due(locking: false, in: $0) }) != nil else { return false }
        let asked = try await database.write(.rowLocks) { connection -> Bool in
            guard let note = try self.due(locking: true, in: connection) else { return false }
            let at = self.now()
            let record = try Anchor.record(of: note, askedAt: at)
            try connection.execute("UPDATE log_anchor_turn SET size = \(record.size), at = \(at.microseconds) WHERE id = 1")
            let message = try OutgoingMessage(
                id: AnchorRecords.messageID(record.size), ProvincialChain.Deposit.self, record, caseID: nil, purpose: "登记日志检查点上链存证")
            try Outbox.enqueue(message, at: at, region: self.region, cipher: self.cipher, in: connection)
            return true
        }
        if asked { worker.nudge() }
        return asked
    }

    /// The checkpoint that is to be put on the chain now.
    private func due(locking: Bool, in connection: any Connection) throws -> String? {
        let lock: SQL = locking ? connection.forUpdate : ""
        guard let turn = try connection.row("SELECT size, at FROM log_anchor_turn WHERE id = 1 \(sql: lock)") else { return nil }
        let last = Moment(microseconds: try turn.int("at"))
        let passed = now().seconds(since: last)
        // A clock that was set back doesn't end it for good.
        guard passed >= Double(interval) || passed < -Envelope.clockSkew else { return nil }
        let published = try witnessed ? LogRecords.latestPublication(in: connection) : LogRecords.latestCheckpoint(in: connection)
        guard let published, published.size > (try turn.int("size")) else { return nil }
        let message = AnchorRecords.messageID(try turn.int("size"))
        let waiting = try connection.row("SELECT state FROM outbox_message WHERE region = \(region) AND message_id = \(message)")?.text("state") == "waiting"
        return waiting ? nil : published.note
    }

    /// Delivers what is due, once: `run` does so by itself.
    @discardableResult
    package func deliverDue() async throws -> Int { try await worker.deliverDue() }
}
