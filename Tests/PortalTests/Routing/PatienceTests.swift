import Synchronization
import Testing

@testable import Portal

@Suite("How long somebody waits for what they began")
struct PatienceTests {
    private struct Failed: Error {}

    private final class Count: Sendable {
        private let state = Mutex(0)
        var value: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }

    /// Work that goes on until it is let go, and says how it ended.
    private final class Gate: Sendable {
        private let (stream, goesOn) = AsyncStream<Void>.makeStream()
        private let end = AsyncStream<Bool>.makeStream()

        /// - Returns: once it is let go.
        func work() async {
            for await _ in stream { break }
            end.continuation.yield(Task.isCancelled)
        }
        func letGo() { goesOn.yield() }
        /// - Returns: whether the work was cancelled before it ended.
        func wasCancelled() async -> Bool? {
            for await isCancelled in end.stream { return isCancelled }
            return nil
        }
    }

    @Test("What is done at once is waited for, and what fails is told")
    func atOnce() async throws {
        let patience = Patience(.seconds(600))
        let done = Count()
        try await patience.wait { done.add() }
        #expect(done.value == 1)
        await #expect(throws: Failed.self) { try await patience.wait { throw Failed() } }
    }

    @Test("Whoever has waited long enough is let go, and the work goes on to its end")
    func over() async throws {
        let gate = Gate()
        try await Patience(.milliseconds(1)).wait { await gate.work() }
        gate.letGo()
        #expect(await gate.wasCancelled() == false)
    }

    @Test("What fails after the patience's end is told to nobody, and disturbs nobody")
    func failsLater() async throws {
        let gate = Gate()
        try await Patience(.milliseconds(1)).wait {
            await gate.work()
            throw Failed()
        }
        gate.letGo()
        #expect(await gate.wasCancelled() == false)
    }

    @Test("Who goes away doesn't take the work with them")
    func goneAway() async throws {
        let gate = Gate()
        let visitor = Task { try await Patience(.milliseconds(1)).wait { await gate.work() } }
        visitor.cancel()
        try await visitor.value
        gate.letGo()
        #expect(await gate.wasCancelled() == false)
    }

    @Test("Many wait beside each other, some for what comes and some for what doesn't")
    func many() async throws {
        let quick = Patience(.seconds(600)), short = Patience(.milliseconds(20)), gates = (0..<50).map { _ in Gate() }
        let done = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for gate in gates {
                group.addTask { try await short.wait { await gate.work() } }
                group.addTask {
                    try await quick.wait {
                        await Task.yield()
                        done.add()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.value == gates.count)
        for gate in gates {
            gate.letGo()
            #expect(await gate.wasCancelled() == false)
        }
    }
}
