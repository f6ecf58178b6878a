import Exchange
package import Ledger
package import Logging
package import Register
import ServiceLifecycle
package import Storage

/// Gives pending entries their place in the log: in batches, in commit order, one sequencer at a time whatever the number of processes.
///
/// A batch is one transaction: entries, tiles, the map of units, the head and the signed checkpoint over them appear together, so no crash
/// leaves a checkpoint without its tiles or an entry counted twice.
package final class LogSequencer: Service {
    private let database: any Database
    private let ring: LogKeyRing
    package let origin: String
    /// What verifies the log's checkpoints; it follows a change of keys.
    package var keys: LogKeyBook { ring.book }
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let bell = Bell()
    private let published = CaseFeed()
    private static let channel = "log"

    /// - Parameter signing: the keys that sign checkpoints; their name is the log's origin.
    package init(database: any Database, signing: LogSigning, logger: Logger, now: @escaping @Sendable () -> Moment) throws {
        self.database = database
        self.ring = try LogKeyRing(signing)
        self.origin = signing.origin
        self.logger = logger
        self.now = now
    }

    /// Largest batch: bounds the time that one transaction takes to a few tens of milliseconds.
    private static let batch = 4_096

    /// Something was registered: look now, not at the next tick.
    package func nudge() { bell.ring() }

    package func run() async throws {
        if let rows = try? await database.read({ try LogKeyRecords.all(in: $0) }) { ring.show(rows) }
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    while try await sequence() == Self.batch {}
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("log could not be extended", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .milliseconds(200))
                }
                // Other processes' entries are found at the next tick at the latest.
                await bell.wait(atMost: .milliseconds(200))
            }
        }
    }

    /// Integrates one batch.
    /// - Returns: how many entries got their place.
    @discardableResult
    package func sequence() async throws -> Int {
        var beginning: MapBeginning?
        while true {
            let batch = LogBatch(appender: LogAppender(ring), at: now(), limit: Self.batch, beginning: beginning)
            let (outcome, keys) = try await database.write(.rowLocks) { try batch.place(in: $0) }
            ring.show(keys)
            switch outcome {
            case .placed(let count):
                if count > 0 { published.moved(Self.channel) }
                return count
            case .lacksMap: beginning = try await MapBeginning.gather(database, logger: logger)
            }
        }
    }

    /// The receipt of an act's entry: waits until the sequencer has placed it.
    /// - Returns: nil if it took longer than `patience`.
    package func receipt(forEntry entry: EntryID, within patience: Duration) async throws -> Receipt? {
        try await receipt(forLeaf: "act:\(entry.text)", within: patience)
    }

    package func receipt(forLeaf leafID: String, within patience: Duration) async throws -> Receipt? {
        try await receipt(within: patience) { try LogReader.receipt(ofLeaf: leafID, in: $0) }
    }

    /// Looks after each batch until what is looked for is there.
    func receipt<Found: Sendable>(within patience: Duration, _ look: @escaping @Sendable (any Connection) throws -> Found?) async throws -> Found? {
        let deadline = ContinuousClock.now + patience
        let updates = published.watch(Self.channel)
        while true {
            if let found = try await database.read(look) { return found }
            nudge()
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return nil }
            await updates.wait(atMost: min(left, .milliseconds(100)))
        }
    }
}
