import Register
import Synchronization
import Testing

@testable import Casework

@Suite("Who carries which case on") struct CaseHandsTests {
    private struct Broken: Error {}

    /// Holds a pass up until it is opened.
    private final class Gate: Sendable {
        private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

        func pass() async {
            await withCheckedContinuation { waiter in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting.append(waiter) }
                    return state.isOpen
                }
                if isOpen { waiter.resume() }
            }
        }

        func open() {
            let waiting = state.withLock { state in
                defer { state = (true, []) }
                return state.waiting
            }
            for waiter in waiting { waiter.resume() }
        }
    }

    private final class Passes: Sendable {
        private let begun = Mutex<[CaseHands.Pass]>([])
        func note(_ pass: CaseHands.Pass) { begun.withLock { $0.append(pass) } }
        var all: [CaseHands.Pass] { begun.withLock { $0 } }
    }

    private static let state = CaseState([])

    private func until(_ holds: () -> Bool) async {
        while !holds() { await Task.yield() }
    }

    @Test("a case is in one hand at a time, and one pass is for all who came while the one before ran")
    func together() async throws {
        let (hands, gate) = (CaseHands(), Gate())
        let passes = Passes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await hands.carryOn("a") { pass in
                    passes.note(pass)
                    await gate.pass()
                    return Self.state
                }
            }
            await until { passes.all.count == 1 }
            for _ in 0..<3 {
                group.addTask {
                    _ = try await hands.carryOn("a") { pass in
                        passes.note(pass)
                        return Self.state
                    }
                }
            }
            // Another case isn't held up.
            _ = try await hands.carryOn("b") { _ in Self.state }
            await until { hands.waiting("a") == 3 }
            #expect(passes.all == [.first])
            gate.open()
            try await group.waitForAll()
        }
        #expect(passes.all == [.first, .forOthers])
        #expect(!hands.tell("a"), "nobody has it in hand any more")
    }

    @Test("who has news of a case in hand doesn't wait: the same hand looks once more")
    func news() async throws {
        let hands = CaseHands()
        let passes = Passes()
        _ = try await hands.carryOn("a") { pass in
            passes.note(pass)
            if pass == .first { #expect(hands.tell("a") && hands.tell("a")) }
            return Self.state
        }
        #expect(passes.all == [.first, .again])
    }

    @Test("news that come while a pass fails aren't lost with it: the same hand looks at the tables, and fails only if that fails")
    func newsOfFailed() async throws {
        let hands = CaseHands()
        let passes = Passes()
        _ = try await hands.carryOn("a") { pass in
            passes.note(pass)
            guard pass == .first else { return Self.state }
            #expect(hands.tell("a"))
            throw Broken()
        }
        #expect(passes.all == [.first, .forOthers])
        await #expect(throws: Broken.self) {
            try await hands.carryOn("a") { pass in
                passes.note(pass)
                if pass == .first { #expect(hands.tell("a")) }
                throw Broken()
            }
        }
        #expect(passes.all == [.first, .forOthers, .first, .forOthers])
        #expect(!hands.tell("a"), "nobody has it in hand any more")
    }

    @Test("whoever waited for one that fails tries for themselves")
    func failure() async throws {
        let (hands, gate) = (CaseHands(), Gate())
        let passes = Passes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: Broken.self) {
                    try await hands.carryOn("a") { pass in
                        passes.note(pass)
                        await gate.pass()
                        throw Broken()
                    }
                }
            }
            await until { passes.all.count == 1 }
            for _ in 0..<2 {
                group.addTask {
                    await #expect(throws: Broken.self) {
                        try await hands.carryOn("a") { pass in
                            passes.note(pass)
                            throw Broken()
                        }
                    }
                }
            }
            await until { hands.waiting("a") == 2 }
            gate.open()
            try await group.waitForAll()
        }
        #expect(passes.all.count == 3)
        let state = try await hands.carryOn("a") { _ in Self.state }
        #expect(state.version == 0)
    }
}
