/// Many who do the same, so many at once.
enum Crowd {
    /// - Returns: what came of those that did it, in the order in which they were done, and why the others failed.
    static func each<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], callers: Int, _ work: @escaping @Sendable (Input) async throws -> Output
    ) async -> (done: [Output], failures: [String]) {
        await withTaskGroup(of: Result<Output, any Error>.self) { group in
            var next = inputs.makeIterator()
            var done: [Output] = []
            var failures: [String] = []
            func begin() {
                guard let input = next.next() else { return }
                group.addTask {
                    do { return .success(try await work(input)) } catch { return .failure(error) }
                }
            }
            for _ in 0..<callers { begin() }
            for await result in group {
                switch result {
                case .success(let output): done.append(output)
                case .failure(let error): failures.append(String("\(error)".prefix(240)))
                }
                begin()
            }
            return (done, failures)
        }
    }
}
