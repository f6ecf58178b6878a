import Hummingbird
import Identity

/// A limit over everything that one client asks for, so that nobody crowds out the others.
struct ClientLimit: RouterMiddleware {
    typealias Context = AppContext

    let limiter: RateLimiter
    let limit: RateLimit

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        if case .refused(let seconds) = limiter.take("client:\(context.visit.client)", limit) {
            throw PortalError.tooManyRequests(retryAfter: seconds)
        }
        return try await next(request, context)
    }
}
