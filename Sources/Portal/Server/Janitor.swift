import Identity
import Logging
import Register
import ServiceLifecycle

/// Removes sessions and remembered answers, and the used assertions whose time is over. Works until the server shuts down (T16: a service that returns
/// would stop it).
struct Janitor: Service {
    let sessions: SessionStore
    let idempotency: IdempotencyStore
    let clients: ClientDesk
    let now: @Sendable () -> Moment
    let logger: Logger
    var interval: Duration = .seconds(300)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: interval)) != nil {
                do {
                    try await sessions.purge(at: now())
                    try await idempotency.purge(at: now())
                    try await clients.purge(at: now())
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("cleaning up failed", metadata: ["error": "\(type(of: error))"])
                }
            }
        }
    }
}
