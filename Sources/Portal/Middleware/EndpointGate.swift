import HTTPTypes
import Hummingbird
import Identity

/// What stands before every handler, in this order: size, rate, permission, forgery, time, repetition. One gate for all
/// endpoints; each endpoint's own declaration sets it.
struct EndpointGate: Sendable {
    let limiter: RateLimiter
    let forgery: ForgeryCheck
    let idempotency: IdempotencyStore
    let limits = TimeLimits()
    /// Lets the operator's tools in without a session.
    let probe: @Sendable (Request, AppContext) -> Bool

    func respond(to request: Request, context: AppContext, route: Route) async throws -> Response {
        let endpoint = route.endpoint
        let visit = context.visit
        visit.endpoint = endpoint
        var request = request
        if let length = request.headers[.contentLength].flatMap(Int.init), length > endpoint.bodyLimit {
            throw PortalError.bodyTooLarge(limit: endpoint.bodyLimit)
        }
        let system = visit.session.flatMap { $0.signedIn.isClient ? "\($0.signedIn.subject)" : nil }
        if let rate = endpoint.rate, system == nil || !endpoint.sparesSystems {
            let who = system ?? visit.session?.handle ?? visit.client
            if case .refused(let seconds) = limiter.take("\(endpoint.id):\(who)", rate) { throw PortalError.tooManyRequests(retryAfter: seconds) }
        }
        if endpoint.kind != .machine, !(endpoint.kind == .probe && probe(request, context)) {
            if let elsewhere = try permit(endpoint, request, context) { return elsewhere }
        }
        if !request.method.isSafe, endpoint.kind != .machine { try await forgery.check(&request, endpoint: endpoint, context: context) }
        let checked = request
        return try await limits.run(endpoint.timeout) {
            guard endpoint.isIdempotent, let key = checked.headers[.idempotencyKey] else { return try await route.respond(checked, context) }
            return try await idempotency.respond(to: checked, key: key, context: context, respond: route.respond)
        }
    }

    /// Throws if the permission is missing; a browser that only has to sign in first is sent there, and comes back.
    private func permit(_ endpoint: Endpoint, _ request: Request, _ context: AppContext) throws -> Response? {
        let signedIn = context.visit.session?.signedIn
        guard let signedIn else {
            if endpoint.isOpen { return nil }
            guard endpoint.kind == .page || endpoint.kind == .file, !endpoint.isAPI, request.method.isSafe else { throw PortalError.signInRequired }
            return .see(Paths.signIn([("next", request.head.path ?? "/")]))
        }
        guard endpoint.isOpen || signedIn.may(endpoint.permission) else { throw PortalError.forbidden }
        if signedIn.mustChangePassword, !endpoint.isOpen, endpoint.permission != .changeOwnPassword, endpoint.permission != .signOut {
            guard endpoint.kind == .page, request.method.isSafe else { throw PortalError.passwordChangeRequired }
            return .see(Paths.password())
        }
        return nil
    }
}
