import Exchange
import Synchronization

/// Tells whoever watches a case that it has moved: the pages that update by themselves listen here.
///
/// In-process only; a watcher also looks at the case now and then, so that moves made by other server processes are seen.
package final class CaseFeed: Sendable {
    private let watchers = Mutex<(next: UInt64, byCase: [String: [UInt64: Bell]])>((0, [:]))

    package init() {}

    package func moved(_ caseID: String) {
        let bells = watchers.withLock { $0.byCase[caseID].map { Array($0.values) } ?? [] }
        for bell in bells { bell.ring() }
    }

    /// Moves that come faster than they are waited for are merged.
    package func watch(_ caseID: String) -> FeedWatch {
        let bell = Bell()
        let id = watchers.withLock { state in
            state.next += 1
            state.byCase[caseID, default: [:]][state.next] = bell
            return state.next
        }
        return FeedWatch(bell: bell) { [weak self] in
            self?.watchers.withLock { state in
                state.byCase[caseID]?[id] = nil
                if state.byCase[caseID]?.isEmpty == true { state.byCase[caseID] = nil }
            }
        }
    }
}

/// One watcher of a feed; gives its place back when it goes.
package final class FeedWatch: Sendable {
    private let bell: Bell
    private let leave: @Sendable () -> Void

    init(bell: Bell, leave: @escaping @Sendable () -> Void) {
        self.bell = bell
        self.leave = leave
    }

    deinit { leave() }

    /// Returns at the next move, after a time, or when the task is cancelled.
    package func wait(atMost limit: Duration) async { await bell.wait(atMost: limit) }
}
