import Chance
import Testing

@testable import Register

/// Random filings over random pages: the invariants always hold, a refused filing changes nothing, and replay leads to the same page.
@Suite struct RandomFilingTests {
    /// 16 seeds of 800 filings each: 12,800 in the default run.
    @Test("no sequence of filings breaks the register", arguments: UInt64(1)...16)
    func filings(seed: UInt64) throws {
        var random = SeededDice(seed: seed)
        var entered = 0
        var refused = 0
        var combined = 0
        for _ in 0..<20 {
            var world = RandomWorld()
            for number in 0..<40 {
                let filing = world.filing(number, &random)
                let before = world.pages
                let refusals = filing.refusals(on: before)
                do throws(Refusal) {
                    let after = try filing.applied(to: before)
                    #expect(refusals.isEmpty, "entered although \(refusals.map(\.code))")
                    world.check(filing, before: before, after: after)
                    world.enter(filing, after)
                    entered += 1
                    if filing.acts.count > 1 { combined += 1 }
                } catch {
                    #expect(refusals.contains(error), "refused with \(error.code) but told \(refusals.map(\.code))")
                    #expect(Set(refusals).count == refusals.count, "told twice: \(refusals.map(\.code))")
                    refused += 1
                }
            }
            try world.checkReplay()
        }
        // Every outcome must really occur, or the property says nothing.
        #expect(entered > 100, "\(entered)")
        #expect(refused > 150, "\(refused)")
        #expect(combined > 15, "\(combined)")
    }

    @Test("random filings enter every kind of act, so nothing above holds only because nothing happened")
    func everyKind() throws {
        var entered: Set<String> = []
        var random = SeededDice(seed: 77)
        for _ in 0..<240 {
            var world = RandomWorld()
            for number in 0..<40 {
                let filing = world.filing(number, &random)
                guard let after = try? filing.applied(to: world.pages) else { continue }
                world.enter(filing, after)
                entered.formUnion(filing.acts.map(\.act.kind))
            }
        }
        #expect(entered.count == 26, "only \(entered.sorted())")
    }
}
