import Contracts
import Foundation
import Register
import Seals
import Synchronization

/// Each department's own signing key, made at first start.
struct KeyRing: Sendable {
    let signers: [Department: Ed25519Signer]

    init(folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/keys.json"
        var seeds: [String: String] = [:]
        if let data = FileManager.default.contents(atPath: path) {
            seeds = try CanonicalJSON.decode([String: String].self, from: Array(data))
        }
        var changed = false
        var signers: [Department: Ed25519Signer] = [:]
        for department in Department.allCases where !department.isOfInstitutions {
            let id = "\(department.rawValue)-1"
            if let text = seeds[department.rawValue], let seed = [UInt8](hexadecimal: text) {
                signers[department] = try Ed25519Signer(rawSeed: seed, keyID: id)
            } else {
                let seed = randomBytes(32)
                seeds[department.rawValue] = Hex.encode(seed)
                signers[department] = try Ed25519Signer(rawSeed: seed, keyID: id)
                changed = true
            }
        }
        self.signers = signers
        if changed {
            let data = Data(try CanonicalJSON.encode(seeds))
            guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
    }
}

/// The directory file that the registry reads.
enum DirectoryFile {
    struct File: Codable {
        struct Entry: Codable {
            var department: Department
            var url: String
            var keys: [String: String]
        }
        var departments: [Entry]
        var issuer: String?
    }

    static func json(keys: KeyRing, origin: String) throws -> [UInt8] {
        let entries = keys.signers.sorted { $0.key.rawValue < $1.key.rawValue }.map { department, signer in
            File.Entry(department: department, url: "\(origin)/\(department.rawValue)", keys: [signer.keyID: Hex.encode(signer.publicKey)])
        }
        return try CanonicalJSON.encode(File(departments: entries, issuer: "\(origin)/unified-identity"))
    }
}

/// This program's own address, known once it listens.
final class Base: Sendable {
    private let value: Mutex<String>
    init(origin: String) { value = Mutex(origin) }
    var origin: String { value.withLock { $0 } }
    func set(_ origin: String) { value.withLock { $0 = origin } }
}
