/// Values that were used lately, in two generations: one that isn't used while as many others are is forgotten.
package struct Generations<Key: Hashable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let size: Int

    /// - Parameter size: values in a generation.
    package init(size: Int) { self.size = size }

    package subscript(key: Key) -> Value? { young[key] ?? old[key] }

    package mutating func keep(_ value: Value, for key: Key) {
        if young.count >= size, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }

    package mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }
}
extension Generations: Sendable where Key: Sendable, Value: Sendable {}
