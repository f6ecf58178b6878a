extension Collection where Index == Int {
    /// Parts of at most so many elements, in their order: a statement takes only so many values. Lists of their own, which begin at 0.
    package func chunks(of size: Int) -> [[Element]] {
        stride(from: startIndex, to: endIndex, by: size).map { Array(self[$0..<Swift.min($0 + size, endIndex)]) }
    }
}
