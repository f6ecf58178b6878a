import NIOCore
import Synchronization

/// Full entry bundles as they were packed last. They never change, and whoever follows the log reads the same ones as everybody else: a
/// bundle is read and packed once instead of for each of them.
final class PackedBundles: Sendable {
    private struct Kept {
        let bytes: ByteBuffer
        var usedAt: UInt64
    }

    private struct State {
        var kept: [Int: Kept] = [:]
        var size = 0
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: bytes that are kept together: by default some 1,400 bundles of acts, the last 350,000 entries.
    init(limit: Int = 32 << 20) { self.limit = limit }

    /// Bytes that are kept now.
    var size: Int { state.withLock { $0.size } }

    /// - Parameter index: of a full bundle.
    func bundle(_ index: Int) -> ByteBuffer? {
        state.withLock { state in
            guard let place = state.kept.index(forKey: index) else { return nil }
            state.clock += 1
            state.kept.values[place].usedAt = state.clock
            return state.kept.values[place].bytes
        }
    }

    func keep(_ bytes: ByteBuffer, _ index: Int) {
        let length = bytes.readableBytes
        // One that leaves no room for others isn't worth it.
        guard length <= limit / 16 else { return }
        state.withLock { state in
            guard state.kept[index] == nil else { return }
            state.clock += 1
            state.kept[index] = Kept(bytes: bytes, usedAt: state.clock)
            state.size += length
            guard state.size > limit else { return }
            // A quarter goes at once, so that it is rare that all are looked through.
            for (old, kept) in state.kept.sorted(by: { $0.value.usedAt < $1.value.usedAt }) {
                guard state.size > limit / 4 * 3 else { break }
                state.kept[old] = nil
                state.size -= kept.bytes.readableBytes
            }
        }
    }
}
