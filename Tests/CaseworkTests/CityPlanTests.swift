import Register
import Testing

@testable import Casework

@Suite("The planned city")
struct CityPlanTests {
    private static let divisions = Division.read(
        csv: """
            code,name,level,parent
            360100,南昌市,city,360000
            360102,东湖区,county,360100
            360103,西湖区,county,360100
            360111,青山湖区,county,360100
            360102001,公园街道,township,360102
            """)

    private func plan(units: Int, seed: UInt64) throws -> CityPlan {
        let today = try #require(LegalDate(year: 2026, month: 11, day: 23))
        return try #require(CityPlan(city: "360100", units: units, seed: seed, divisions: Self.divisions, today: today))
    }

    @Test("has exactly the units asked for, no building before unified registration began, no two parcels on one place", arguments: [1, 2, 3] as [UInt64])
    func projects(seed: UInt64) throws {
        let plan = try plan(units: 60_000, seed: seed)
        let began = try #require(LegalDate(year: 2015, month: 3, day: 1))
        var parcels: Set<String> = []
        var corners: Set<GridPoint> = []
        var first = 0
        for (index, size) in plan.projectSizes.enumerated() {
            let project = plan.project(index, size: size, first: first)
            #expect(project.completed >= began && project.completed < plan.today)
            #expect(parcels.insert(project.parcel).inserted)
            #expect(corners.insert(project.origin).inserted)
            #expect(project.buildings <= 10)
            #expect((try? UnitCode(project.unitCode(size - 1).text)) != nil)
            first += size
        }
        #expect(first == 60_000)
    }

    @Test("gives every person a valid identity number of their own")
    func people() throws {
        let plan = try plan(units: 10, seed: 4)
        var numbers: Set<String> = []
        for index in 0..<20_000 {
            let person = plan.person(index)
            #expect((try? PartyIdentifier(kind: .identityCard, number: person.identityNumber)) != nil)
            #expect(numbers.insert(person.identityNumber).inserted)
        }
    }

    @Test("is the same for the same seed and another for another")
    func determined() throws {
        let one = try plan(units: 4_000, seed: 7), same = try plan(units: 4_000, seed: 7), other = try plan(units: 4_000, seed: 8)
        #expect(one.projectSizes == same.projectSizes)
        #expect(one.project(3, size: 100, first: 0).location == same.project(3, size: 100, first: 0).location)
        #expect(one.person(9) == same.person(9))
        #expect(one.person(9) != other.person(9))
    }
}
