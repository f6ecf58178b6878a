import Register
import Synchronization

/// What waits for each receiver while something is on its way to it: a line for each, so that nobody waits behind another's slow receiver.
final class OutboxLines: Sendable {
    private typealias Line = [(job: OutboxJob, since: Moment)]

    /// A line for every receiver to which something is on its way, by its name on the wire.
    private let lines = Mutex<[String: Line]>([:])

    /// Seconds that a message may wait in its line. After that it is left to the table, which has it until it is delivered: its lease (`Outbox.lease`)
    /// has to last for the delivery as well.
    static let patience = 8.0
    /// More than anybody could deliver within that time: the table keeps them.
    static let most = 4_096

    /// Messages take their places, in their order.
    /// - Returns: receivers to which nothing was on its way until now. Somebody has to carry to them, until ``next(to:at:)`` gives nothing.
    func put(_ jobs: [OutboxJob], at now: Moment) -> [String] {
        lines.withLock { lines in
            var new: [String] = []
            for job in jobs {
                if lines[job.peer] == nil { new.append(job.peer) }
                if lines[job.peer]?.count ?? 0 < Self.most { lines[job.peer, default: []].append((job, now)) }
            }
            return new
        }
    }

    /// What is to be carried to a receiver next; nothing if nothing waits, and from then on nothing is on its way to it.
    func next(to peer: String, at now: Moment) -> [OutboxJob] {
        lines.withLock { lines in
            let fresh = (lines[peer] ?? []).filter { now.seconds(since: $0.since) < Self.patience }
            lines[peer] = fresh.isEmpty ? nil : Array(fresh.dropFirst(OutboxWorker.most))
            return fresh.prefix(OutboxWorker.most).map(\.job)
        }
    }

    /// How many wait for a receiver.
    func count(to peer: String) -> Int { lines.withLock { $0[peer]?.count ?? 0 } }

    /// Receivers for whom enough wait: those in the table keep their place there.
    var full: [String] { lines.withLock { $0.filter { $0.value.count >= OutboxWorker.most }.map(\.key) }.sorted() }
}
