import Storage
import Synchronization

/// What is folded from events that are never changed, only added.
protocol GrownFile: Sendable {
    /// What it is kept under.
    var number: String { get }
    /// How many events it is folded from.
    var length: Int { get }
}

/// Files as they were last read, so that reading one again costs only what happened since.
///
/// Holds what is committed, nothing else.
final class RecentFiles<File: GrownFile>: Sendable {
    private let files: Mutex<Generations<String, File>>

    /// - Parameter size: files in a generation; a case takes some ten kilobytes.
    init(size: Int = 512) {
        files = Mutex(Generations(size: size))
    }

    func file(_ number: String) -> File? {
        files.withLock { $0[number] }
    }

    /// Keeps a file as it was read from the database or has just been stored there.
    func keep(_ file: File) {
        files.withLock { all in
            if let known = all[file.number], known.length > file.length { return }
            all.keep(file, for: file.number)
        }
    }
}

extension CaseFile: GrownFile {
    var number: String { id }
    var length: Int { state.version }
}
