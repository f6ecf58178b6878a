import ArgumentParser
import AsyncHTTPClient
import Casework
import Catalogue
import Documents
import Exchange
import Foundation
import Identity
import Ledger
import Logging
import Portal
import Register
import Seals
import Storage

/// One installation: its settings, keys, database and, when it serves, the whole case office.
struct Installation: Sendable {
    let settings: Settings
    let database: any Database
    let keys: KeyFolder
    let parties: PartyBook
    let sealer: PartySealer
    let cipher: FieldCipher
    let logger: Logger

    /// Opens the data folder, making what is missing; for commands that need a register nothing is made where there is none.
    /// - Throws: ``SchemaFault`` if the database isn't what the command needs.
    static func open(_ settings: Settings, _ need: SchemaNeed, logger: Logger = Installation.quiet) async throws -> Installation {
        guard let location = DatabaseLocation(url: settings.database) else { throw StorageError.invalidLocation }
        if need == .register, case .sqlite(let path) = location, !FileManager.default.fileExists(atPath: path) {
            throw SchemaFault.noRegister(database: "\(location)")
        }
        let keys = try keyFolder(settings)
        let database = try await openDatabase(location, logger: logger)
        try await need.meet(in: database, called: "\(location)")
        let sealer = try PartySealer(keys: keys)
        return Installation(
            settings: settings, database: try await sealing(database, keys, need), keys: keys, parties: PartyBook(region: settings.profile.region, sealer: sealer), sealer: sealer,
            cipher: try keys.fieldCipher("case-fields"), logger: logger)
    }

    /// The database as it seals rows that are in no log.
    ///
    /// The key is made once for a register. A machine that lacks it must not make another one, whose seals would be nobody's: commands that only look
    /// go on without, and the verification says what it couldn't check.
    private static func sealing(_ database: any Database, _ keys: KeyFolder, _ need: SchemaNeed) async throws -> any Database {
        let tables = CaseOffice.sealedTables + PortalSchema.sealedTables
        let name = KeyPurpose.rowSeals.keyName
        if try keys.labels(of: name).isEmpty {
            let isSealed = try await RowSealer(key: [], tables: tables).fits(database) != nil
            if need == .register { return database }
            guard !isSealed else { throw SchemaFault.sealKeyMissing }
        }
        let sealer = RowSealer(key: try keys.symmetric(name), tables: tables)
        if need != .register, try await sealer.fits(database) == false { throw SchemaFault.sealKeyMissing }
        let sealing = SealingDatabase(database, sealer: sealer)
        if need == .upToDate { try await sealing.adoptSchema() }
        return sealing
    }

    static var quiet: Logger {
        var logger = Logger(label: "dengbu")
        logger.logLevel = .warning
        return logger
    }

    static let clock: @Sendable () -> Moment = { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    /// Asks the witnesses that the settings name.
    /// - Parameter log: the log's keys, as the sequencer knows them.
    /// - Throws: `LedgerError` naming the line of the policy that is wrong.
    func witnesses(log: any LogAuthority, post: @escaping WitnessPublisher.Post) throws -> WitnessPublisher {
        WitnessPublisher(database: database, log: log, policy: try witnessPolicy(), logger: logger, now: Self.clock, post: post)
    }

    /// Puts checkpoints on the provincial chain, if the directory names one.
    func anchors(of office: CaseOffice) throws -> AnchorDesk {
        AnchorDesk(
            database: database, client: office.departments, directory: try directory(), cipher: cipher, region: settings.profile.region,
            interval: settings.anchorInterval, witnessed: try witnessPolicy().needsWitnesses, logger: logger, now: Self.clock)
    }

    func witnessPolicy() throws -> WitnessPolicy {
        try settings.logWitnessesFile.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
    }

    /// - Throws: `ValidationError` for a setting that names no networks: guessing would open what was meant to be shut.
    func callbackNetworks() throws -> CallbackNetworks {
        guard let networks = CallbackNetworks(list: settings.callbackNetworks, allowsLoopback: settings.development) else {
            throw ValidationError("\(SettingKey.callbackNetworks.rawValue) must be a list of networks such as 10.20.0.0/16")
        }
        return networks
    }

    /// Tells institutions what happens in their cases.
    func callbacks(of office: CaseOffice) async throws -> CallbackWorker {
        CallbackWorker(
            database: database, region: settings.profile.region, signer: try await registryKeys().signer(now: Self.clock), networks: office.callbackNetworks,
            logger: logger, now: Self.clock)
    }

    func directory() throws -> DepartmentDirectory {
        guard let data = FileManager.default.contents(atPath: settings.directory) else {
            return try DepartmentDirectory(DepartmentDirectory.File(departments: [], issuer: nil))
        }
        return try DepartmentDirectory(json: Array(data))
    }

    /// The case office, as pages and workers use it.
    /// - Parameter origin: the address browsers use; the QR codes and the payer's way back point there.
    func office(origin: @escaping @Sendable () -> String) async throws -> (office: CaseOffice, door: InboundDoor) {
        let catalogue = try CatalogueLoader.load(folder: settings.catalogue, primitives: CaseworkPrimitives.all)
        let directory = try directory()
        let signer = try await registryKeys().signer(now: Self.clock)
        let client = DepartmentClient(directory: directory, signer: signer, now: Self.clock)
        let outbox = OutboxWorker(database: database, client: client, cipher: cipher, region: settings.profile.region, logger: logger, now: Self.clock)
        let cashier = Cashier(client: client, cipher: cipher, now: Self.clock) { "\(origin())/cases/\($0)" }
        let desk = CertificateDesk(
            press: try DocumentPress(), sealer: PDFSealer(try sealAuthority().sealer()), profile: settings.profile,
            checkURL: { "\(origin())/c/\($0)" }, extractURL: { "\(origin())/x/\($0)" }, projectURL: { "\(origin())/projects/\($0)" }, witnesses: try witnessPolicy())
        let sequencer = try LogSequencer(database: database, signing: try logSigning(), logger: logger, now: Self.clock)
        let office = CaseOffice(
            profile: settings.profile, database: database, catalogue: catalogue, parties: parties, cipher: cipher, departments: client,
            outbox: outbox, cashier: cashier, certificates: desk, sequencer: sequencer,
            blobs: try await FolderBlobStore(folder: "\(settings.data)/blobs"),
            uploads: try await FolderBlobStore(folder: "\(settings.data)/blobs/uploads"), callbackNetworks: try callbackNetworks(), logger: logger, now: Self.clock)
        let door = InboundDoor(directory: directory, signer: signer, database: database, cipher: cipher, now: Self.clock)
        return (office, door)
    }
}
