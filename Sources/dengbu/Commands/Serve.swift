import ArgumentParser
import AsyncHTTPClient
import Casework
import Exchange
import Foundation
import Hummingbird
import Identity
import Ledger
import Logging
import Portal
import Seals
import ServiceLifecycle
import Storage
import Synchronization
import UnixSignals

/// Serves pages and API, moves cases, extends the log and delivers messages. Needs nothing but a data folder.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serves the registry's pages and API.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Address to listen on.") var host: String?
    @Option(help: "Port to listen on; 0 takes a free one.") var port: Int?
    @Option(help: "File to write the port into.") var portFile: String?
    @Option(help: "Address under which browsers reach the server.") var origin: String?
    @Option(help: "File with the addresses and keys of the departments.") var directory: String?
    @Option(help: "File with the client secret for unified identity.") var identitySecret: String?
    @Option(help: "Folder that holds Public.") var resources: String?
    @Option(help: "Proxies of ours in front of the server.") var trustedProxies: Int?
    @Flag(help: "Demo accounts on the sign-in page.") var development = false
    @Option(help: "Log level: debug, info, notice, warning, error.") var logLevel: String = "notice"

    func run() async throws {
        var logger = Logger(label: "dengbu")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        let settings = try await common.settings([
            .host: host, .port: port.map(String.init), .portFile: portFile, .origin: origin, .directory: directory,
            .identitySecretFile: identitySecret, .resources: resources, .trustedProxies: trustedProxies.map(String.init), .development: development ? "true" : nil,
        ].compactMapValues { $0 })
        let installation = try await Installation.open(settings, .upToDate, logger: logger)
        try await installation.exportRegistryKey()
        let address = Mutex(settings.origin ?? "http://\(settings.host):\(settings.port)")
        let origin: @Sendable () -> String = { address.withLock { $0 } }
        let (office, door) = try await installation.office(origin: origin)
        let witnesses = try installation.witnesses(log: office.sequencer.keys, post: WitnessPost.make(.shared))
        let anchors = try installation.anchors(of: office)
        let server = try portal(installation, office: office, door: door, witnesses: witnesses, anchors: anchors, origin: origin, logger: logger)
        let workers: [any Service] = [
            office.sequencer, witnesses, anchors, office.outbox, EscrowDesk(office: office), try await installation.callbacks(of: office),
            CaseWorker(engine: CaseEngine(office: office), logger: logger), BatchWorker(engine: CaseEngine(office: office), logger: logger),
            CourtWorker(office: office, logger: logger),
        ]
        let keeper = (installation.database as? SealingDatabase).map { [RowSealKeeper(database: $0, logger: logger)] } ?? []
        let fixed = settings.origin != nil
        let portFile = settings.portFile
        let host = settings.host
        let app = server.application(host: settings.host, port: settings.port, services: workers + keeper) { port in
            guard let port else { return }
            if !fixed { address.withLock { $0 = "http://\(host):\(port)" } }
            if let portFile { try? String(port).write(toFile: portFile, atomically: true, encoding: .utf8) }
            print("dengbu listens on \(origin())")
        }
        var group = ServiceGroupConfiguration(services: [.init(service: app)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: group).run()
        await installation.database.close()
    }

    private func portal(
        _ installation: Installation, office: CaseOffice, door: InboundDoor, witnesses: WitnessPublisher, anchors: AnchorDesk,
        origin: @escaping @Sendable () -> String, logger: Logger
    ) throws -> PortalServer {
        let settings = installation.settings
        let directory = try installation.directory()
        var portal = PortalSettings(publicOrigin: settings.origin ?? "http://\(settings.host):\(settings.port)")
        portal.trustedProxies = max(0, settings.trustedProxies)
        portal.systemRate = RateLimit(burst: settings.systemRate / 6, perMinute: Double(settings.systemRate))
        portal.metricsToken = try settings.metricsTokenFile.map {
            try String(contentsOfFile: $0, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        portal.siteName = "\(settings.profile.place)不动产登记"
        if let issuer = settings.identityIssuer ?? directory.issuer {
            let secret = settings.identitySecretFile.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
            portal.identityProvider = IdentityProvider(
                issuer: issuer, clientID: settings.identityClient, clientSecret: secret?.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let metrics = PrometheusMetrics()
        var parts = PortalParts(
            settings: portal, region: settings.profile.region, database: installation.database, sealer: installation.sealer,
            cipher: installation.cipher, metrics: metrics, fetch: LiveFetch.make(.shared), now: Installation.clock, logger: logger)
        let assets = try AssetStore(folders: ["\(settings.resources)/Public"])
        parts.assets = assets
        parts.problems = CaseProblems.map
        parts.gauges = { try await MoneyGauges.read(office) }
        parts.standing = { await office.refreshRoles(of: $0, identifier: $1) }
        parts.landing = { signedIn in
            signedIn.may(.orderAsCourt) ? "/court" : signedIn.may(.manageOwnProjects) ? "/developer/projects"
                : signedIn.may(.useInstitutionDesk) ? "/institution" : signedIn.may(.viewWorkQueue) ? "/office/queue"
                : signedIn.may(.manageAccounts) ? "/admin/accounts" : signedIn.may(.viewSystem) ? "/admin/system"
                : signedIn.may(.viewAudit) ? "/audit" : signedIn.may(.viewOwnProperty) ? "/my" : "/"
        }
        let desk = try Desk(
            office: office, door: door, witnesses: witnesses, anchors: anchors,
            messageKeys: { try await installation.registryKeys().valid(at: Installation.clock()) }, origin: origin, chain: installation.sealAuthority().chainPEM,
            siteName: portal.siteName) { assets.path($0) }
        parts.pages = desk.renderers(development: settings.development)
        return try PortalServer(parts) { streams, signIn in Features.all(desk: desk, streams: streams, signIn: signIn, settings: settings.lines) }
    }
}
