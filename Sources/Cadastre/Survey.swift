package import Register

/// A parcel as surveyed (宗地).
package struct ParcelSurvey: Hashable, Sendable, Codable {
    /// 宗地代码, 19 characters.
    package var code: String
    package var location: String
    package var outline: Outline
    package var area: Area
    package init(code: String, location: String, outline: Outline, area: Area) {
        self.code = code
        self.location = location
        self.outline = outline
        self.area = area
    }
}

/// A building as surveyed (自然幢).
package struct BuildingSurvey: Hashable, Sendable, Codable {
    /// First 24 characters of its units' codes.
    package var code: String
    package var name: String
    package var parcel: String
    package var outline: Outline
    package var storeys: Int
    /// Height of a storey in centimetres.
    package var storeyHeight: Int
    package init(code: String, name: String, parcel: String, outline: Outline, storeys: Int, storeyHeight: Int) {
        self.code = code
        self.name = name
        self.parcel = parcel
        self.outline = outline
        self.storeys = storeys
        self.storeyHeight = storeyHeight
    }
}

/// The survey report of one unit (房屋分户测绘报告), hung on the unit by its code when the project is first registered.
package struct UnitSurvey: Hashable, Sendable, Codable {
    package var unit: UnitCode
    package var building: String
    package var storey: Int
    /// 室号 as people say it, e.g. `302`.
    package var room: String
    /// 平面轮廓; nil where only the areas were filed: the unit then has no floor plan.
    package var outline: Outline?
    package var buildingArea: Area
    package var innerArea: Area
    package var sharedArea: Area
    /// Number of the report and the firm that made it.
    package var report: String
    package var surveyor: String
    package init(
        unit: UnitCode, building: String, storey: Int, room: String, outline: Outline?, buildingArea: Area, innerArea: Area,
        sharedArea: Area, report: String, surveyor: String
    ) {
        self.unit = unit
        self.building = building
        self.storey = storey
        self.room = room
        self.outline = outline
        self.buildingArea = buildingArea
        self.innerArea = innerArea
        self.sharedArea = sharedArea
        self.report = report
        self.surveyor = surveyor
    }
}
