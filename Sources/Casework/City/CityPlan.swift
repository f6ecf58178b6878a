package import Register

/// One administrative division of the national list (GB/T 2260), as `data/divisions` states it.
package struct Division: Hashable, Sendable {
    package let code: String
    package let name: String
    package let level: String
    package let parent: String

    /// Reads `code,name,level,parent` lines after a heading line.
    package static func read(csv: String) -> [Division] {
        csv.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return fields.count == 4 ? Division(code: fields[0], name: fields[1], level: fields[2], parent: fields[3]) : nil
        }
    }
}

/// What a city to work on is made of. Everything follows from the city, the seed and the place in the plan, so any part can be made
/// again by itself: a load that was interrupted goes on where it stopped.
package struct CityPlan: Sendable {
    package let city: Division
    package let counties: [Division]
    package let towns: [String: [Division]]
    package let units: Int
    package let seed: UInt64
    /// The day the city is as of.
    package let today: LegalDate
    /// Of a hundred homes in the projects that sell, after the first: those that are about to change hands with their mortgage standing,
    /// on two loans of other lenders. For measuring: a city to try out has its stories in the first project.
    package var mortgagedSales = 0

    /// - Returns: nil if the list has no such city or the city no counties.
    package init?(city code: String, units: Int, seed: UInt64, divisions: [Division], today: LegalDate) {
        guard units > 0, let city = divisions.first(where: { $0.code == code && $0.level == "city" }) else { return nil }
        let counties = divisions.filter { $0.parent == code && $0.level == "county" }
        guard !counties.isEmpty else { return nil }
        self.city = city
        self.counties = counties
        self.towns = Dictionary(grouping: divisions.filter { $0.level == "township" }, by: \.parent)
        self.units = units
        self.seed = seed
        self.today = today
    }

    /// Sizes of the projects in order; the last is cut so that the units come out exactly.
    package var projectSizes: [Int] {
        var sizes: [Int] = []
        var rest = units
        while rest > 0 {
            let shape = shape(sizes.count)
            let size = min(rest, shape.buildings * shape.storeys * shape.perStorey)
            sizes.append(size)
            rest -= size
        }
        return sizes
    }

    private func shape(_ index: Int) -> (buildings: Int, storeys: Int, perStorey: Int) {
        var random = SeededGenerator(seed: seed, stream: "shape \(index)")
        return (random.int(4...10), random.int(6...18), random.pick([2, 2, 4]))
    }

    /// Unified registration began on 1 March 2015 (不动产登记暂行条例, in force that day): no unified certificate is older.
    private static let earliest = LegalDate(year: 2015, month: 3, day: 1) ?? LegalDate(dayNumber: 16_495)

    /// - Parameter first: number of units in all projects before this one: it makes people and units unique in the city.
    package func project(_ index: Int, size: Int, first: Int) -> PlannedProject {
        var random = SeededGenerator(seed: seed, stream: "project \(index)")
        let county = counties[index % counties.count]
        let town = (towns[county.code] ?? []).isEmpty ? nil : random.pick(towns[county.code] ?? [])
        let place = index / counties.count
        // A 400 m grid inside each county's own square of 60 km: parcels can't overlap.
        let column = Int64(place % 150)
        let row = Int64(place / 150)
        let countyIndex = Int64(index % counties.count)
        let origin = GridPoint(
            east: 3_866_000_000 + (countyIndex % 3) * 6_000_000 + column * 40_000,
            north: 314_000_000 + (countyIndex / 3) * 6_000_000 + row * 40_000)
        let district = CityIdentifiers.pad(1 + place / 90_000 % 900, 3)
        let subdistrict = CityIdentifiers.pad(1 + place / 900 % 100, 3)
        let parcel = "\(county.code)\(district)\(subdistrict)GB\(CityIdentifiers.pad(1 + place % 900, 5))"
        let name = random.pick(CityNames.projectFirst) + random.pick(CityNames.projectLast)
            + (place >= 40 ? ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][place / 40 % 10] + "期" : "")
        let street = "\(city.name)\(county.name)\(town?.name ?? "")\(random.pick(CityNames.roads))\(random.int(1...1999))号"
        let kind: PlannedProject.Kind = index == 0 ? .listed : random.chance(70) ? .settled : random.chance(70) ? .listed : .presale
        let completed = max(Self.earliest, today.adding(days: -random.int(kind == .settled ? 700...5_000 : 60...400)))
        return PlannedProject(
            index: index, kind: kind, county: county, name: name, location: street, parcel: parcel, origin: origin, size: size, first: first,
            developer: developer(random.int(0...39)), completed: completed,
            storeys: shape(index).storeys, perStorey: shape(index).perStorey, seed: random.next())
    }

    /// One project beside the others, built and permitted but not yet in the registry: for the developer of the first project to bring in.
    package var upcoming: PlannedProject {
        let sizes = projectSizes
        var project = project(sizes.count, size: 12, first: units)
        project.developer = self.project(0, size: sizes.first ?? 0, first: 0).developer
        project.isUpcoming = true
        return project
    }

    package func developer(_ serial: Int) -> PlannedFirm {
        var random = SeededGenerator(seed: seed, stream: "developer \(serial)")
        let first = CityNames.developerFirst[serial % CityNames.developerFirst.count]
        let kind = serial < CityNames.developerFirst.count ? "房地产开发有限公司" : "置业有限公司"
        return PlannedFirm(
            name: "\(city.name.dropLast())\(first)\(kind)", creditCode: CityIdentifiers.creditCode(division: city.code, serial: 700_000 + serial),
            representative: CityNames.person(&random, male: random.chance(70)))
    }

    package var banks: [PlannedFirm] {
        CityNames.banks.enumerated().map { index, name in
            var random = SeededGenerator(seed: seed, stream: "bank \(index)")
            return PlannedFirm(
                name: name, creditCode: CityIdentifiers.creditCode(division: city.code, serial: 900_000 + index),
                representative: CityNames.person(&random, male: true))
        }
    }

    /// 住房公积金管理中心, which lends too (住房公积金管理条例 26).
    package var fund: PlannedFirm { publicBody(CityNames.fund, kind: "12", serial: 950_000) }

    /// 公证处, which takes money into custody (公证法 12).
    package var notary: PlannedFirm { publicBody(CityNames.notary, kind: "32", serial: 950_001) }

    /// Two enterprises, one of which sells its workshop to the other.
    package var firms: [PlannedFirm] {
        CityNames.firms.enumerated().map { index, name in
            var random = SeededGenerator(seed: seed, stream: "firm \(index)")
            return PlannedFirm(
                name: name, creditCode: CityIdentifiers.creditCode(division: city.code, serial: 960_000 + index),
                representative: CityNames.person(&random, male: index == 0))
        }
    }

    private func publicBody(_ name: String, kind: String, serial: Int) -> PlannedFirm {
        var random = SeededGenerator(seed: seed, stream: "public \(serial)")
        return PlannedFirm(
            name: name, creditCode: CityIdentifiers.creditCode(kind: kind, division: city.code, serial: serial),
            representative: CityNames.person(&random, male: random.chance(50)))
    }

    /// Courts that sign in and send orders, the last from another province.
    package var courts: [PlannedFirm] {
        (CityNames.courts + [CityNames.visitingCourt]).enumerated().map { index, name in
            var random = SeededGenerator(seed: seed, stream: "court \(index)")
            return PlannedFirm(
                name: name, creditCode: CityIdentifiers.creditCode(kind: "11", division: city.code, serial: 970_000 + index),
                representative: CityNames.person(&random, male: true))
        }
    }

    /// Person number `index` of the city: no two have the same identity number.
    package func person(_ index: Int) -> PlannedPerson {
        var random = SeededGenerator(seed: seed, stream: "person \(index)")
        // 9 counties' codes × 16,000 birthdays × 500 serials: a multiplication by a unit of the ring only shuffles them.
        let space = 9 * 16_000 * 500
        let place = Int((UInt64(index) % UInt64(space)) &* 48_271_003 % UInt64(space))
        let county = counties[place % 9 % counties.count]
        let birth = today.adding(days: -(22 * 365 + place / 9 % 16_000))
        let male = (place / 144_000) % 2 == 0
        let number = CityIdentifiers.identity(division: county.code, birth: birth, serial: place / 144_000 * 2 % 1000 + (male ? 1 : 0), male: male)
        return PlannedPerson(
            name: CityNames.person(&random, male: male), identityNumber: number, birth: birth, male: male,
            phone: "1\(random.pick(["38", "39", "50", "51", "58", "59", "86", "87"]))\(CityIdentifiers.pad(random.int(0...99_999_999), 8))")
    }
}

package struct GridPoint: Hashable, Sendable {
    package let east: Int64
    package let north: Int64
}

package struct PlannedPerson: Hashable, Sendable {
    package let name: String
    package let identityNumber: String
    package let birth: LegalDate
    package let male: Bool
    package let phone: String
}

package struct PlannedFirm: Hashable, Sendable {
    package let name: String
    package let creditCode: String
    package let representative: String
}
