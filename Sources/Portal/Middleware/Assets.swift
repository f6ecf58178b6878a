import HTTPTypes
import Hummingbird

/// Answers for files under `/assets/` without asking who wants them. Runs before sessions and limits: a page has dozens.
struct Assets: RouterMiddleware {
    typealias Context = AppContext

    let store: AssetStore

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        guard request.uri.path.hasPrefix(AssetStore.prefix) else { return try await next(request, context) }
        guard request.method == .get || request.method == .head else {
            throw PortalError.methodNotAllowed(allowed: ["GET", "HEAD"])
        }
        guard let response = store.response(to: request) else { throw PortalError.notFound }
        return request.method == .head ? response.createHeadResponse() : response
    }
}
