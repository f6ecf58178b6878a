import Synchronization

/// Makes documents. Calls block for a few milliseconds: run them on a thread pool, from as many threads as there are.
package final class DocumentPress: Sendable {
    /// Fonts, shapes of glyphs and artwork are kept by workshop; each is used by one thread at a time.
    private let idle = Mutex<[Workshop]>([])

    /// Throws ``DocumentError/fontMissing(family:found:)`` on a machine without the fonts.
    package init() throws {
        let workshop = Workshop()
        try DocumentFonts.check(workshop.typesetter)
        idle.withLock { $0.append(workshop) }
    }

    func withWorkshop<T>(_ body: (Workshop) throws -> T) rethrows -> T {
        let workshop = idle.withLock { $0.popLast() } ?? Workshop()
        defer { idle.withLock { $0.append(workshop) } }
        return try body(workshop)
    }
}
