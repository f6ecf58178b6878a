import CoreMetrics
import HTTPTypes
import Hummingbird

/// Counts and times requests by the route's template, so that the number of series is the number of routes.
struct RequestMetrics: RouterMiddleware {
    typealias Context = AppContext

    let factory: any MetricsFactory
    private let active: Meter

    init(factory: any MetricsFactory) {
        self.factory = factory
        active = Meter(label: "dengbu_http_active_requests", factory: factory)
    }

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        active.increment()
        defer { active.decrement() }
        let response = try await next(request, context)
        let route = context.visit.endpoint?.path.text ?? context.routeName
        let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
        let method = known.contains(request.method.rawValue) ? request.method.rawValue : "other"
        Counter(
            label: "dengbu_http_requests", dimensions: [("route", route), ("method", method), ("status", "\(response.status.code)")],
            factory: factory
        ).increment()
        let passed = (ContinuousClock.now - start).components
        Timer(label: "dengbu_http_request_duration", dimensions: [("route", route), ("method", method)], factory: factory)
            .recordNanoseconds(passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000)
        return response
    }
}
