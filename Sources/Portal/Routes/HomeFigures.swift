import Casework
import Storage
import Synchronization

/// The home page's figures, counted once a minute however many look: to count a city's pages takes a reader a good part of a second,
/// and everybody comes in through here.
final class HomeFigures: Sendable {
    struct Figures: Sendable {
        /// Pages of the register (不动产单元).
        let units: Int64
        /// Projects whose buyers may register by themselves.
        let listed: Int64
        /// Cases that ended with what was applied for.
        let done: Int64
    }

    private struct State {
        var counted: Figures?
        var counting: Task<Figures, any Error>?
        var nextAt = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// The figures as last counted; who comes when they are older than a minute sets off the next count and doesn't wait for it.
    func current(of office: CaseOffice) async throws -> Figures {
        let (counted, counting) = state.withLock { state in
            if state.counting == nil, state.nextAt <= .now {
                state.counting = Task(priority: state.counted == nil ? nil : .utility) { try await self.count(office) }
            }
            return (state.counted, state.counting)
        }
        if let counted { return counted }
        // Neither counted nor being counted: the count has ended in between.
        guard let counting else { return try await count(office) }
        return try await counting.value
    }

    private func count(_ office: CaseOffice) async throws -> Figures {
        let region = office.region
        let result: Result<Figures, any Error>
        do {
            result = .success(
                try await office.database.read { connection in
                    Figures(
                        units: try connection.row("SELECT COUNT(*) AS n FROM register_folio WHERE region = \(region)")?.int("n") ?? 0,
                        listed: try connection.row("SELECT COUNT(*) AS n FROM project WHERE region = \(region) AND state = 'listed'")?.int("n") ?? 0,
                        done: try connection.row("SELECT COUNT(*) AS n FROM case_file WHERE region = \(region) AND phase = 'completed'")?.int("n") ?? 0)
                })
        } catch { result = .failure(error) }
        state.withLock { state in
            state.counting = nil
            guard case .success(let figures) = result else { return }
            state.counted = figures
            state.nextAt = .now + .seconds(60)
        }
        return try result.get()
    }
}
