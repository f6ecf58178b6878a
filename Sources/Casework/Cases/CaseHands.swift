import Synchronization

/// Who carries which case on in this process. Each case is in one hand at a time: of two that work on one, one works in vain, and both print its documents.
/// What other processes do is told apart by versions.
final class CaseHands: Sendable {
    private typealias Waiter = CheckedContinuation<CaseState?, Never>

    /// How a pass begins.
    enum Pass: Sendable {
        /// As whoever carries the case on wants it.
        case first
        /// For others who came meanwhile, or after a pass that failed: as the case is in the tables.
        case forOthers
        /// The same hand once more, because there is news: it has stored itself when the case is looked at next.
        case again
    }

    private struct Hand {
        /// Somebody has news and doesn't wait for what comes of it.
        var again = false
        /// Came before the pass that runs began: what comes of it is theirs as well.
        var covered: [Waiter] = []
        /// Came since.
        var waiting: [Waiter] = []
    }

    private let hands = Mutex<[String: Hand]>([:])

    /// Carries a case on, or waits for whoever does so for everybody who came meanwhile.
    /// - Parameter pass: run once more if there was news while it ran.
    func carryOn(_ id: String, _ pass: (Pass) async throws -> CaseState) async throws -> CaseState {
        var kind = Pass.first
        if !take(id) {
            if let state = await others(of: id) { return state }
            kind = .forOthers
        }
        while true {
            do {
                let state = try await pass(kind)
                guard end(id, with: state) else { return state }
                kind = .again
            } catch {
                // Whoever waited for it tries for themselves. News that came meanwhile aren't lost with it: whoever brought them doesn't wait.
                guard end(id, with: nil) else { throw error }
                kind = .forOthers
            }
        }
    }

    /// Tells whoever has a case in hand that there is news.
    /// - Returns: false if nobody has.
    func tell(_ id: String) -> Bool {
        hands.withLock { hands in
            hands[id]?.again = true
            return hands[id] != nil
        }
    }

    /// How many wait for whoever has a case in hand.
    func waiting(_ id: String) -> Int { hands.withLock { $0[id]?.waiting.count ?? 0 } }

    private func take(_ id: String) -> Bool {
        hands.withLock { hands in
            guard hands[id] == nil else { return false }
            hands[id] = Hand()
            return true
        }
    }

    /// - Returns: what came of somebody else's pass; nil for whoever has the case in hand now.
    private func others(of id: String) async -> CaseState? {
        await withCheckedContinuation { waiter in
            let isFree = hands.withLock { hands in
                guard hands[id] == nil else {
                    hands[id]?.waiting.append(waiter)
                    return false
                }
                hands[id] = Hand()
                return true
            }
            if isFree { waiter.resume(returning: nil) }
        }
    }

    /// - Parameter state: nil after a pass that failed.
    /// - Returns: whether the same hand goes on.
    private func end(_ id: String, with state: CaseState?) -> Bool {
        let (done, next, goesOn) = hands.withLock { hands -> ([Waiter], Waiter?, Bool) in
            guard var hand = hands.removeValue(forKey: id) else { return ([], nil, false) }
            let done = state == nil ? [] : hand.covered
            if state == nil { hand.waiting = hand.covered + hand.waiting }
            if let next = hand.waiting.first {
                hands[id] = Hand(covered: Array(hand.waiting.dropFirst()))
                return (done, next, false)
            }
            guard hand.again else { return (done, nil, false) }
            hands[id] = Hand()
            return (done, nil, true)
        }
        for waiter in done { waiter.resume(returning: state) }
        next?.resume(returning: nil)
        return goesOn
    }
}
