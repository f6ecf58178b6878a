import HTTPTypes
import Hummingbird
import Identity
import Logging
import Register
import Seals

/// The outermost layer: names the request, notes when it came and from where, and logs its end.
///
/// The log holds the route's template instead of the path, and of the client only a pseudonym that changes with every start:
/// nothing in it is personal data.
struct Arrival: RouterMiddleware {
    typealias Context = AppContext

    let now: @Sendable () -> Moment
    let trustedProxies: Int
    private let salt = randomBytes(16)

    init(now: @escaping @Sendable () -> Moment, trustedProxies: Int) {
        self.now = now
        self.trustedProxies = trustedProxies
    }

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        let visit = context.visit
        visit.id = Hex.encode(randomBytes(8))
        visit.now = now()
        visit.client = ClientAddress.of(request, socket: context.remoteAddress, trustedProxies: trustedProxies)
        visit.address = LocalPath.safe(request.head.path)
        visit.largeType = DisplayCookie.isLarge(in: request)
        var context = context
        context.logger[metadataKey: "request"] = "\(visit.id)"
        var response = try await next(request, context)
        response.headers[.requestID] = visit.id
        context.logger.log(
            level: response.status.code >= 500 && !visit.isExpected ? .error : .info, "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(visit.endpoint?.path.text ?? context.routeName)",
                "status": "\(response.status.code)", "ms": "\((ContinuousClock.now - start).milliseconds)",
                "bytes": "\(response.body.contentLength.map(String.init) ?? "-")",
                "client": "\(Hex.encode(Digests.sha256(salt + Array(visit.client.utf8)).prefix(6)))",
            ])
        return response
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1000 + (Double(components.attoseconds) / 1e12).rounded() / 1000 }
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension AppContext {
    /// For requests that reached no endpoint.
    var routeName: String { endpointPath == nil || endpointPath == "NotFound" ? "none" : "assets" }
}

/// Where a request comes from.
enum ClientAddress {
    /// The address before our own proxies; for IPv6 the network of 64 bits, of which one client may use every address.
    static func of(_ request: Request, socket: String?, trustedProxies: Int) -> String {
        guard trustedProxies > 0 else { return network(socket ?? "") }
        let hops = request.headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }.map { $0.filter { !$0.isWhitespace } }
        guard hops.count >= trustedProxies else { return network(socket ?? "") }
        return network(hops[hops.count - trustedProxies])
    }

    static func network(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let plain = address.drop { $0 == "[" }.prefix { $0 != "]" && $0 != "%" }
        // ::ffff:192.0.2.1 is an IPv4 client on a socket of both kinds.
        if let last = plain.split(separator: ":").last, last.contains(".") { return String(last) }
        var groups = plain.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if let gap = groups.firstIndex(of: ""), plain.contains("::") {
            let rest = groups[(gap + 1)...].filter { !$0.isEmpty }
            let head = groups[..<gap].filter { !$0.isEmpty }
            groups = head + Array(repeating: "0", count: max(0, 8 - head.count - rest.count)) + rest
        }
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }

    static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") || address == "0:0:0:0::/64" }
}
