import ArgumentParser
import Casework
import Configuration
import Storage
import SystemPackage

/// Where an installation's settings come from, in this order: flags, environment (`DENGBU_HTTP_PORT`), the file
/// `dengbu.json` in the data folder (or `--config`), defaults. `SettingKey` lists all of them with their meaning.
struct Settings: Sendable {
    var data: String
    var catalogue: String
    var resources: String
    var host: String
    var port: Int
    var portFile: String?
    var origin: String?
    var database: String
    var profile: RegistryProfile
    var directory: String
    var identityIssuer: String?
    var identityClient: String
    var identitySecretFile: String?
    var logOrigin: String
    var logWitnessesFile: String?
    var logSM2: Bool
    var anchorInterval: Int
    var callbackNetworks: String
    var passphraseFile: String?
    var development: Bool
    var trustedProxies: Int
    var systemRate: Int
    var metricsTokenFile: String?

    init(_ reader: ConfigReader, data: String) {
        func text(_ key: SettingKey) -> String { reader.string(forKey: ConfigKey(key.rawValue), default: key.standard) }
        func optional(_ key: SettingKey) -> String? {
            let value = text(key)
            return value.isEmpty ? nil : value
        }
        self.data = data
        catalogue = text(.catalogue)
        resources = text(.resources)
        host = text(.host)
        port = reader.int(forKey: ConfigKey(SettingKey.port.rawValue), default: Int(SettingKey.port.standard) ?? 8080)
        portFile = optional(.portFile)
        origin = optional(.origin)
        database = optional(.database) ?? "sqlite:\(data)/dengbu.sqlite"
        profile = RegistryProfile(
            region: text(.region), province: text(.province), place: text(.place), authority: text(.authority),
            authorityCode: text(.authorityCode))
        directory = optional(.directory) ?? "\(data)/departments.json"
        identityIssuer = optional(.identityIssuer)
        identityClient = text(.identityClient)
        identitySecretFile = optional(.identitySecretFile)
        logOrigin = optional(.logOrigin) ?? "dengbu.example/\(text(.region))"
        logWitnessesFile = optional(.logWitnesses)
        logSM2 = reader.bool(forKey: ConfigKey(SettingKey.logSM2.rawValue), default: false)
        anchorInterval = reader.int(forKey: ConfigKey(SettingKey.anchorInterval.rawValue), default: Int(SettingKey.anchorInterval.standard) ?? 600)
        callbackNetworks = text(.callbackNetworks)
        passphraseFile = optional(.passphraseFile)
        trustedProxies = reader.int(forKey: ConfigKey(SettingKey.trustedProxies.rawValue), default: 0)
        systemRate = reader.int(forKey: ConfigKey(SettingKey.systemRate.rawValue), default: Int(SettingKey.systemRate.standard) ?? 6_000)
        metricsTokenFile = optional(.metricsTokenFile)
        development = reader.bool(forKey: ConfigKey(SettingKey.development.rawValue), default: false)
    }
}

/// Every setting: its key, its default, what it does. `dengbu configuration` prints the table that docs/configuration.md shows.
enum SettingKey: String, CaseIterable {
    case data = "dengbu.data"
    case catalogue = "dengbu.catalogue"
    case resources = "dengbu.resources"
    case host = "dengbu.http.host"
    case port = "dengbu.http.port"
    case portFile = "dengbu.http.port-file"
    case origin = "dengbu.http.origin"
    case trustedProxies = "dengbu.http.trusted-proxies"
    case systemRate = "dengbu.http.system-rate"
    case metricsTokenFile = "dengbu.metrics.token-file"
    case database = "dengbu.database.url"
    case region = "dengbu.registry.region"
    case province = "dengbu.registry.province"
    case place = "dengbu.registry.place"
    case authority = "dengbu.registry.authority"
    case authorityCode = "dengbu.registry.authority-code"
    case directory = "dengbu.departments.directory"
    case identityIssuer = "dengbu.identity.issuer"
    case identityClient = "dengbu.identity.client"
    case identitySecretFile = "dengbu.identity.secret-file"
    case logOrigin = "dengbu.log.origin"
    case logWitnesses = "dengbu.log.witnesses-file"
    case logSM2 = "dengbu.log.sm2"
    case anchorInterval = "dengbu.log.anchor-interval"
    case callbackNetworks = "dengbu.callbacks.networks"
    case passphraseFile = "dengbu.keys.passphrase-file"
    case development = "dengbu.development"

