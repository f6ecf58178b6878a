import Hummingbird
import Identity

/// A limit over everything that one client asks for, so that nobody crowds out the others.
struct ClientLimit: RouterMiddleware {
    typealias Context = AppContext

    let limiter: RateLimiter
    let limit: RateLimit
    /// For the departments' door, where one peer speaks for a whole city and all that it says is signed; and for the log, of which an
    /// auditor reads every tile.
    let peers: RateLimit
    private static let wide = ["/exchange/", "/log/", "/api/v1/log"]

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        let path = request.uri.path
        let isPeer = Self.wide.contains { path.hasPrefix($0) }
        if case .refused(let seconds) = limiter.take("\(isPeer ? "peer" : "client"):\(context.visit.client)", isPeer ? peers : limit) {
            throw PortalError.tooManyRequests(retryAfter: seconds)
        }
        return try await next(request, context)
    }
}
