import Casework
import Ledger

extension LogKeys {
    /// The keys of one log as flags give them: each value a verifier key, or the lines that `dengbu key log` prints.
    init(options: [String]) throws {
        try self.init(text: options.joined(separator: "\n"), reading: { try NoteKey.verifier($0) })
    }

    /// The same for several logs, told apart by their names.
    static func logs(options: [String]) throws -> [LogKeys] {
        let lines = options.flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }
        let byName = Dictionary(grouping: lines) { $0.prefix { $0 != "+" } }
        return try byName.sorted { $0.key < $1.key }.map { try LogKeys(options: $0.value) }
    }
}
