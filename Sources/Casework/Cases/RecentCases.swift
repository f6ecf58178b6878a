import Synchronization

/// Cases as they were last read, so that reading one again costs only what happened since: actions are never changed, only added.
///
/// Holds what is committed, nothing else.
final class RecentCases: Sendable {
    private let files: Mutex<Generations<String, CaseFile>>

    /// - Parameter size: cases in a generation; a case takes some ten kilobytes.
    init(size: Int = 512) {
        files = Mutex(Generations(size: size))
    }

    func file(_ id: String) -> CaseFile? {
        files.withLock { $0[id] }
    }

    /// Keeps a case as it was read from the database or has just been stored there.
    func keep(_ file: CaseFile) {
        files.withLock { all in
            if let known = all[file.id], known.state.version > file.state.version { return }
            all.keep(file, for: file.id)
        }
    }
}