    var standard: String {
        switch self {
        case .data: "var/data"
        case .catalogue: "catalogue"
        case .resources: "."
        case .host: "127.0.0.1"
        case .port: "8080"
        case .region: "360100"
        case .province: "赣"
        case .place: "南昌市"
        case .authority: "南昌市不动产登记中心"
        case .authorityCode: "12360100MB0000000X"
        case .identityClient: "dengbu"
        case .development, .logSM2: "false"
        case .trustedProxies: "0"
        case .systemRate: "6000"
        case .anchorInterval: "600"
        case .callbackNetworks, .metricsTokenFile, .portFile, .origin, .database, .directory, .identityIssuer, .identitySecretFile, .logOrigin, .logWitnesses, .passphraseFile: ""
        }
    }

    var meaning: String {
        switch self {
        case .data: "folder that holds the database, keys and files"
        case .catalogue: "folder of services, calendars and texts"
        case .resources: "folder that holds Templates and Public"
        case .host: "address to listen on"
        case .port: "port to listen on; 0 takes a free one"
        case .portFile: "file to write the port into once the server listens"
        case .origin: "address under which browsers reach the server, e.g. https://bdc.example.gov.cn; by default what it listens on"
        case .trustedProxies: "how many proxies of ours stand in front: so many entries of X-Forwarded-For are believed, from the right"
        case .systemRate: "requests a minute that one institution's own system may make over the API, from wherever it calls; a sixth of them at once"
        case .metricsTokenFile: "file with the bearer token for /metrics; without one it answers this machine alone"
        case .database: "sqlite:PATH, or a PostgreSQL address; by default SQLite in the data folder"
        case .region: "six digits of the division whose registry this is"
        case .province: "the province's one-character name, which certificate numbers begin with"
        case .place: "the city's or county's full name in certificate numbers"
        case .authority: "the registry's name on certificates"
        case .authorityCode: "the registry's unified social credit code"
        case .directory: "file with the addresses and public keys of the other departments, banks and notaries, see docs/how-to-add-a-department.md"
        case .identityIssuer: "OpenID Connect issuer of unified identity; by default the one in the directory"
        case .identityClient: "this installation's client name there"
        case .identitySecretFile: "file with the client secret"
        case .logOrigin: "name of the transparency log"
        case .logWitnesses: "file that says which witnesses cosign checkpoints and how many must, see docs/LEDGER.md; without one nobody has to"
        case .logSM2: "true signs checkpoints with SM2 and SM3 too, on a second line that other readers ignore"
        case .anchorInterval: "seconds after which the next checkpoint is put on the provincial chain that the departments' directory names; 0 for never"
        case .callbackNetworks: "private networks into which institutions may be called back besides public addresses, e.g. 10.20.0.0/16; none by default"
        case .passphraseFile: "file with the passphrase that opens the keys; without one they are locked by a machine key"
        case .development: "true shows demo accounts on the sign-in page, allows cookies without HTTPS and call-backs to this machine"
        }
    }

    /// The environment variable of the key: upper case, dots and hyphens as underscores.
    var environment: String { rawValue.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined() }
}

/// The flags that every command shares.
struct CommonOptions: ParsableArguments {
    @Option(help: "Folder that holds the database, keys and files (default var/data).")
    var data: String?
    @Option(help: "Configuration file (default dengbu.json in the data folder).")
    var config: String?
    @Option(help: "sqlite:PATH or a PostgreSQL address.")
    var database: String?
    @Option(help: "Folder of services, calendars and texts (default catalogue).")
    var catalogue: String?

    func settings(_ more: [SettingKey: String] = [:]) async throws -> Settings {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        func put(_ key: SettingKey, _ value: String?) {
            guard let value else { return }
            let content: ConfigContent =
                if key == .port || key == .trustedProxies || key == .systemRate || key == .anchorInterval, let number = Int(value) { .int(number) } else if key == .development || key == .logSM2 { .bool(value == "true") } else { .string(value) }
            values[AbsoluteConfigKey(ConfigKey(key.rawValue))] = ConfigValue(content, isSecret: false)
        }
        put(.data, data)
        put(.database, database)
        put(.catalogue, catalogue)
        for (key, value) in more { put(key, value) }
        let flags = InMemoryProvider(name: "flags", values: values)
        let environment = EnvironmentVariablesProvider()
        let early = ConfigReader(providers: [flags, environment])
        let folder = early.string(forKey: ConfigKey(SettingKey.data.rawValue), default: SettingKey.data.standard)
        let path = config ?? "\(folder)/dengbu.json"
        let file = try await FileProvider<JSONSnapshot>(filePath: FilePath(path), allowMissing: config == nil)
        return Settings(ConfigReader(providers: [flags, environment, file]), data: folder)
    }
}
