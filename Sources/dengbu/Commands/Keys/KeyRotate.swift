import ArgumentParser
import Casework
import Ledger
import Register
import Seals
import Storage

/// Takes a new key into use; the old one goes on counting for a while, or for ever, as the purpose needs it.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Takes a new key into use: log, log-sm2, seal, registry, party-fields, case-fields or party-index.",
        discussion: "docs/operations.md says what each change means and what has to be done before and after it. One that broke off is begun again.")
    @Argument(help: "What the key is for.") var purpose: KeyPurpose
    @Option(help: "log, log-sm2, registry: days for which the old key still counts beside the new one.") var overlap: Double = 90
    @Option(help: "registry: days after which the new key begins to sign; departments are given it before.") var lead: Double = 7
    @OptionGroup var common: CommonOptions

    private static let day = 86_400.0

    func validate() throws {
        guard purpose != .rowSeals else { throw ValidationError("The key to the seals of rows isn't changed: what it sealed could no longer be verified.") }
        guard (0...36_500).contains(overlap), (0...36_500).contains(lead) else { throw ValidationError("Days are 0 to 36500.") }
    }

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .upToDate)
        let now = Installation.clock()
        switch purpose {
        case .log, .sm2:
            let rotation = LogKeyRotation(database: installation.database, signing: try installation.logSigning())
            let row = try await rotation.rotate(purpose == .log ? .ed25519 : .sm2, overlap: overlap * Self.day, at: now)
            print(row.vkey)
            print("It signs from the next checkpoint on, the old key until \(now.adding(seconds: overlap * Self.day)). Hand `dengbu key log` to witnesses, auditors and the public.")
        case .registry:
            let label = try await RegistryKeys.rotate(
                folder: installation.keys, database: installation.database, lead: lead * Self.day, overlap: overlap * Self.day, at: now)
            try await installation.exportRegistryKey()
            print("\(label) signs from \(now.adding(seconds: lead * Self.day)). Give \(installation.settings.data)/registry-key.json to the departments before, and restart every server.")
        case .seal:
            let seal = try installation.renewSeal()
            print(seal.chainPEM, terminator: "")
            print("Restart every server: it seals with the new certificate. What the old one sealed stays valid under the same root.")
        case .rowSeals: break  // Refused above.
        case .partyFields, .caseFields, .partyIndex:
            print(try installation.keys.rotate(purpose.keyName, .symmetric))
            print("Bring it to every machine, restart every server, then run `dengbu key renew`.")
        }
        await installation.database.close()
    }
}

/// Ends the overlap of the log's keys early.
struct KeyRetire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "retire", abstract: "Ends an overlap now: all but the newest key of the log stop to sign.")
    @Argument(help: "log or log-sm2") var purpose: KeyPurpose
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard purpose == .log || purpose == .sm2 else { throw ValidationError("Only the log's keys overlap in what they sign: log or log-sm2.") }
    }

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .register)
        let rotation = LogKeyRotation(database: installation.database, signing: try installation.logSigning())
        let count = try await rotation.retire(purpose == .log ? .ed25519 : .sm2, at: Installation.clock())
        print(count == 0 ? "There is no older key that signs." : "\(count) older keys sign no further checkpoint.")
        await installation.database.close()
    }
}

/// Brings stored fields and tokens under the newest keys.
struct KeyRenew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Encrypts and indexes stored fields under the newest keys, beside running servers; may be broken off and begun again.")
    @Flag(help: "Print nothing but the result.") var quiet = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .register)
        let bar = ProgressBar(isQuiet: quiet)
        let report = try await FieldRenewal(
            database: installation.database, region: installation.settings.profile.region, parties: installation.parties, cipher: installation.cipher
        ).run { bar.show($0, of: $0, "rows") }
        bar.end()
        print("\(report.read) rows read, \(report.changed) written under the newest keys")
        for pair in report.doubles { print("ONE PERSON TWICE \(pair)") }
        await installation.database.close()
        if !report.doubles.isEmpty { throw ExitCode(1) }
    }
}
