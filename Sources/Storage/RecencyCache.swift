/// A small dictionary that forgets what was not used for the longest time. Not thread-safe: one per connection.
struct RecencyCache<Key: Hashable, Value: AnyObject> {
    private final class Entry {
        let value: Value
        var usedAt: UInt64

        init(_ value: Value, usedAt: UInt64) {
            self.value = value
            self.usedAt = usedAt
        }
    }

    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = max(limit, 1)
        entries.reserveCapacity(self.limit + 1)
    }

    var values: [Value] { entries.values.map(\.value) }

    mutating func value(for key: Key) -> Value? {
        clock += 1
        guard let entry = entries[key] else { return nil }
        entry.usedAt = clock
        return entry.value
    }

    /// Remembers a value and returns the one that had to go for it. The search for it is linear: with a limit that fits the
    /// program's statements it is rare.
    mutating func insert(_ value: Value, for key: Key) -> Value? {
        clock += 1
        entries[key] = Entry(value, usedAt: clock)
        guard entries.count > limit, let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return nil }
        return entries.removeValue(forKey: oldest.key)?.value
    }

    mutating func removeAll() {
        entries.removeAll()
    }
}
