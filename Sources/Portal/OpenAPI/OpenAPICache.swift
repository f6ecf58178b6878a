import Synchronization

/// The API's description, made from the finished route table when it is asked for first, and served by one of its routes.
final class OpenAPICache: Sendable {
    private enum Document {
        case none
        case wanted(@Sendable () -> [UInt8])
        case made([UInt8])
    }

    private let document = Mutex(Document.none)

    var bytes: [UInt8] {
        document.withLock { document in
            switch document {
            case .none: return []
            case .made(let bytes): return bytes
            case .wanted(let make):
                let bytes = make()
                document = .made(bytes)
                return bytes
            }
        }
    }

    func fill(_ make: @escaping @Sendable () -> [UInt8]) { document.withLock { $0 = .wanted(make) } }
}
