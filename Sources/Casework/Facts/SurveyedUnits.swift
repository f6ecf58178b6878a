import Cadastre
import Register
import Storage

/// Which of some units have their survey report on file: one of their own, or their building's that the developer filed.
enum SurveyedUnits {
    static func of(_ units: [UnitCode], region: String, in connection: any Connection) throws -> Set<UnitCode> {
        var found: Set<UnitCode> = []
        for start in stride(from: 0, to: units.count, by: 400) {
            let part = units[start..<min(start + 400, units.count)].map(\.text)
            for row in try connection.rows("SELECT unit FROM unit_survey WHERE region = \(region) AND unit IN \(list: part)") {
                found.insert(UnitCode(trusted: try row.text("unit")))
            }
        }
        let buildings = Set(units.compactMap(\.buildingCode)).sorted()
        guard !buildings.isEmpty else { return found }
        let reported = Set(
            try connection.rows("SELECT building FROM project_survey_report WHERE region = \(region) AND building IN \(list: buildings)")
                .map { try $0.text("building") })
        found.formUnion(units.filter { $0.buildingCode.map(reported.contains) ?? false })
        return found
    }
}
