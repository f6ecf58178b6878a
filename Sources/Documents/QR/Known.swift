import Synchronization

/// What is made once for each of the few keys that there are, and kept.
final class Known<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])

    func of(_ key: Key, make: (Key) -> Value) -> Value {
        values.withLock { values in
            if let value = values[key] { return value }
            let value = make(key)
            values[key] = value
            return value
        }
    }
}
