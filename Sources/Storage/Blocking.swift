import Dispatch

/// Runs blocking work on a thread of its own instead of one of the cooperative pool.
func blocking<T: Sendable>(_ label: String, _ work: @Sendable @escaping () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: label).async { continuation.resume(with: Result(catching: work)) }
    }
}
