import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Takes a response's body into memory.
final class BodyCollector: ResponseBodyWriter, Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isOverflown = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// There was more than the limit; what is there is only its beginning.
    var isOverflown: Bool { state.withLock { $0.isOverflown } }

    func write(_ buffer: ByteBuffer) async throws {
        state.withLock { state in
            guard state.bytes.count + buffer.readableBytes <= limit else {
                state.isOverflown = true
                return
            }
            state.bytes.append(contentsOf: buffer.readableBytesView)
        }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
