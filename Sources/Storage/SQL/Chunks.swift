extension Collection where Index == Int {
    /// Parts of at most so many elements, in their order: a statement takes only so many values.
    package func chunks(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}
