/// Values that were used lately, in two generations: one that isn't used while as many others are is forgotten. Inlinable, so that other modules look
/// things up for their own types, without asking at run time what these are.
package struct Generations<Key: Hashable, Value> {
    @usableFromInline var young: [Key: Value] = [:]
    @usableFromInline var old: [Key: Value] = [:]
    @usableFromInline let size: Int

    /// - Parameter size: values in a generation.
    @inlinable package init(size: Int) { self.size = size }

    @inlinable package subscript(key: Key) -> Value? { young[key] ?? old[key] }

    @inlinable package mutating func keep(_ value: Value, for key: Key) {
        if young.count >= size, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }

    @inlinable package mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }
}
extension Generations: Sendable where Key: Sendable, Value: Sendable {}
