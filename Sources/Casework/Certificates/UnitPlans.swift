import Cadastre
import Documents
import Register
import Storage

/// The drawings of a certificate, from what was surveyed: the parcel with its building (宗地图), and the unit in its storey (房产分户图).
struct UnitPlans: Sendable {
    private let parcel: ParcelSurvey?
    private let building: BuildingSurvey?
    private let unit: UnitSurvey?
    /// What is drawn around the unit: its building, or the other units of its storey where it was surveyed in the storey's plan, which has no
    /// place in the plane in which buildings lie.
    private let surroundings: [(outline: Outline, label: String?)]

    init(of code: UnitCode, certified facts: CertificateFacts, region: String, in connection: any Connection) throws {
        parcel = try SurveyRecords.parcel(code.parcel, region: region, in: connection)
        building = try code.buildingCode.flatMap { try SurveyRecords.building($0, region: region, in: connection) }
        unit = try SurveyRecords.unit(code, region: region, in: connection).flatMap { facts.isOf($0) ? $0 : nil }
        if let unit, let outline = unit.outline {
            if let building, building.outline.overlap(with: outline) > 0 {
                surroundings = [(building.outline, nil)]
            } else {
                surroundings = try SurveyRecords.units(of: unit.building, region: region, in: connection)
                    .filter { $0.storey == unit.storey && $0.unit != code }.compactMap { other in other.outline.map { ($0, other.room) } }
            }
        } else {
            surroundings = []
        }
    }

    var parcelPlan: Plan? {
        guard let parcel else { return nil }
        var shapes = [Plan.Shape(.subject, Self.ring(parcel.outline), label: String(parcel.code.suffix(7)))]
        if let building { shapes.append(Plan.Shape(.part, Self.ring(building.outline), label: building.name)) }
        return Plan(title: "宗地图", shapes: shapes, facts: [("宗地代码", parcel.code), ("宗地面积", "\(parcel.area)平方米")])
    }

    var unitPlan: Plan? {
        guard let unit, let outline = unit.outline else { return nil }
        var shapes = surroundings.map { Plan.Shape(.surroundings, Self.ring($0.outline), label: $0.label) }
        shapes.append(Plan.Shape(.subject, Self.ring(outline), label: unit.room))
        return Plan(
            title: "房产分户图", shapes: shapes,
            facts: [
                ("建筑面积", "\(unit.buildingArea)平方米"), ("专有建筑面积", "\(unit.innerArea)平方米"), ("分摊建筑面积", "\(unit.sharedArea)平方米"), ("测绘单位", unit.surveyor),
            ])
    }

    private static func ring(_ outline: Outline) -> [Plan.Point] { outline.points.map { Plan.Point(Double($0.east) / 100, Double($0.north) / 100) } }
}
