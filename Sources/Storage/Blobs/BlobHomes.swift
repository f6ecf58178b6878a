import Foundation
import Synchronization

/// The folders in which blobs live, one for each first two digits of a digest.
final class BlobHomes: Sendable {
    private let folder: String
    /// Folders that this process has made sure of: their own names survive a power cut.
    private let durable = Mutex<Set<String>>([])

    init(folder: String) {
        self.folder = folder
    }

    /// Gives a complete and synced file its name. When this returns, the name survives a power cut as well.
    func take(_ path: String, as digest: BlobDigest) throws {
        let home = "\(folder)/\(digest.hex.prefix(2))"
        let isKnown = durable.withLock { $0.contains(home) }
        if !isKnown {
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileDescriptor.syncFolder(folder)
        }
        // Over a file of the same digest this changes nothing, or mends it if it was damaged.
        try FileDescriptor.rename(path, to: "\(home)/\(digest.hex)")
        try FileDescriptor.syncFolder(home)
        if !isKnown { durable.withLock { _ = $0.insert(home) } }
    }
}
