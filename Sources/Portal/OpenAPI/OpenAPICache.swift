import Synchronization

/// The API's description, made once from the finished route table and served by one of its routes.
final class OpenAPICache: Sendable {
    private let document = Mutex<[UInt8]>([])

    var bytes: [UInt8] { document.withLock { $0 } }

    func fill(_ bytes: [UInt8]) { document.withLock { $0 = bytes } }
}
