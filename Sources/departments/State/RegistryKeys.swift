import Contracts
import Foundation
import Register
import Seals

/// The keys by which the registry signs its messages. The registry makes the file at its first start and writes it anew when it changes
/// its key: before the new one signs, and while the old one still may.
struct RegistryKeys {
    private struct KeyFile: Codable {
        struct Key: Codable {
            var id: String
            var key: String
            var since: Moment?
            var until: Moment?
        }
        var id: String
        var key: String
        var keys: [Key]?
    }

    private var known: [String: (verifier: Ed25519Verifier, since: Moment?, until: Moment?)] = [:]
    /// When the file was last looked at for a key that wasn't known.
    private var readAt: Moment?

    /// - Returns: nil for a key that isn't the registry's, and outside of the time that the file gives it.
    mutating func verifier(_ id: String, file: String, at now: Moment) -> Ed25519Verifier? {
        // An unknown name may be that of a new key; whoever sends nonsense doesn't make us read files without end. A known key may have got an end.
        if readAt.map({ now.seconds(since: $0) > (known[id] == nil ? 0.2 : 5) }) ?? true { read(file, at: now) }
        guard let key = known[id] else { return nil }
        if let since = key.since, now.seconds(since: since) < -Envelope.clockSkew { return nil }
        if let until = key.until, now.seconds(since: until) > Envelope.clockSkew { return nil }
        return key.verifier
    }

    private mutating func read(_ path: String, at now: Moment) {
        guard let data = FileManager.default.contents(atPath: path), let file = try? CanonicalJSON.decode(KeyFile.self, from: Array(data)) else { return }
        readAt = now
        known = [:]
        for key in file.keys ?? [KeyFile.Key(id: file.id, key: file.key)] {
            guard let bytes = [UInt8](hexadecimal: key.key), let verifier = try? Ed25519Verifier(publicKey: bytes, keyID: key.id) else { continue }
            known[key.id] = (verifier, key.since, key.until)
        }
    }
}
