import HTTPTypes
import Hummingbird
import Logging

/// Turns what is thrown inside into an answer: a page for people, problem details for machines (RFC 9457).
struct ErrorPages: RouterMiddleware {
    typealias Context = AppContext

    let pages: PageRenderers
    let mapping: Problem.Mapping
    let table: RouteTable

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let visit = context.visit
            // Nobody answered: perhaps the path is known under another method (RFC 9110 section 15.5.6).
            if visit.endpoint == nil, (error as? HTTPError)?.status == .notFound {
                let methods = table.methods(of: request.uri.path)
                if request.method == .options, !methods.isEmpty {
                    return Response(status: .noContent, headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
                }
                if !methods.isEmpty, !methods.contains(request.method) {
                    return answer(Problem(PortalError.methodNotAllowed(allowed: methods.map(\.rawValue))), request, context)
                }
            }
            let problem = Problem(error, mapping: mapping)
            if case PortalError.unavailable = error {
                // Expected, such as a checkpoint before the first quorum: whoever asks waits, nobody has to look.
                visit.isExpected = true
                context.logger.info("not available yet", metadata: ["path": "\(request.uri.path)"])
            } else if problem.status.code >= 500 {
                // The type says what broke; the value could hold somebody's data.
                context.logger.error("request failed", metadata: ["error": "\(type(of: error))", "case": "\(Self.caseName(error))"])
            }
            return answer(problem, request, context)
        }
    }

    private func answer(_ problem: Problem, _ request: Request, _ context: AppContext) -> Response {
        var problem = problem
        problem.instance = context.visit.id
        var headers = problem.headers
        if problem.status == .unauthorized {
            headers[.wwwAuthenticate] = request.uri.path.hasPrefix("/api/") ? "Cookie realm=\"dengbu\", Bearer realm=\"dengbu\"" : "Cookie realm=\"dengbu\""
        }
        // What was not read of a body that is too large needn't be (T14).
        if problem.status == .contentTooLarge { headers[.connection] = "close" }
        if speaksJSON(request, context) {
            headers[.contentType] = "application/problem+json; charset=utf-8"
            return .json(bytes: problem.json, status: problem.status, headers: headers)
        }
        let visitor = context.visitor
        let page = (try? pages.problem(problem, visitor)) ?? (try? BarePages.renderers.problem(problem, visitor)) ?? problem.title
        return .html(page, status: problem.status, headers: headers)
    }

    private func speaksJSON(_ request: Request, _ context: AppContext) -> Bool {
        if let endpoint = context.visit.endpoint, endpoint.speaksJSON { return true }
        if request.uri.path.hasPrefix("/api/") { return true }
        let accept = request.headers[.accept] ?? ""
        return accept.contains("json") && !accept.contains("text/html")
    }

    /// The name of an enum's case without what it carries.
    static func caseName(_ error: any Error) -> String {
        String("\(error)".prefix { $0.isLetter || $0.isNumber || $0 == "." }.prefix(60))
    }
}
