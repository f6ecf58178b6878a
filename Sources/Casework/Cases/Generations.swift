/// Values that were used lately, in two generations: one that isn't used while as many others are is forgotten.
struct Generations<Key: Hashable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let size: Int

    /// - Parameter size: values in a generation.
    init(size: Int) { self.size = size }

    subscript(key: Key) -> Value? { young[key] ?? old[key] }

    mutating func keep(_ value: Value, for key: Key) {
        if young.count >= size, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }
}
