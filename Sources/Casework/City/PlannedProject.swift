package import Cadastre
package import Register

/// One project of the planned city, with everything needed to lay it out.
package struct PlannedProject: Sendable {
    package enum Kind: String, Sendable {
        /// Long sold: every unit belongs to people.
        case settled
        /// First registered and on the public list: buyers come now.
        case listed
        /// Still being built and sold in advance.
        case presale
    }

    package let index: Int
    package let kind: Kind
    package let county: Division
    package let name: String
    package let location: String
    /// 宗地代码.
    package let parcel: String
    package let origin: GridPoint
    package let size: Int
    package let first: Int
    package internal(set) var developer: PlannedFirm
    package let completed: LegalDate
    package let storeys: Int
    /// Homes on one storey; the same in the whole project.
    package let perStorey: Int
    let seed: UInt64
    /// Known to housing alone: the developer brings its list of units.
    package internal(set) var isUpcoming = false

    package var id: String { "P\(CityIdentifiers.pad(index + 1, 6))" }

    package var parcelSurvey: ParcelSurvey {
        let outline = Outline(rectangleAt: Outline.Point(origin.east, origin.north), width: 30_000, depth: 30_000)
        return ParcelSurvey(code: parcel, location: location, outline: outline, area: Area(hundredths: outline.areaHundredths))
    }

    /// Where a unit stands in its building, by its number in the project.
    struct Slot {
        let building: Int
        let storey: Int
        let place: Int
    }

    package var buildings: Int { (size + perStorey * storeys - 1) / (perStorey * storeys) }

    func slot(_ number: Int) -> Slot {
        let inBuilding = perStorey * storeys
        return Slot(building: number / inBuilding, storey: number % inBuilding / perStorey + 1, place: number % perStorey)
    }

    /// Of every home, in centimetres. With widths in steps of five their areas are whole hundredths of a square metre.
    private static let unitDepth: Int64 = 1_080

    /// Homes further along the storey are wider; what a home measures inside follows from its width.
    private func width(_ place: Int) -> Int64 { 5 * (130 + Int64((seed >> 16) % 110) + Int64(place) * 8) }

    /// Where the home at a place of the storey begins.
    private func offset(_ place: Int) -> Int64 { (0..<place).reduce(0) { $0 + width($1) } }

    package func buildingSurvey(_ number: Int) -> BuildingSurvey {
        BuildingSurvey(
            code: buildingCode(number), name: "\(name)\(number + 1)栋", parcel: parcel,
            outline: Outline(rectangleAt: corner(number), width: offset(perStorey), depth: Self.unitDepth), storeys: storeys,
            storeyHeight: 295)
    }

    private func buildingCode(_ number: Int) -> String { "\(parcel)F\(CityIdentifiers.pad(number + 1, 4))" }

    /// Buildings stand on a grid of 60 m by 30 m inside the parcel: five in a row; no project has more than ten.
    private func corner(_ building: Int) -> Outline.Point {
        Outline.Point(origin.east + 500 + Int64(building % 5) * 5_900, origin.north + 500 + Int64(building / 5) * 3_200)
    }

    package func unitCode(_ number: Int) -> UnitCode {
        let slot = slot(number)
        return UnitCode(trusted: buildingCode(slot.building) + CityIdentifiers.pad(number % (perStorey * storeys) + 1, 4))
    }

    package func room(_ number: Int) -> String {
        let slot = slot(number)
        return "\(slot.storey)\(CityIdentifiers.pad(slot.place + 1, 2))"
    }

    package func address(_ number: Int) -> String {
        let slot = slot(number)
        return "\(location)\(name)\(slot.building + 1)栋\(slot.storey)层\(room(number))室"
    }

    package func survey(_ number: Int) -> UnitSurvey {
        let slot = slot(number)
        let corner = corner(slot.building)
        let outline = Outline(
            rectangleAt: Outline.Point(corner.east + offset(slot.place), corner.north), width: width(slot.place), depth: Self.unitDepth)
        let inner = Area(hundredths: outline.areaHundredths)
        let shared = Area(hundredths: inner.hundredths * 22 / 100)
        return UnitSurvey(
            unit: unitCode(number), building: buildingCode(slot.building), storey: slot.storey, room: room(number), outline: outline,
            buildingArea: inner + shared, innerArea: inner, sharedArea: shared,
            report: "洪测字〔\(completed.year)〕第\(CityIdentifiers.pad(index + 1, 5))号", surveyor: "南昌市测绘勘察研究院有限公司")
    }

    /// The outline as the survey report draws it: in the plan of the storey, whose origin is the building's corner.
    func storeyPlan(_ number: Int) -> Outline {
        let place = slot(number).place
        return Outline(rectangleAt: Outline.Point(offset(place), 0), width: width(place), depth: Self.unitDepth)
    }

    /// The unit that is no home but a workshop (GB/T 17986 用途 21: 工业); one in the city is enough to try it with.
    package var workshop: Int? { index == 0 && !isUpcoming ? 16 : nil }

    package func description(_ number: Int) -> UnitDescription {
        let survey = survey(number)
        return UnitDescription(
            location: address(number), use: number == workshop ? "21" : "11", buildingArea: survey.buildingArea, innerArea: survey.innerArea, sharedArea: survey.sharedArea,
            parcelArea: parcelSurvey.area, structure: "3", storey: survey.storey, storeys: storeys, completed: kind == .presale ? nil : completed,
            landNature: "102", landTermFrom: granted, landTermUntil: granted.adding(years: 70), surveyed: kind != .presale)
    }

    /// 出让 of the land, some three years before the buildings were finished.
    package var granted: LegalDate { completed.adding(days: -1_100) }

    package var landDescription: UnitDescription {
        UnitDescription(
            location: location, use: "10", buildingArea: .zero, innerArea: .zero, sharedArea: .zero, parcelArea: parcelSurvey.area, structure: nil,
            storey: nil, storeys: nil, completed: nil, landNature: "102", landTermFrom: granted, landTermUntil: granted.adding(years: 70),
            surveyed: true)
    }

    /// Price of a unit: yuan per square metre of the project times the area.
    package func price(_ number: Int) -> Money {
        let perMetre = 7_500 + Int64((seed >> 24) % 90) * 100
        return Money(fen: perMetre * survey(number).buildingArea.hundredths)
    }
}
