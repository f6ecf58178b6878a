import Contracts
import Register
import Synchronization

/// Which questions go alone and which together: whoever asks a peer that nobody else asks asks at once and alone; what is to be asked while a question is under way
/// waits for its end, or for a moment, and what waits then goes together. A peer that was slow, or didn't answer each of them as it should, is asked one by one for a while.
package final class QuestionLines: Sendable {
    private struct Line {
        /// Envelopes under way.
        var under = 0
        var waiting: [PendingQuestion] = []
        /// Somebody will look whether what waits has waited long enough.
        var isWatched = false
        var apartUntil: Moment?

        func isApart(at now: Moment) -> Bool { apartUntil.map { now < $0 } ?? false }
    }
    enum Turn {
        case alone
        /// - Parameter isFirst: nobody looks after what waits yet: the caller does, with `overdue`, once `gathering` is over.
        case waiting(PendingQuestion, isFirst: Bool)
    }

    /// How long a question waits at most for one that is under way.
    let gathering: Duration
    /// How long is waited for answers to questions together: then each is asked alone, within its own time, so that none suffers for another.
    let patience: Duration
    private let lines = Mutex<[Peer: Line]>([:])

    package init(gathering: Duration = .milliseconds(25), patience: Duration = .seconds(1)) {
        self.gathering = gathering
        self.patience = patience
    }

    /// Seconds for which questions go one by one after it went wrong together.
    private static let apart = 30.0

    /// A question begins: every turn, alone or together, ends with `next(after:)`.
    func enter(_ peer: Peer, _ message: Batch.Message, at now: Moment) -> Turn {
        lines.withLock { lines in
            var line = lines[peer] ?? Line()
            defer { lines[peer] = line }
            guard line.under > 0, !line.isApart(at: now), message.weight <= Batch.byteLimit / Questions.limit else {
                line.under += 1
                return .alone
            }
            let pending = PendingQuestion(message)
            line.waiting.append(pending)
            defer { line.isWatched = true }
            return .waiting(pending, isFirst: !line.isWatched)
        }
    }

    /// A turn has ended: what goes next. Each of what is returned is a turn: one question to be asked alone, or several together.
    func next(after peer: Peer) -> [PendingQuestion] {
        lines.withLock { lines in
            guard var line = lines[peer] else { return [] }
            defer { lines[peer] = line }
            line.under -= 1
            return Self.take(&line)
        }
    }

    /// What has waited long enough goes beside what is still under way.
    func overdue(_ peer: Peer) -> [PendingQuestion] {
        lines.withLock { lines in
            guard var line = lines[peer] else { return [] }
            defer { lines[peer] = line }
            line.isWatched = false
            return Self.take(&line)
        }
    }

    private static func take(_ line: inout Line) -> [PendingQuestion] {
        guard !line.waiting.isEmpty else { return [] }
        defer { line.waiting.removeFirst(min(Questions.limit, line.waiting.count)) }
        line.under += 1
        return Array(line.waiting.prefix(Questions.limit))
    }

    /// Questions that wait for another's end.
    func waiting(_ peer: Peer) -> Int { lines.withLock { $0[peer]?.waiting.count ?? 0 } }

    func isApart(_ peer: Peer, at now: Moment) -> Bool { lines.withLock { $0[peer]?.isApart(at: now) ?? false } }

    func keepApart(_ peer: Peer, at now: Moment) { lines.withLock { $0[peer, default: Line()].apartUntil = now.adding(seconds: Self.apart) } }
}
