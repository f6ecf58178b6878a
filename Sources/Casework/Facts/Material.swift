package import Register
import Synchronization

/// What a department answered, or what an upload says: as it was received, and in its contract's form, in which it is read once for whoever asks.
package struct Material: Sendable {
    package let value: JSONValue
    private let read = Read()

    package init(_ value: JSONValue) { self.value = value }

    /// - Returns: nil where it doesn't have that form.
    func decode<T: Decodable & Sendable>(_ type: T.Type) -> T? {
        read.value(T.self) { try? CanonicalJSON.decode(T.self, from: value.canonicalBytes) }
    }

    /// What was read, by its type. Who reads at the same time may both do so, and find the same.
    private final class Read: Sendable {
        private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

        func value<T: Sendable>(_ type: T.Type, reading: () -> T?) -> T? {
            let key = ObjectIdentifier(type)
            if let known = values.withLock({ $0[key] }) { return known as? T }
            guard let value = reading() else { return nil }
            values.withLock { $0[key] = value }
            return value
        }
    }
}
