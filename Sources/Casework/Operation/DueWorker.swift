package import ServiceLifecycle

/// A loop that does what is due: looks again at once while there is something, and after a pause when there isn't.
package protocol DueWorker: Service, CustomStringConvertible {
    /// The pause.
    var idle: Duration { get }
    /// Looks once. What goes wrong is logged: the next look tries again.
    /// - Returns: how much was worked on.
    func tick() async -> Int
}

extension DueWorker {
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await tick() == 0 { try? await Task.sleep(for: idle) }
            }
        }
    }

    /// Its name alone: the service group describes its services when it starts, and by its parts a worker's description is the whole catalogue.
    package var description: String { "\(Self.self)" }
}
