import HTTPTypes
package import Hummingbird
package import Identity
package import Logging
package import Register
package import Seals
package import ServiceLifecycle
package import Storage

/// What the portal is put together from.
package struct PortalParts: Sendable {
    package var settings: PortalSettings
    package var region: String
    package var database: any Database
    package var sealer: PartySealer
    /// Seals what the portal itself remembers: sign-ins under way, answers under an idempotency key.
    package var cipher: FieldCipher
    package var passwords: PasswordThread
    package var sessionPolicy: SessionPolicy = .init()
    package var assets: AssetStore = .init()
    package var pages: PageRenderers = BarePages.renderers
    package var metrics: PrometheusMetrics
    /// How errors of the layers below the portal read. See ``Problem``.
    package var problems: Problem.Mapping = { _ in nil }
    package var fetch: HTTPFetch
    package var readiness: [ReadinessCheck] = []
    /// Figures that are counted when somebody reads the metrics.
    package var gauges: @Sendable () async throws -> [GaugeReading] = { [] }
    package var landing: @Sendable (SignedIn) -> String = { _ in Paths.home() }
    /// Asks the departments what an organisation is when somebody signs in for it.
    package var standing: SignInDesk.OrganisationStanding = { _, _ in }
    package var version: String = "1"
    package var now: @Sendable () -> Moment
    package var logger: Logger

    package init(
        settings: PortalSettings, region: String, database: any Database, sealer: PartySealer, cipher: FieldCipher,
        passwords: PasswordThread = PasswordThread(), metrics: PrometheusMetrics, fetch: @escaping HTTPFetch,
        now: @escaping @Sendable () -> Moment, logger: Logger
    ) {
        self.settings = settings
        self.region = region
        self.database = database
        self.sealer = sealer
        self.cipher = cipher
        self.passwords = passwords
        self.metrics = metrics
        self.fetch = fetch
        self.now = now
        self.logger = logger
    }
}

/// The portal: every route behind the same layers, in the same order.
package struct PortalServer: Sendable {
    package let parts: PortalParts
    package let table: RouteTable
    package let desk: SignInDesk
    package let limiter = RateLimiter()
    package let streams: EventStreams
    let idempotency: IdempotencyStore
    let clients: ClientDesk

    /// - Parameter features: makes the feature routes; it is given what they share.
    /// - Throws: ``PortalDefect`` if the routes can't be served as they are declared.
    package init(_ parts: PortalParts, features: (EventStreams, SignInDesk) throws -> [any RouteGroup] = { _, _ in [] }) throws {
        self.parts = parts
        let settings = parts.settings
        let sessions = SessionStore(region: parts.region, database: parts.database, sealer: parts.sealer, policy: parts.sessionPolicy)
        let desk = SignInDesk(
            region: parts.region, database: parts.database, book: PartyBook(region: parts.region, sealer: parts.sealer),
            accounts: AccountDesk(region: parts.region, database: parts.database, sealer: parts.sealer, passwords: parts.passwords),
            sessions: sessions, standing: parts.standing)
        self.desk = desk
        streams = EventStreams(slots: StreamSlots(limit: settings.streams, limitPerClient: settings.streamsPerClient))
        idempotency = IdempotencyStore(region: parts.region, database: parts.database, cipher: parts.cipher)
        let cookie = SessionCookie(isHTTPS: settings.isHTTPS)
        var table = RouteTable()
        table.add(
            SignInRoutes(
                desk: desk,
                identity: settings.identityProvider.map {
                    UnifiedIdentity(provider: $0, redirectURI: settings.publicOrigin + Paths.signInCallback(), fetch: parts.fetch)
                },
                tickets: TicketCookie(isHTTPS: settings.isHTTPS, cipher: parts.cipher), cookie: cookie, pages: parts.pages, limiter: limiter,
                rate: settings.signInRate, landing: parts.landing))
        clients = ClientDesk(region: parts.region, database: parts.database, sealer: parts.sealer)
        table.add(TokenRoutes(clients: clients, origin: settings.publicOrigin))
        table.add(AccountRoutes(desk: desk, cookie: cookie, pages: parts.pages, rate: settings.signInRate, siteName: settings.siteName))
        for group in try features(streams, desk) { group.addRoutes(to: &table) }
        let document = OpenAPICache()
        table.add(
            SystemRoutes(
                checks: [.database(parts.database)] + parts.readiness, metrics: parts.metrics, gauges: parts.gauges, openAPI: { document.bytes }))
        guard table.defects.isEmpty else { throw PortalDefect(routes: table.defects) }
        self.table = table
        document.fill { [table] in
            OpenAPIDocument.make(table, title: "\(settings.siteName) 不动产登记接口", version: parts.version, origin: settings.publicOrigin)
        }
    }

    /// The layers, outermost first. What renders errors stands inside what sets headers, so that errors have them too (T1).
    package func router() -> Router<AppContext> {
        let settings = parts.settings
        let router = Router(context: AppContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: Arrival(now: parts.now, trustedProxies: settings.trustedProxies))
        router.add(middleware: RequestMetrics(factory: parts.metrics))
        router.add(middleware: SecurityHeaders(settings: settings))
        router.add(middleware: ErrorPages(pages: parts.pages, mapping: parts.problems, table: table))
        router.add(middleware: RequestGuard())
        router.add(middleware: Assets(store: parts.assets))
        router.add(middleware: ClientLimit(limiter: limiter, limit: settings.clientRate, peers: settings.peerRate))
        router.add(middleware: Sessions(store: desk.sessions, cookie: SessionCookie(isHTTPS: settings.isHTTPS)))
        router.add(middleware: SystemLimit(limiter: limiter, limit: settings.systemRate))
        let gate = EndpointGate(
            limiter: limiter, forgery: ForgeryCheck(origin: settings.publicOrigin), idempotency: idempotency,
            probe: { [settings] request, context in Self.isOperator(request, context, settings) })
        for route in table.routes {
            router.on(RouterPath(route.endpoint.path.text), method: route.endpoint.method) { request, context in
                try await gate.respond(to: request, context: context, route: route)
            }
        }
        return router
    }

    /// The whole server. Run it in a service group of your own, with a limit for shutting down.
    package func application(
        host: String, port: Int, services: [any Service] = [], onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            router: router(), server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            services: [janitor] + services, onServerRunning: { await onRunning($0.localAddress?.port) }, logger: parts.logger)
    }

    package var janitor: any Service {
        Janitor(sessions: desk.sessions, idempotency: idempotency, clients: clients, now: parts.now, logger: parts.logger)
    }

    /// A scraper on this machine, or one with the token. Behind a proxy everybody seems to be on this machine.
    private static func isOperator(_ request: Request, _ context: AppContext, _ settings: PortalSettings) -> Bool {
        if let token = settings.metricsToken, let given = request.headers[.authorization], given.hasPrefix("Bearer ") {
            return equalInConstantTime(Array(given.dropFirst(7).utf8), Array(token.utf8))
        }
        guard settings.trustedProxies == 0, request.headers[.forwardedFor] == nil else { return false }
        return ClientAddress.isLoopback(ClientAddress.network(context.remoteAddress ?? ""))
    }
}

/// Routes that can't be served as they are declared.
package struct PortalDefect: Error, CustomStringConvertible {
    package let routes: [String]
    package var description: String { routes.joined(separator: "; ") }
}
