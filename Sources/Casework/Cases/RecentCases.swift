import Synchronization

/// Cases as they were last read, so that reading one again costs only what happened since: actions are never changed, only added.
///
/// Holds what is committed, nothing else, and no more than two generations of cases: one that isn't asked for while a whole generation
/// passes is forgotten.
final class RecentCases: Sendable {
    private struct Generations {
        var young: [String: CaseFile] = [:]
        var old: [String: CaseFile] = [:]
    }

    private let generations = Mutex(Generations())
    private let size: Int

    /// - Parameter size: cases in a generation; a case takes some ten kilobytes.
    init(size: Int = 512) {
        self.size = size
    }

    func file(_ id: String) -> CaseFile? {
        generations.withLock { $0.young[id] ?? $0.old[id] }
    }

    /// Keeps a case as it was read from the database or has just been stored there.
    func keep(_ file: CaseFile) {
        generations.withLock { all in
            if let known = all.young[file.id] ?? all.old[file.id], known.state.version > file.state.version { return }
            if all.young.count >= size, all.young[file.id] == nil {
                all.old = all.young
                all.young = [:]
            }
            all.young[file.id] = file
        }
    }
}
