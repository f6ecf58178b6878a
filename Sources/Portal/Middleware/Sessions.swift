import Hummingbird
import HTTPTypes
import Identity

/// Finds out who is asking. A cookie whose session is over is taken back.
struct Sessions: RouterMiddleware {
    typealias Context = AppContext

    let store: SessionStore
    let cookie: SessionCookie

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        guard let token = cookie.token(in: request) else { return try await next(request, context) }
        if let session = try await store.find(token, at: context.visit.now) {
            context.visit.session = session
            return try await next(request, context)
        }
        var response = try await next(request, context)
        if response.headers[values: .setCookie].allSatisfy({ !$0.hasPrefix(cookie.name + "=") }) { cookie.clear(on: &response) }
        return response
    }
}
