import Hummingbird
import HTTPTypes
import Identity

/// Finds out who is asking: a browser by its cookie, an institution's system on the API by its access token. A cookie whose session
/// is over is taken back; a token that isn't believed is refused, since whoever sends one means to be somebody.
struct Sessions: RouterMiddleware {
    typealias Context = AppContext

    let store: SessionStore
    let cookie: SessionCookie

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        if let header = request.headers[.authorization], header.hasPrefix("Bearer "), request.uri.path.hasPrefix("/api/") {
            guard let session = try await store.find(String(header.dropFirst(7)), at: context.visit.now), session.signedIn.isClient else {
                throw APIProblems.tokenRejected
            }
            context.visit.session = session
            return try await next(request, context)
        }
        guard let token = cookie.token(in: request) else { return try await next(request, context) }
        if let session = try await store.find(token, at: context.visit.now), !session.signedIn.isClient {
            context.visit.session = session
            return try await next(request, context)
        }
        var response = try await next(request, context)
        if response.headers[values: .setCookie].allSatisfy({ !$0.hasPrefix(cookie.name + "=") }) { cookie.clear(on: &response) }
        return response
    }
}
