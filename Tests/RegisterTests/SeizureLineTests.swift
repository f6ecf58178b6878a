import Testing

@testable import Register

/// 轮候查封: the line, its terms, and what steps up when.
@Suite struct SeizureLineTests {
    typealias F = Fixture
    static let sides = [F.buyer, F.developer]

    func lined() throws -> Folio {
        // The first for three years from 2026-11-23, the second waits with a term of one year.
        try F.owned().with(F.seizure(until: "2029-11-22"), "S", order: "d1").with(F.seizure(until: "2027-11-23"), "S2", order: "d2")
    }

    @Test("a waiting seizure's term begins when its turn comes, whether anybody enters the end of the one before or not")
    func waitingTerm() throws {
        let page = try lined()
        #expect(page.seizuresInForce(on: F.day("2029-11-22")).first?.entry.id == EntryID("S-1"))
        #expect(page.seizuresInForce(on: F.day("2029-11-23")).first?.entry.id == EntryID("S2-1"))
        #expect(page.refusals(F.sale(), by: Self.sides, on: "2030-11-23") == [.seized])
        #expect(page.refusals(F.sale(), by: Self.sides, on: "2030-11-24").isEmpty)
    }

    @Test("entering the expiry late changes nothing in the terms")
    func lateExpiry() throws {
        let page = try lined().with(F.endSeizure("S-1", .expired), "E", on: "2030-03-01")
        #expect(page.seizures.map(\.place) == [0])
        #expect(page.seizures.first?.from == F.day("2029-11-23"))
        #expect(page.seizures.first?.until == F.day("2030-11-23"))
    }

    @Test("when the first is lifted early the second counts from that day")
    func lifted() throws {
        let page = try lined().with(F.endSeizure("S-1"), "E", order: "解1", on: "2027-06-01")
        #expect(page.seizures.first?.from == F.day("2027-06-01"))
        #expect(page.seizures.first?.until == F.day("2028-05-31"))
        #expect(page.invariants.isEmpty)
    }

    @Test("taking one out of the middle leaves the terms of the others")
    func middle() throws {
        let page = try lined().with(F.seizure(), "S3", order: "d3").with(F.endSeizure("S2-1"), "E", order: "解2")
        #expect(page.seizures.map(\.entry.id) == [EntryID("S-1"), EntryID("S3-1")])
        #expect(page.seizures.map(\.until) == [F.day("2029-11-22"), F.day("2029-11-22")])
    }

    @Test("a renewal before the last day lengthens it by at most three years")
    func renewal() throws {
        let renew = { (until: String) in Act.renewSeizure(RenewSeizure(seizure: EntryID("S-1"), until: F.day(until), document: "续1")) }
        let page = try lined().with(renew("2032-11-22"), "R", order: "d1", on: "2029-11-22")
        #expect(page.seizuresInForce(on: F.day("2032-11-22")).first?.entry.id == EntryID("S-1"))
        #expect(try lined().refusals(renew("2032-11-23"), order: "d1", on: "2029-11-22") == [.seizureTooLong])
        #expect(try lined().refusals(renew("2032-11-22"), on: "2029-11-22").isEmpty == false)
    }

    @Test("a term begins with the order's entry at the latest, and isn't over then")
    func term() throws {
        let page = try F.owned()
        #expect(page.refusals(F.seizure(until: "2029-11-22"), order: "d", on: "2026-11-22") == [.dateInFuture])
        #expect(page.refusals(F.seizure(until: "2027-11-22"), order: "d", on: "2027-11-23") == [.seizureExpired])
        #expect(page.refusals(F.seizure(until: "2027-11-22"), order: "d", on: "2027-11-22").isEmpty)
    }

    @Test("what was renewed while it waited has three years when its turn comes, and not more")
    func renewedWaiting() throws {
        let renew = Act.renewSeizure(RenewSeizure(seizure: EntryID("S2-1"), until: F.day("2030-11-23"), document: "续2"))
        let page = try lined().with(renew, "R", order: "续2")
        #expect(page.seizuresInForce(on: F.day("2032-11-23")).map(\.entry.id) == [EntryID("S2-1")])
        #expect(page.seizuresInForce(on: F.day("2032-11-24")).isEmpty)
        let risen = try page.with(F.endSeizure("S-1"), "E", order: "解1", on: "2027-06-01")
        #expect(risen.seizures.first?.until == F.day("2030-06-01"))
    }

    @Test("a pre-seizure of an unsold home becomes a seizure when its developer is registered")
    func preSeizedDeveloper() throws {
        let page = try F.planned.with(F.seizure(.preSeizure, against: F.developer), "S", order: "d").with(F.first, "F", by: [F.developer])
        #expect(page.seizures.map(\.kind) == [.seizure])
        #expect(page.refusals(F.sale(), by: Self.sides) == [.seized])
    }

    @Test("a seizure of the house reaches the land of the same owner")
    func houseToLand() throws {
        let land = try F.owned(by: [Holder(party: F.developer)], .sole, right: .stateLandUse, unit: F.land)
        let house = try F.owned().with(F.seizure(), "S", order: "d")
        #expect(land.refusals(F.sale(), by: Self.sides, related: [F.home: house]) == [.parcelSeized])
        let sold = try F.owned().with(F.sale(), "T", by: Self.sides).with(F.seizure(), "S", order: "d")
        #expect(land.refusals(F.sale(), by: Self.sides, related: [F.home: sold]).isEmpty)
    }
}
