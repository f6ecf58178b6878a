import CoreMetrics
import HTTPTypes
import Hummingbird
import Synchronization

/// Counts and times requests by the route's template, so that the number of series is the number of routes.
struct RequestMetrics: RouterMiddleware {
    typealias Context = AppContext

    private let active: Meter
    private let series: RequestSeries

    init(factory: any MetricsFactory) {
        active = Meter(label: "dengbu_http_active_requests", factory: factory)
        series = RequestSeries(factory: factory)
    }

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        active.increment()
        defer { active.decrement() }
        let response = try await next(request, context)
        let (count, time) = series.of(
            route: context.visit.endpoint?.path.text ?? context.routeName, method: request.method.rawValue, status: response.status.code)
        count.increment()
        let passed = (ContinuousClock.now - start).components
        time.recordNanoseconds(passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000)
        return response
    }
}

/// The counters and timers that requests have needed so far: to name one costs more than to count with it. As many as there are routes, methods
/// that we know and statuses that we answer.
private final class RequestSeries: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
    private let factory: any MetricsFactory
    private let known = Mutex<[Key: (Counter, Timer)]>([:])

    init(factory: any MetricsFactory) { self.factory = factory }

    func of(route: String, method: String, status: Int) -> (count: Counter, time: Timer) {
        let key = Key(route: route, method: Self.methods.contains(method) ? method : "other", status: status)
        if let found = known.withLock({ $0[key] }) { return found }
        let made = (
            Counter(label: "dengbu_http_requests", dimensions: [("route", route), ("method", key.method), ("status", "\(status)")], factory: factory),
            Timer(label: "dengbu_http_request_duration", dimensions: [("route", route), ("method", key.method)], factory: factory)
        )
        known.withLock { $0[key] = made }
        return made
    }
}
