import Foundation

/// A folder that vanishes with the last reference to it.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "seals-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
