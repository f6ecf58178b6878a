import Storage
import Synchronization

/// What pieces of evidence say, as they were opened lately. A piece is kept under its own number and never changed.
final class OpenedEvidence: Sendable {
    private let values = Mutex(Generations<String, Material>(size: 4_096))

    func values(of ids: [String]) -> [String: Material] {
        values.withLock { known in
            var found: [String: Material] = [:]
            for id in ids { found[id] = known[id] }
            return found
        }
    }

    func keep(_ found: [String: Material]) {
        values.withLock { known in for (id, value) in found { known.keep(value, for: id) } }
    }
}
