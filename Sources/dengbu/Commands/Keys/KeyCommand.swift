import ArgumentParser
import Ledger
import Seals
import Storage

/// The installation's keys: what they are, their public halves, how they are changed, and how they are kept.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Shows, changes, exports and restores keys.",
        subcommands: [KeyList.self, Log.self, Chain.self, KeyRotate.self, KeyRetire.self, KeyRenew.self, KeyExport.self, KeyImport.self])

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the log's verifier keys, as every C2SP tool reads them: one a line, behind it the sizes of the trees that it signs.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            let installation = try await Installation.open(common.settings(), .registerOrNew)
            print(try await installation.logKeys().text)
            await installation.database.close()
        }
    }

    struct Chain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the electronic seal's certificate and its root as PEM.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            let installation = try await Installation.open(common.settings(), .registerOrNew)
            print(try installation.sealAuthority().chainPEM)
            await installation.database.close()
        }
    }
}

/// What a key is for, as operators name it.
enum KeyPurpose: String, CaseIterable, ExpressibleByArgument {
    case log
    case sm2 = "log-sm2"
    case seal
    case registry
    case partyFields = "party-fields"
    case caseFields = "case-fields"
    case partyIndex = "party-index"
    case rowSeals = "row-seals"

    /// Its name in the key folder.
    var keyName: String { self == .seal ? "seal.registry" : rawValue }

    init?(keyName: String) {
        guard let found = Self.allCases.first(where: { $0.keyName == keyName }) else { return nil }
        self = found
    }

    /// What the newest version does, and what the older ones still do.
    func work(isNewest: Bool) -> String {
        switch self {
        case .log, .sm2: "signs checkpoints"
        case .seal: isNewest ? "seals certificates" : "what it sealed stays valid"
        case .registry: "signs messages to departments"
        case .partyFields: isNewest ? "encrypts people's data" : "decrypts; no longer needed after `dengbu key renew`"
        case .caseFields: isNewest ? "encrypts what cases hold" : "decrypts; certificates' facts need it for ever"
        case .rowSeals: "seals rows that are in no log"
        case .partyIndex: isNewest ? "indexes people" : "finds and verifies; looks of its time need it for ever"
        }
    }
}

/// Lists every key with what it does.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists keys, what each does and from when to when.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .registerOrNew)
        let times = try await installation.keyTimes()
        let labels = try installation.keys.labels()
        for label in labels {
            let isNewest = labels.last { $0.name == label.name } == label
            let work = KeyPurpose(keyName: label.name)?.work(isNewest: isNewest) ?? (label.name == "seal.authority" ? "issues seal certificates" : "unknown")
            let kind = try installation.keys.kind(of: label).map { "\($0)" } ?? "damaged"
            print("\(label)\t\(kind)\t\(work)\(times[label].map { "\t\($0)" } ?? "")")
        }
        await installation.database.close()
    }
}
