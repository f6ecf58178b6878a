import Casework
import Foundation
import Ledger
import Register
import Seals
import Storage

/// What an installation does with its keys.
extension Installation {
    /// The key folder alone: its database needn't be there.
    static func keyFolder(_ settings: Settings) throws -> KeyFolder {
        try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try KeyFolder(path: "\(settings.data)/keys", passphrase: settings.passphraseFile.map(passphrase))
    }

    /// A passphrase as a file has it: without ends of lines.
    static func passphrase(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))).filter { $0 != 0x0A && $0 != 0x0D }
    }

    /// The private keys that sign checkpoints; their name is the log's origin.
    func logSigning() throws -> LogSigning {
        try LogSigning(keys: keys, origin: settings.logOrigin, national: settings.logSM2)
    }

    /// The log's keys with their times, as others verify with them.
    func logKeys() async throws -> LogKeys {
        let held = try logSigning().verifiers()
        let rows = try await database.read { try LogKeyRecords.all(in: $0) }
        guard !rows.isEmpty else { return try LogKeys(held.keys.prefix(1).map { $0 }) }
        return try LogKeys(LogKeys(rows: rows).keys.filter { key in held.keys.contains { $0.verifier.vkey == key.verifier.vkey } })
    }

    private var sealSubject: SealSubject {
        SealSubject(
            commonName: "\(settings.profile.authority)电子印章", organization: settings.profile.authority, creditCode: settings.profile.authorityCode,
            locality: settings.profile.place, province: nil)
    }

    func sealAuthority() throws -> SealAuthority {
        try SealAuthority(keys: keys, subject: sealSubject, now: Int64(Date().timeIntervalSince1970))
    }

    /// A new seal key and certificate under the same root. Where a change broke off after its key, that key gets its certificate.
    func renewSeal() throws -> SealAuthority {
        if let newest = try keys.labels(of: KeyPurpose.seal.keyName).last, try !keys.publicFiles().contains("\(newest).crt") { return try sealAuthority() }
        return try SealAuthority.renew(keys: keys, subject: sealSubject, now: Int64(Date().timeIntervalSince1970))
    }

    func registryKeys() async throws -> RegistryKeys {
        let keys = keys
        return try await database.read { try RegistryKeys(folder: keys, in: $0) }
    }

    /// The registry's public keys for messages, in a file that departments can read.
    func exportRegistryKey() async throws {
        let file = try await registryKeys().published(at: Self.clock())
        try Data(file).write(to: URL(fileURLWithPath: "\(settings.data)/registry-key.json"), options: .atomic)
    }

    /// From when to when each key counts, where that isn't always.
    func keyTimes() async throws -> [KeyLabel: String] {
        var times: [KeyLabel: String] = [:]
        let rows = try await database.read { try LogKeyRecords.all(in: $0) }
        for (purpose, algorithm) in [(KeyPurpose.log, LogAlgorithm.ed25519), (.sm2, .sm2)] {
            for (label, signer) in try zip(keys.labels(of: purpose.keyName), logSigning().held(algorithm)) {
                guard let row = rows.first(where: { $0.vkey == signer.vkey }) else {
                    times[label] = "not in use"
                    continue
                }
                let from = row.firstSize.map { "from \($0) entries" } ?? "from the next checkpoint"
                let until = row.lastSize.map { " to \($0)" } ?? row.retireAt.map { " until \($0)" } ?? ""
                times[label] = from + until
            }
        }
        for key in try await registryKeys().keys {
            guard let label = try keys.labels(of: RegistryKeys.name).first(where: { $0.description == key.signer.keyID }) else { continue }
            let parts = [key.since.map { "from \($0)" }, key.until.map { "until \($0)" }].compactMap(\.self)
            if !parts.isEmpty { times[label] = parts.joined(separator: " ") }
        }
        return times
    }
}
