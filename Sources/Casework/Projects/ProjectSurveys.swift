import Cadastre
import Register
import Storage

/// With the first registration the survey of each unit goes where every unit's lies: certificates draw their floor plan from it, and
/// officials find the unit by its address.
enum ProjectSurveys {
    static func put(_ units: [ProjectUnit], of project: String, region: String, in connection: any Connection) throws {
        let reports = Dictionary(
            try SurveyReportRecords.of(project: project, region: region, in: connection).map { ($0.building, $0) }, uniquingKeysWith: { first, _ in first })
        for item in units {
            guard let building = item.unit.buildingCode, let storey = item.description.storey else { continue }
            let before = try SurveyRecords.unit(item.unit, region: region, in: connection)
            let areas = item.description
            let survey = UnitSurvey(
                unit: item.unit, building: building, storey: storey, room: item.room,
                outline: item.outline ?? before.flatMap { outline(of: $0, for: areas) }, buildingArea: areas.buildingArea, innerArea: areas.innerArea,
                sharedArea: areas.sharedArea, report: reports[building]?.number ?? before?.report ?? "",
                surveyor: reports[building]?.surveyor ?? before?.surveyor ?? "")
            try SurveyRecords.put(survey, location: areas.location, region: region, in: connection)
        }
    }

    /// What was surveyed from plans (预测) stays the unit's outline only where the finished unit measures the same.
    private static func outline(of before: UnitSurvey, for areas: UnitDescription) -> Outline? {
        guard let outline = before.outline, before.storey == areas.storey, outline.fits(inner: areas.innerArea, building: areas.buildingArea) else { return nil }
        return outline
    }
}
