import Cadastre
import Register
import Storage

/// Which of some units have their survey report on file.
enum SurveyedUnits {
    static func of(_ units: [UnitCode], region: String, in connection: any Connection) throws -> Set<UnitCode> {
        var found: Set<UnitCode> = []
        for start in stride(from: 0, to: units.count, by: 400) {
            let part = units[start..<min(start + 400, units.count)].map(\.text)
            for row in try connection.rows("SELECT unit FROM unit_survey WHERE region = \(region) AND unit IN \(list: part)") {
                found.insert(UnitCode(trusted: try row.text("unit")))
            }
        }
        return found
    }
}
