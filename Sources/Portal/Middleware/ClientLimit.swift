import Hummingbird
import Identity

/// A limit over everything that one client asks for, so that nobody crowds out the others.
struct ClientLimit: RouterMiddleware {
    typealias Context = AppContext

    let limiter: RateLimiter
    let limit: RateLimit
    /// For the departments' door: one peer speaks for a whole city, and all that it says is signed.
    let peers: RateLimit
    private static let door = "/exchange/"

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        let isPeer = request.uri.path.hasPrefix(Self.door)
        if case .refused(let seconds) = limiter.take("\(isPeer ? "peer" : "client"):\(context.visit.client)", isPeer ? peers : limit) {
            throw PortalError.tooManyRequests(retryAfter: seconds)
        }
        return try await next(request, context)
    }
}
