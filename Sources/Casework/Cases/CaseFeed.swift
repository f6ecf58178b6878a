import Synchronization

/// Tells whoever watches a case that it has moved: the pages that update by themselves listen here.
///
/// In-process only; a watcher also looks at the case now and then, so that moves made by other server processes are seen.
package final class CaseFeed: Sendable {
    private struct Watcher {
        let id: UInt64
        let continuation: AsyncStream<Void>.Continuation
    }
    private let watchers = Mutex<(next: UInt64, byCase: [String: [Watcher]])>((0, [:]))

    package init() {}

    package func moved(_ caseID: String) {
        let targets = watchers.withLock { $0.byCase[caseID] ?? [] }
        for watcher in targets { watcher.continuation.yield() }
    }

    /// An element for each move; moves that come faster than they are read are merged.
    package func watch(_ caseID: String) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let id = watchers.withLock { state in
                state.next += 1
                state.byCase[caseID, default: []].append(Watcher(id: state.next, continuation: continuation))
                return state.next
            }
            continuation.onTermination = { [weak self] _ in
                self?.watchers.withLock { state in
                    state.byCase[caseID]?.removeAll { $0.id == id }
                    if state.byCase[caseID]?.isEmpty == true { state.byCase[caseID] = nil }
                }
            }
        }
    }
}
