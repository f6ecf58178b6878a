import ArgumentParser
import Casework
import Foundation
import Hummingbird
import Ledger
import Logging
import Portal
import Seals
import ServiceLifecycle
import Storage
import UnixSignals

/// A witness: run by housing, tax, court or bank on a machine of their own, with its own key and memory.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Runs an independent witness of transparency logs (C2SP tlog-witness).")
    @Option(help: "Folder that holds the witness's key and memory.") var data: String
    @Option(help: "The witness's name, e.g. witness.example/housing.") var name: String
    @Option(help: "Verifier keys of a log to witness (dengbu key log); may be given several times.") var log: [String] = []
    @Option(help: "Address to listen on.") var host = "127.0.0.1"
    @Option(help: "Port to listen on; 0 takes a free one.") var port = 9100
    @Option(help: "File to write the port into.") var portFile: String?
    @Option(help: "File with the passphrase that opens the key.") var passphraseFile: String?
    @Option(help: "By what it cosigns: ed25519 or ml-dsa-44; given twice, by both.") var algorithm: [CosignatureAlgorithm] = [.ed25519]
    @Flag(help: "Print the witness's verifier keys and stop.") var printKey = false

    func run() async throws {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let passphrase = try passphraseFile.map { path in
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))).filter { $0 != 0x0A && $0 != 0x0D }
        }
        let keys = try KeyFolder(path: "\(data)/keys", passphrase: passphrase)
        let signers = try CosignatureAlgorithm.allCases.filter(algorithm.contains).map { try signer($0, keys) }
        if printKey { return print(signers.map(\.verifier.vkey).joined(separator: "\n")) }
        let logs = try LogKeys.logs(options: log)
        guard !logs.isEmpty else { throw ValidationError("Name at least one log by --log KEY.") }
        var logger = Logger(label: "witness")
        logger.logLevel = .notice
        let database = try await openDatabase(DatabaseLocation(url: "sqlite:\(data)/witness.sqlite") ?? { throw StorageError.invalidLocation }(), logger: logger)
        try await database.migrate(WitnessSchema.witnessMigrations)
        let book = WitnessBook(database: database, logs: logs, signers: signers) { Int64(Date().timeIntervalSince1970) }
        let server = WitnessServer(book: book, keys: signers.map(\.verifier), origins: logs.map(\.name), logger: logger)
        let portFile = portFile
        let host = host
        let app = server.application(host: host, port: port) { port in
            guard let port else { return }
            if let portFile { try? String(port).write(toFile: portFile, atomically: true, encoding: .utf8) }
            print("witness \(signers.map(\.verifier.vkey).joined(separator: " ")) listens on http://\(host):\(port)")
        }
        try await ServiceGroup(configuration: .init(services: [.init(service: app)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)).run()
        await database.close()
    }

    private func signer(_ algorithm: CosignatureAlgorithm, _ keys: KeyFolder) throws -> CosignatureSigner {
        let seed =
            switch algorithm {
            case .ed25519: try keys.ed25519("witness").rawSeed
            case .mldsa44: try keys.secret("witness.ml-dsa-44", .mldsa44).bytes
            }
        return try CosignatureSigner(name: name, seed: seed, algorithm: algorithm)
    }
}

extension CosignatureAlgorithm: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "ed25519": self = .ed25519
        case "ml-dsa-44": self = .mldsa44
        default: return nil
        }
    }
}
