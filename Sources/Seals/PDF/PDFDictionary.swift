/// A dictionary in a PDF's bytes. Values are read on demand.
struct PDFDictionary {
    let bytes: [UInt8]
    let range: Range<Int>
    private let entries: [String: Range<Int>]

    init(bytes: [UInt8], range: Range<Int>, entries: [String: Range<Int>]) {
        self.bytes = bytes
        self.range = range
        self.entries = entries
    }

    /// The value as it stands in the file.
    func source(_ key: String) -> String? {
        entries[key].map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    var keys: [String] { entries.keys.sorted() }

    func range(of key: String) -> Range<Int>? { entries[key] }

    func integer(_ key: String) throws -> Int? {
        try entries[key].map {
            var scanner = PDFScanner(bytes, at: $0.lowerBound)
            return try scanner.integer()
        }
    }

    /// The number of the object that a value refers to, or nil if it is absent or direct.
    func reference(_ key: String) -> Int? {
        entries[key].flatMap { Self.reference(bytes[$0]) }
    }

    static func reference(_ source: ArraySlice<UInt8>) -> Int? {
        let parts = source.split(whereSeparator: PDFScanner.isSpace)
        guard parts.count == 3, parts[2].elementsEqual("R".utf8) else { return nil }
        return Int(String(decoding: parts[0], as: UTF8.self))
    }

    /// The dictionary's source with some values replaced or added, to stand in an incremental update.
    func replacing(_ changes: [(key: String, value: String)]) -> String {
        var text = "<<"
        let changed = Set(changes.map(\.key))
        for (key, range) in entries.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) where !changed.contains(key) {
            text += " /\(key) " + String(decoding: bytes[range], as: UTF8.self)
        }
        for change in changes { text += " /\(change.key) \(change.value)" }
        return text + " >>"
    }
}
