import Register

/// When checkpoints were signed, as the log keeps it: none before the entries under it were made, none before the one before it.
struct CheckpointTimes: Sendable {
    private var latestEntry = EntryTime.none
    private var latestCheckpoint = Int64.min

    mutating func add(_ entry: [UInt8]) { entry.withUnsafeBytes { latestEntry.take($0) } }

    /// - Returns: what is wrong with a checkpoint over the entries so far.
    mutating func reach(_ at: Int64) -> String? {
        defer { latestCheckpoint = max(latestCheckpoint, at) }
        if at < latestCheckpoint { return "was signed before a smaller one" }
        if let entry = latestEntry.moment, at < entry.microseconds { return "was signed before an entry under it was made" }
        return nil
    }
}

/// The latest of the times that entries say they were made at. All begin with it: `{"at":"2026-11-23T09:00:00.000000+08:00"`, the same
/// offset and length in all, so that the later is the larger text.
struct EntryTime: Sendable {
    static let none = EntryTime()
    private static let prefix = Array("{\"at\":\"".utf8)
    private static let length = 32

    private var stamp: [UInt8] = []

    mutating func take(_ entry: UnsafeRawBufferPointer) {
        let start = Self.prefix.count
        guard entry.count > start + Self.length, entry[..<start].elementsEqual(Self.prefix), entry[start + Self.length] == UInt8(ascii: "\"") else { return }
        let time = entry[start..<start + Self.length]
        if stamp.isEmpty || stamp.lexicographicallyPrecedes(time) { stamp = Array(time) }
    }

    /// Nil for entries of before their time was told to the microsecond, and where there are none.
    var moment: Moment? { Moment(stamp: stamp) }
}

extension Moment {
    /// Reads what `RegisterHash.stamp` writes.
    fileprivate init?(stamp: [UInt8]) {
        guard stamp.count == 32 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            guard stamp[range].allSatisfy({ (48...57).contains($0) }) else { return nil }
            return stamp[range].reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let date = LegalDate(year: year, month: month, day: day),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19), let micros = number(20..<26)
        else { return nil }
        let start = Moment(startOf: date).microseconds
        self.init(microseconds: start + Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(micros))
    }
}
