/// The natural status of a unit (自然状况) as surveyed and entered: what it is, not whose it is.
package struct UnitDescription: Hashable, Sendable, Codable {
    /// 坐落: the address in full.
    package var location: String
    /// 规划用途: code of the national list GHYT, e.g. `11` 成套住宅.
    package var use: String
    /// 建筑面积; zero for bare land.
    package var buildingArea: Area
    /// 专有建筑面积 (套内).
    package var innerArea: Area
    /// 分摊建筑面积.
    package var sharedArea: Area
    /// 宗地面积.
    package var parcelArea: Area
    /// 房屋结构: code of the national list FWJG; nil for bare land.
    package var structure: String?
    /// 所在层, e.g. `3` or `-1`; nil for bare land.
    package var storey: Int?
    /// 总层数.
    package var storeys: Int?
    /// 竣工时间.
    package var completed: LegalDate?
    /// 权利性质: code of the national list QLXZ, e.g. `102` 出让.
    package var landNature: String
    /// 使用期限 of the land use right; nil where the law sets none (划拨).
    package var landTermFrom: LegalDate?
    package var landTermUntil: LegalDate?
    /// Whether the areas come from the survey of the finished building (实测) rather than from plans (预测).
    package var surveyed: Bool

    package init(
        location: String, use: String, buildingArea: Area, innerArea: Area, sharedArea: Area, parcelArea: Area,
        structure: String?, storey: Int?, storeys: Int?, completed: LegalDate?, landNature: String,
        landTermFrom: LegalDate?, landTermUntil: LegalDate?, surveyed: Bool
    ) {
        self.location = location
        self.use = use
        self.buildingArea = buildingArea
        self.innerArea = innerArea
        self.sharedArea = sharedArea
        self.parcelArea = parcelArea
        self.structure = structure
        self.storey = storey
        self.storeys = storeys
        self.completed = completed
        self.landNature = landNature
        self.landTermFrom = landTermFrom
        self.landTermUntil = landTermUntil
        self.surveyed = surveyed
    }
}
