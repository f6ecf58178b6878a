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
        let isPeer = Self.isPeer(request)
        if case .refused(let seconds) = limiter.take(Self.key(request, context), isPeer ? peers : limit) {
            throw PortalError.tooManyRequests(retryAfter: seconds)
        }
        return try await next(request, context)
    }

    private static func isPeer(_ request: Request) -> Bool {
        let path = request.uri.path
        return wide.contains { path.hasPrefix($0) }
    }

    static func key(_ request: Request, _ context: AppContext) -> String { "\(isPeer(request) ? "peer" : "client"):\(context.visit.client)" }
}

/// A limit over everything that one institution's own system asks for, from wherever it calls and with however many tokens. Its token says whose
/// it is: what it asks counts for the institution instead of the address, behind which several may stand. Tokens that aren't believed
/// count for their address, since they don't come this far.
struct SystemLimit: RouterMiddleware {
    typealias Context = AppContext

    let limiter: RateLimiter
    let limit: RateLimit

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        if let signedIn = context.visit.session?.signedIn, signedIn.isClient {
            limiter.giveBack(ClientLimit.key(request, context))
            if case .refused(let seconds) = limiter.take("system:\(signedIn.subject)", limit) { throw PortalError.tooManyRequests(retryAfter: seconds) }
        }
        return try await next(request, context)
    }
}
