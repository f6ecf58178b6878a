import ArgumentParser
import Contracts
import Foundation
import Hummingbird
import Logging
import Register
import ServiceLifecycle
import UnixSignals

/// The program that plays the other departments in development and tests: over real sockets, with keys of their own, and faults on demand.
@main
struct Departments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "departments", abstract: "Plays the departments that a registry works with.", subcommands: [ServeCommand.self, DirectoryCommand.self])
}

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serves all departments on one loopback port.")
    @Option(help: "Port; 0 takes a free one.") var port = 8090
    @Option(help: "Folder of keys, journal and client secret.") var data = "var/departments"
    @Option(help: "JSON lines with what the departments know of the city.") var city: String?
    @Option(help: "The registry's address, for callbacks.") var registryURL = "http://127.0.0.1:8080"
    @Option(help: "File with the registry's public key (JSON: id, key).") var registryKey = "var/data/registry-key.json"
    @Option(help: "File to write the port into.") var portFile: String?
    @Option(help: "This program's own address, as browsers see it; by default where it listens.") var origin: String?

    func run() async throws {
        var logger = Logger(label: "departments") { BareLog(label: $0) }
        logger.logLevel = .notice
        let keys = try KeyRing(folder: data)
        let town = Town(registryKeyFile: registryKey, registryURL: registryURL)
        if let city { try town.load(file: city) }
        let journal = try Journal(path: "\(data)/journal.jsonl")
        try town.attach(journal)
        let base = Base(origin: origin ?? "http://127.0.0.1:\(port)")
        let chain = BlockChain(town: town, signer: try keys.signer(of: Peer(.provincialChain)))
        let counter = Counter(town: town, keys: keys, base: base, chain: chain, logger: logger)
        let identity = try await IdentityProvider(town: town, folder: data, base: base)
        let router = Router(context: BasicRequestContext.self)
        counter.addRoutes(to: router)
        PayPages(town: town, counter: counter, base: base).addRoutes(to: router)
        identity.addRoutes(to: router)
        ControlPages(town: town, keys: keys, base: base).addRoutes(to: router)
        EventPages(town: town, counter: counter).addRoutes(to: router)
        ChainPages(town: town).addRoutes(to: router)
        TaxDeclarationPages(town: town, counter: counter).addRoutes(to: router)
        SellerTaxPages(town: town, counter: counter).addRoutes(to: router)
        LenderPages(town: town, counter: counter).addRoutes(to: router)
        CustodianPages(town: town, counter: counter).addRoutes(to: router)
        InstitutionControl(town: town, counter: counter).addRoutes(to: router)
        CourtPages(town: town, line: CourtLine(town: town, keys: keys)).addRoutes(to: router)
        let portFile = portFile
        let fixed = origin != nil
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? 0
                if !fixed { base.set("http://127.0.0.1:\(bound)") }
                if let portFile { try? String(bound).write(toFile: portFile, atomically: true, encoding: .utf8) }
                print("departments listen on http://127.0.0.1:\(bound)")
            }, logger: logger)
        var group = ServiceGroupConfiguration(services: [.init(service: app)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(5)
        try await ServiceGroup(configuration: group).run()
    }
}

/// Prints the directory that the registry reads: addresses and public keys.
struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "directory", abstract: "Prints addresses and public keys as JSON.")
    @Option(help: "Folder of keys.") var data = "var/departments"
    @Option(help: "Address of the departments.") var origin = "http://127.0.0.1:8090"
    @Option(help: "JSON lines with the city's banks, provident fund and notary offices.") var city: String?

    func run() throws {
        let keys = try KeyRing(folder: data)
        let town = Town(registryKeyFile: "", registryURL: "")
        if let city { try town.load(file: city) }
        print(String(decoding: try DirectoryFile.json(keys: keys, town: town, origin: origin), as: UTF8.self))
    }
}
