import Hummingbird

/// Ends work whose time is over.
struct TimeLimits: Sendable {
    private let watch = TimeWatch()

    /// Runs work that is cancelled when its time is over.
    /// - Throws: ``PortalError/tooSlow``, even if the work came to something after all.
    func run(_ limit: Duration?, _ work: @Sendable @escaping () async throws -> Response) async throws -> Response {
        guard let limit else { return try await work() }
        let task = Task { try await work() }
        let number = watch.begin(limit) { task.cancel() }
        let result = await withTaskCancellationHandler { await task.result } onCancel: { task.cancel() }
        guard watch.end(number) else { throw PortalError.tooSlow }
        return try result.get()
    }
}
