/// Who may sign a log's checkpoints: one key for ever, or the several keys of a log that has changed them (`LogKeys`).
package protocol LogAuthority: Sendable {
    /// The log's name.
    var name: String { get }
    var keys: [LogKey] { get }
}

extension NoteVerifier {
    /// A key alone signs trees of every size.
    package var keys: [LogKey] { [LogKey(self)] }
}

/// A key of a log, and the trees that it signs. A checkpoint has no time: its size says when in the log's life it was made.
package struct LogKey: Sendable {
    package let verifier: any NoteVerifier
    /// Size of the smallest tree that it signed.
    package let from: Int
    /// Size of the largest tree that it signed; nil while it is in use.
    package let until: Int?

    package init(_ verifier: any NoteVerifier, from: Int = 0, until: Int? = nil) {
        self.verifier = verifier
        self.from = from
        self.until = until
    }

    func covers(_ size: Int) -> Bool { size >= from && size <= until ?? .max }

    /// `vkey`, `vkey 17..` or `vkey 17..4810`.
    package var line: String {
        switch (from, until) {
        case (0, nil): verifier.vkey
        case (_, let until): "\(verifier.vkey) \(from)..\(until.map(String.init) ?? "")"
        }
    }
}

/// All keys that a log has had, each with its time: what one of them signed in its time holds for ever, and what it signed outside is refused.
///
/// During an overlap two keys sign every checkpoint, so that holders of either can verify.
package struct LogKeys: LogAuthority {
    /// Keys that are read: more than a log has in centuries.
    package static let most = 100

    package let name: String
    package let keys: [LogKey]

    /// - Throws: `malformedKey` for no key, keys of several names and a period that ends before it begins, `ambiguousKey` for two of one ID.
    package init(_ keys: [LogKey]) throws(LedgerError) {
        guard let first = keys.first, keys.count <= LogKeys.most else { throw .malformedKey("a log has 1 to \(LogKeys.most) keys") }
        for (index, key) in keys.enumerated() {
            guard key.verifier.name.isSame(as: first.verifier.name) else { throw .malformedKey("\(key.verifier.name) is another log") }
            guard key.from >= 0, key.until ?? .max >= key.from else { throw .malformedKey("a period that ends before it begins") }
            if keys[..<index].contains(where: { $0.verifier.keyID == key.verifier.keyID }) {
                throw .ambiguousKey(name: key.verifier.name, id: key.verifier.keyID)
            }
        }
        self.keys = keys
        name = first.verifier.name
    }

    /// Reads a list of keys, one a line, as `dengbu key log` prints it.
    /// - Parameter reading: reads a verifier key; further algorithms come with whoever implements them.
    package init(
        text: some StringProtocol, reading: (Substring) throws -> any NoteVerifier = { try Ed25519Verifier(vkey: $0) }
    ) throws {
        var keys: [LogKey] = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard keys.count < LogKeys.most else { throw LedgerError.malformedKey("a log has 1 to \(LogKeys.most) keys") }
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            let verifier = try reading(Substring(parts[0]))
            switch parts.count {
            case 1: keys.append(LogKey(verifier))
            case 2:
                let ends = parts[1].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
                let until = ends.last.flatMap { Decimal.parse($0.utf8) }
                guard ends.count == 3, ends[1].isEmpty, let from = Decimal.parse(ends[0].utf8), ends[2].isEmpty || until != nil else {
                    throw LedgerError.malformedKey("not a period: \(parts[1])")
                }
                keys.append(LogKey(verifier, from: from, until: until))
            default: throw LedgerError.malformedKey("a line is a key, or a key and its period")
            }
        }
        try self.init(keys)
    }

    /// The list as `init(text:)` reads it.
    package var text: String { keys.map(\.line).joined(separator: "\n") }
}
