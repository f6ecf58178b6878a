package import Exchange
package import Identity
package import Ledger
package import Logging
package import Register
package import Seals
package import Storage
import Synchronization

/// Lets an auditor have the whole register verified while it is in use: one run at a time, in the background, with progress, and an end.
package final class VerificationDesk: Sendable {
    private let database: any Database
    private let region: String
    private let log: any LogAuthority
    private let witnesses: [any NoteVerifier]
    private let looks: LookLog?
    private let records: FieldCipher?
    private let parties: PartyBook?
    private let directory: DepartmentDirectory?
    private let chainKeys: Set<String>?
    private let logger: Logger
    private let now: @Sendable () -> Moment
    /// After this a run is stopped: a register that is too big for it is verified by `dengbu verify` on a copy.
    private let limit: Duration
    private let current = Mutex<(run: VerificationRun, task: Task<Void, Never>?)?>(nil)

    package init(
        database: any Database, region: String, log: any LogAuthority, witnesses: [any NoteVerifier] = [], looks: LookLog? = nil, records: FieldCipher? = nil,
        parties: PartyBook? = nil, directory: DepartmentDirectory? = nil, chainKeys: Set<String>? = nil,
        logger: Logger,
        limit: Duration = .seconds(3_600),
        now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.region = region
        self.log = log
        self.witnesses = witnesses
        self.looks = looks
        self.records = records
        self.parties = parties
        self.directory = directory
        self.chainKeys = chainKeys
        self.logger = logger
        self.limit = limit
        self.now = now
    }

    /// A run of another process that has not been heard of for so long has ended with it.
    private static let silence = 60.0

    /// The runs, the latest first; the progress of one that runs here is up to date.
    package func runs(_ count: Int = 20) async throws -> [VerificationRun] {
        let region = region
        let at = now()
        let mine = current.withLock { $0?.run }
        return try await database.read { try VerificationRecords.latest(count, region: region, in: $0) }.map { stored in
            if let mine, mine.id == stored.id { return mine }
            var run = stored
            if run.state == .running, at.seconds(since: run.seenAt) > Self.silence { run.state = .interrupted }
            return run
        }
    }

    /// - Returns: the run; nil if one is under way already, here or in another process.
    package func start(by account: String) async throws -> VerificationRun? {
        let at = now()
        let run = VerificationRun(
            id: RandomText.hex(8), startedAt: at, startedBy: account, seenAt: at, state: .running, done: 0, stage: "units", endedAt: nil)
        let isFirst = current.withLock { current in
            guard current?.run.state != .running else { return false }
            current = (run, nil)
            return true
        }
        guard isFirst else { return nil }
        do {
            guard try await claim(run) else {
                current.withLock { $0 = nil }
                return nil
            }
        } catch {
            current.withLock { $0 = nil }
            throw error
        }
        let task = Task { await self.work(run) }
        current.withLock { if $0?.run.id == run.id { $0?.task = task } }
        return run
    }

    /// Writes the run down unless another process has one that lives: looking and writing are one transaction under a lock of the database's,
    /// so that of two processes that begin at the same moment one does.
    func claim(_ run: VerificationRun) async throws -> Bool {
        let region = region
        return try await database.write(.rowLocks) { connection in
            try connection.lock("verification \(region)")
            let isTaken = try VerificationRecords.latest(20, region: region, in: connection).contains { other in
                other.state == .running && run.startedAt.seconds(since: other.seenAt) <= Self.silence
            }
            guard !isTaken else { return false }
            try VerificationRecords.put(run, region: region, in: connection)
            return true
        }
    }

    /// Stops the run that goes on here.
    package func cancel() { current.withLock { $0?.task }?.cancel() }

    private func work(_ run: VerificationRun) async {
        let outcome = await withTaskGroup(of: VerificationRun?.self) { group in
            group.addTask { await self.verify(run) }
            group.addTask {
                // Tells other processes that this one lives, and how far it is.
                let end = ContinuousClock.now + self.limit
                while ContinuousClock.now < end {
                    guard (try? await Task.sleep(for: .seconds(5))) != nil else { return nil }
                    let seen = self.current.withLock { current -> VerificationRun? in
                        current?.run.seenAt = self.now()
                        return current?.run
                    }
                    if let seen { try? await self.store(seen) }
                }
                return nil
            }
            var result: VerificationRun?
            while let next = await group.next() {
                if let next { result = next }
                // Whoever is done first ends the other: the work, or its time.
                group.cancelAll()
            }
            return result
        }
        var ended = outcome ?? run
        ended.endedAt = now()
        ended.seenAt = now()
        let last = ended
        // A cancelled task can't write any more: the end is written by another.
        await Task { [logger] in
            do {
                try await self.store(last)
            } catch {
                logger.error("the end of a verification could not be stored", metadata: ["run": "\(last.id)"])
            }
            self.current.withLock { if $0?.run.id == last.id { $0 = (last, nil) } }
        }.value
    }

    private func verify(_ run: VerificationRun) async -> VerificationRun {
        let verifier = BookVerifier(
            database: database, region: region, log: log, witnesses: witnesses, looks: looks, records: records, parties: parties, directory: directory, chainKeys: chainKeys)
        do {
            // Two at a time: the registry works on beside it.
            let report = try await verifier.run(width: 2) { progress in
                self.current.withLock { current in
                    guard current?.run.id == run.id else { return }
                    current?.run.done = progress.done
                    current?.run.stage = progress.stage
                }
            }
            var ended = self.current.withLock { $0?.run } ?? run
            ended.state = report.isClean ? .clean : .divergent
            ended.units = report.units
            ended.acts = report.acts
            ended.certificates = report.certificates
            ended.entries = report.entries
            ended.divergences = report.divergences.map(\.description)
            return ended
        } catch {
            var ended = self.current.withLock { $0?.run } ?? run
            ended.state = Task.isCancelled ? .cancelled : .failed
            if !Task.isCancelled { logger.error("verification failed", metadata: ["error": "\(type(of: error))"]) }
            return ended
        }
    }

    private func store(_ run: VerificationRun) async throws {
        let region = region
        try await database.write { try VerificationRecords.put(run, region: region, in: $0) }
    }
}
