import Synchronization

/// What a statement does to a sealed table.
struct SealedStatement: Sendable {
    enum Kind: Sendable {
        /// Every row that it returns is new.
        case insert
        /// A row is new, or the columns that are named are set.
        case upsert(Set<String>)
        case update(Set<String>)
        case delete
    }

    let table: SealedTable
    let kind: Kind
    /// Whether it answers with something by itself.
    let returns: Bool

    /// Where the table's own columns begin among what is returned.
    static let marker = "row_seal_begins"

    /// The statement, which returns whole rows too.
    func returning(_ sql: SQL, on engine: Engine) -> SQL {
        // On a line of its own: a comment may stand at the end.
        let marked: SQL = returns ? "\(sql: sql)\n, CAST(0 AS BIGINT) AS row_seal_begins, " : "\(sql: sql)\nRETURNING CAST(0 AS BIGINT) AS row_seal_begins, "
        return engine == .postgres ? "\(sql: marked)\(raw: table.name).*" : "\(sql: marked)*"
    }
}

/// Finds out what statements do to sealed tables; each is looked into once.
final class SealedStatements: Sendable {
    private final class Known: Sendable {
        let statement: SealedStatement?
        init(_ statement: SealedStatement?) { self.statement = statement }
    }

    private let tables: [String: SealedTable]
    private let known = Mutex(RecencyCache<SQLShape, Known>(limit: 2_048))

    init(_ tables: [SealedTable]) {
        self.tables = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
    }

    /// - Returns: nil for a statement that leaves sealed tables alone.
    /// - Throws: ``StorageError/invalidStatement(_:)`` for one that changes a sealed row's key.
    func statement(_ sql: SQL) throws -> SealedStatement? {
        try known.withLock { known in
            if let found = known.value(for: sql.shape) { return found.statement }
            let statement = try read(sql.text)
            _ = known.insert(Known(statement), for: sql.shape)
            return statement
        }
    }

    func read(_ text: String) throws -> SealedStatement? {
        let words = SQLWords(text).words
        for (index, word) in words.enumerated() where word.depth == 0 {
            let next = words.dropFirst(index + 1).prefix(2).map(\.text)
            switch word.text {
            case "INSERT" where next.first == "INTO" && next.count == 2:
                guard let table = tables[next[1]] else { return nil }
                let rest = words[(index + 3)...]
                guard let update = rest.firstIndex(where: { $0.depth == 0 && $0.text == "UPDATE" }) else {
                    return SealedStatement(table: table, kind: .insert, returns: returns(rest))
                }
                return SealedStatement(table: table, kind: .upsert(try set(words[update...], of: table)), returns: returns(rest))
            case "UPDATE" where !next.isEmpty:
                guard let table = tables[next[0]] else { return nil }
                let rest = words[(index + 2)...]
                let columns = try set(rest, of: table)
                // Nothing that is sealed is set: nothing is to be renewed.
                guard columns.contains(where: table.seals) else { return nil }
                return SealedStatement(table: table, kind: .update(columns), returns: returns(rest))
            case "DELETE" where next.first == "FROM" && next.count == 2:
                return tables[next[1]].map { SealedStatement(table: $0, kind: .delete, returns: returns(words[(index + 3)...])) }
            case "SELECT": return nil
            default: continue
            }
        }
        return nil
    }

    private func returns(_ words: ArraySlice<SQLWords.Word>) -> Bool { words.contains { $0.depth == 0 && $0.text == "RETURNING" } }

    /// The columns that stand before an equals sign after `SET`.
    private func set(_ words: ArraySlice<SQLWords.Word>, of table: SealedTable) throws -> Set<String> {
        guard let start = words.firstIndex(where: { $0.depth == 0 && $0.text == "SET" }) else {
            throw StorageError.invalidStatement("what it sets in the sealed table \(table.name) isn't plain")
        }
        var columns: Set<String> = []
        var expectsName = true
        var before = ""
        for word in words[(start + 1)...] where word.depth == 0 {
            if word.text == "WHERE" || word.text == "RETURNING" || (word.text == "FROM" && before != "DISTINCT") { break }
            if expectsName {
                columns.insert(word.text)
                expectsName = false
            } else if word.text == "," {
                expectsName = true
            }
            before = word.text
        }
        guard !columns.contains("("), columns.isDisjoint(with: table.primaryKey) else {
            throw StorageError.invalidStatement("it changes the key of the sealed table \(table.name)")
        }
        return columns
    }
}

/// The words and signs of a statement, each with how many parentheses it stands in.
struct SQLWords {
    struct Word {
        let text: String
        let depth: Int
    }

    private(set) var words: [Word] = []

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var index = 0
        var depth = 0
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2E
        }
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch byte {
            case UInt8(ascii: "-") where next == byte:
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
                index += 2
                while index + 1 < bytes.count, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/")) { index += 1 }
                index += 2
            case UInt8(ascii: "'"):
                // Two quotation marks in a row are two texts here, which is as good.
                index += 1
                while index < bytes.count, bytes[index] != byte { index += 1 }
                index += 1
            case _ where isWord(byte):
                let start = index
                while index < bytes.count, isWord(bytes[index]) { index += 1 }
                words.append(Word(text: String(decoding: bytes[start..<index], as: UTF8.self), depth: depth))
            case UInt8(ascii: " "), 0x0A, 0x0D, 0x09: index += 1
            default:
                if byte == UInt8(ascii: ")") { depth -= 1 }
                words.append(Word(text: String(decoding: [byte], as: UTF8.self), depth: depth))
                if byte == UInt8(ascii: "(") { depth += 1 }
                index += 1
            }
        }
    }
}
