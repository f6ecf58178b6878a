import Register
import Storage
import Synchronization

/// Where prepared filings wait to be stored.
///
/// Certificate numbers have no gaps, so on PostgreSQL a registration holds the row of its series until its commit is on the disk, and
/// all others wait: one commit after the other. Filings that come at the same time are therefore stored by one transaction, with one
/// take of numbers and one sync for all. One that can't be stored must not spoil the others: then each is stored alone, and each caller
/// hears of its own. SQLite's writer commits in groups by itself.
final class FilingQueue: Sendable {
    private struct Waiting: Sendable {
        let filing: PendingFiling
        let continuation: CheckedContinuation<Registration, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var draining = 0
    }

    private let database: any Database
    private let entry: FilingEntry
    private let state = Mutex(State())

    /// While one group's commit is on its way to the disk the next is entered.
    private static let drains = 2
    /// Largest group: bounds how long one caller waits for the others.
    private static let largest = 64

    init(database: any Database, entry: FilingEntry) {
        self.database = database
        self.entry = entry
    }

    func enter(_ filing: PendingFiling) async throws -> Registration {
        guard database.engine == .postgres else { return try await alone(filing) }
        return try await withCheckedThrowingContinuation { continuation in
            let starts = state.withLock { state in
                state.waiting.append(Waiting(filing: filing, continuation: continuation))
                guard state.draining < Self.drains else { return false }
                state.draining += 1
                return true
            }
            if starts { Task { await drain() } }
        }
    }

    private func alone(_ filing: PendingFiling) async throws -> Registration {
        let entry = entry
        let stored = try await database.write(.rowLocks) { try entry.enter([filing], in: $0) }
        guard let registration = stored.first else { throw BookError.contended(filing.caseID) }
        return registration
    }

    private func drain() async {
        while let group = next() {
            do {
                let entry = entry
                let filings = group.map(\.filing)
                let registrations = try await database.write(.rowLocks) { try entry.enter(filings, in: $0) }
                for (waiting, registration) in zip(group, registrations) { waiting.continuation.resume(returning: registration) }
            } catch {
                guard group.count > 1 else {
                    for waiting in group { waiting.continuation.resume(throwing: error) }
                    continue
                }
                await each(of: group)
            }
        }
    }

    private func each(of group: [Waiting]) async {
        for waiting in group {
            do {
                waiting.continuation.resume(returning: try await alone(waiting.filing))
            } catch {
                waiting.continuation.resume(throwing: error)
            }
        }
    }

    /// The next group: the first that wait, on different units.
    private func next() -> [Waiting]? {
        state.withLock { state in
            var units: Set<UnitCode> = []
            var group: [Waiting] = []
            var rest: [Waiting] = []
            for waiting in state.waiting {
                if group.count < Self.largest, units.isDisjoint(with: waiting.filing.units) {
                    units.formUnion(waiting.filing.units)
                    group.append(waiting)
                } else {
                    rest.append(waiting)
                }
            }
            state.waiting = rest
            if group.isEmpty {
                state.draining -= 1
                return nil
            }
            return group
        }
    }
}
