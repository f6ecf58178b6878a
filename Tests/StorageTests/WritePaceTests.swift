import Testing

@testable import Storage

@Suite("When a group of writes waits for more") struct WritePaceTests {
    /// Groups of so many writes, one after the other: each works for a time, then the writer is idle for a time, in microseconds.
    private func pace(_ groups: [(writes: Int, work: UInt64, idle: UInt64)]) -> WritePace {
        var pace = WritePace()
        var clock: UInt64 = 1_000_000_000
        for group in groups {
            pace.begins(at: clock)
            clock += group.work * 1_000
            pace.ends(with: group.writes, at: clock)
            clock += group.idle * 1_000
        }
        return pace
    }

    @Test("a writer that has done nothing yet waits for nobody") func unused() {
        #expect(!WritePace().gathers)
    }

    @Test("who writes alone never waits, however idle the writer is") func alone() {
        #expect(!pace(Array(repeating: (1, 500, 5_000), count: 200)).gathers)
        #expect(!pace((0..<200).map { (1 + $0 % 2, 500, 5_000) }).gathers)
    }

    @Test("several who write while the writer is idle for most of the time are gathered") func siblings() {
        #expect(pace(Array(repeating: (4, 700, 2_300), count: 100)).gathers)
    }

    @Test("a writer that is busy gathers by itself: nothing is waited for") func busy() {
        #expect(!pace(Array(repeating: (16, 4_000, 200), count: 100)).gathers)
    }

    @Test("it follows what comes: a rush is noticed within some dozens of groups, and its end too") func follows() {
        let rush = Array(repeating: (writes: 8, work: UInt64(900), idle: UInt64(4_000)), count: 48)
        let calm = Array(repeating: (writes: 1, work: UInt64(500), idle: UInt64(20_000)), count: 48)
        #expect(pace(calm + rush).gathers)
        #expect(!pace(calm + rush + calm).gathers)
    }
}
