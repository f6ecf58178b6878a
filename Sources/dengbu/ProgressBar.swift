import Foundation
import Synchronization

/// How far a long command is, on one line of standard error: a bar, numbers, rate and the seconds that are left.
final class ProgressBar: Sendable {
    private let isQuiet: Bool
    private let started = ContinuousClock.now
    private let shown = Mutex<(at: ContinuousClock.Instant?, width: Int)>((nil, 0))

    /// - Parameter isQuiet: shows nothing.
    init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

    /// May be called often and by several tasks: it writes at most ten times a second.
    func show(_ done: Int, of total: Int, _ what: String) {
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        shown.withLock { shown in
            guard done >= total || shown.at.map({ now - $0 >= .milliseconds(100) }) ?? true else { return }
            let rate = Double(done) / max(0.001, (now - started) / .seconds(1))
            let filled = min(30, done * 30 / max(1, total))
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            let line = "\(bar) \(done)/\(total) \(what), \(Int(rate))/s, \(Int(Double(max(0, total - done)) / max(1, rate))) s left"
            FileHandle.standardError.write(Data("\r\(line)\(String(repeating: " ", count: max(0, shown.width - line.count)))".utf8))
            shown = (now, line.count)
        }
    }

    /// Ends the line, if there is one.
    func end() {
        if shown.withLock({ $0.at != nil }) { FileHandle.standardError.write(Data("\n".utf8)) }
    }
}
