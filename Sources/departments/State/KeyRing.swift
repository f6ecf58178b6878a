import Contracts
import Foundation
import Register
import Seals
import Synchronization

/// Each department's and institution's own signing key, made when it is first wanted and kept.
final class KeyRing: Sendable {
    private let path: String
    private let signers: Mutex<[Peer: Ed25519Signer]>

    init(folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = "\(folder)/keys.json"
        var signers: [Peer: Ed25519Signer] = [:]
        if let data = FileManager.default.contents(atPath: path) {
            for (wire, text) in try CanonicalJSON.decode([String: String].self, from: Array(data)) {
                guard let peer = Peer(wire: wire), let seed = [UInt8](hexadecimal: text) else { continue }
                signers[peer] = try Ed25519Signer(rawSeed: seed, keyID: Self.keyID(peer))
            }
        }
        self.signers = Mutex(signers)
        for department in Department.allCases where !department.isOfInstitutions { _ = try signer(of: Peer(department)) }
    }

    /// - Parameter peer: one that is played: whoever is asked for gets a key.
    func signer(of peer: Peer) throws -> Ed25519Signer {
        try signers.withLock { signers in
            if let known = signers[peer] { return known }
            let made = try Ed25519Signer(rawSeed: randomBytes(32), keyID: Self.keyID(peer))
            signers[peer] = made
            let seeds = Dictionary(uniqueKeysWithValues: signers.map { ($0.key.wire, Hex.encode($0.value.rawSeed)) })
            try FilesystemSecret.write(try CanonicalJSON.encode(seeds), to: path)
            return made
        }
    }

    private static func keyID(_ peer: Peer) -> String { "\(peer.wire)-1" }
}

/// A file that nobody else reads, and that is there whole or not at all.
private enum FilesystemSecret {
    static func write(_ bytes: [UInt8], to path: String) throws {
        let beside = "\(path).new"
        guard FileManager.default.createFile(atPath: beside, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else { throw CocoaError(.fileWriteUnknown) }
        guard rename(beside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// The directory file that the registry reads.
enum DirectoryFile {
    struct File: Codable {
        struct Entry: Codable {
            var department: Department
            var institution: String?
            var name: String?
            var url: String
            var keys: [String: String]
            var page: String?
            var batches: Bool
            var questions: Bool
        }
        var departments: [Entry]
        var issuer: String?
    }

    static func json(keys: KeyRing, town: Town, origin: String) throws -> [UInt8] {
        let entries = try town.peers.map { peer, name -> File.Entry in
            let signer = try keys.signer(of: peer)
            return File.Entry(
                department: peer.department, institution: peer.institution, name: peer.institution == nil ? nil : name, url: "\(origin)/\(peer.wire)",
                keys: [signer.keyID: Hex.encode(signer.publicKey)], page: peer.department == .tax ? "\(origin)/declare-tax/{unit}?case={case}" : nil, batches: true,
                questions: true)
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
