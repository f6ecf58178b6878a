import Crypto
package import Register
import Storage

extension CaseOffice {
    /// Replaces a project's list of units by a table, wholly or not at all. A promise letter that was signed for the list before lapses.
    /// - Returns: how many units the list has now.
    /// - Throws: ``TableRefused`` with everything that is wrong in the table; `CaseError.notYours`, `.notEligible`.
    @discardableResult
    package func importUnits(_ bytes: [UInt8], into id: String, of developer: PartyID, by person: PartyID) async throws -> Int {
        let region = region
        let now = now()
        let ground = try await database.read { connection -> UnitTable.Ground in
            let project = try Self.editable(id, of: developer, region: region, in: connection)
            guard let land = try UnitCode(checked: project.parcel + "W00000000").flatMap({ try FolioRecords.find($0, region: region, in: connection) })
            else { throw CaseError.notEligible("项目宗地的建设用地使用权尚未登记。") }
            return UnitTable.Ground(parcel: project.parcel, land: land.folio.description, today: now.date)
        }
        let units = try UnitTable.read(bytes, on: ground)
        let digest = RegisterHash.hex(Array(SHA256.hash(data: bytes)))
        let dropped = try await database.write { connection -> [String] in
            _ = try Self.editable(id, of: developer, region: region, in: connection)
            let faults = try Self.conflicts(units, project: id, region: region, in: connection)
            guard faults.isEmpty else { throw TableRefused(faults) }
            try ProjectRecords.replaceUnits(units.map(\.unit), of: id, region: region, in: connection)
            // A report is of a building whose units are listed; one of another building has lost its object.
            let buildings = Set(units.compactMap(\.unit.unit.buildingCode))
            var dropped: [String] = []
            for report in try SurveyReportRecords.of(project: id, region: region, in: connection) where !buildings.contains(report.building) {
                try SurveyReportRecords.delete(report.building, region: region, in: connection)
                try ProjectEventRecords.append(
                    ProjectEvent(at: now, kind: .reportRemoved, party: person, detail: String(report.building.suffix(5))), project: id, region: region,
                    in: connection)
                dropped.append(report.digest)
            }
            if try PledgeRecords.current(of: id, region: region, in: connection) != nil {
                try PledgeRecords.supersede(of: id, at: now, region: region, in: connection)
                try ProjectEventRecords.append(ProjectEvent(at: now, kind: .pledgeLapsed, party: person, detail: ""), project: id, region: region, in: connection)
            }
            try ProjectEventRecords.append(
                ProjectEvent(at: now, kind: .unitsImported, party: person, detail: "\(units.count)套，文件摘要\(digest.prefix(16))"), project: id, region: region,
                in: connection)
            return dropped
        }
        for content in dropped { await forgetUpload(content) }
        return units.count
    }

    /// What only the register knows: units of another project, units that somebody holds already, and outlines that reach into those of
    /// another project in the same building.
    private static func conflicts(_ units: [ImportedUnit], project: String, region: String, in connection: any Connection) throws -> [TableFault] {
        var faults: [TableFault] = []
        for start in stride(from: 0, to: units.count, by: 400) {
            let part = units[start..<min(start + 400, units.count)]
            let elsewhere = try ProjectRecords.projects(of: part.map(\.unit.unit), region: region, in: connection)
            let pages = try FolioRecords.find(Set(part.map(\.unit.unit)), region: region, in: connection)
            for unit in part {
                if let other = elsewhere[unit.unit.unit], other != project { faults.append(unit.fault(.unit, "已列入另一个项目。")) }
                if pages[unit.unit.unit]?.folio.ownership != nil { faults.append(unit.fault(.unit, "已办理首次登记。")) }
            }
        }
        let outlined = units.compactMap { StoreyOverlaps.Item($0.unit, imported: $0) }
        let others = try Set(outlined.compactMap(\.unit.unit.buildingCode)).flatMap {
            try ProjectRecords.units(in: $0, notOf: project, region: region, in: connection).compactMap { StoreyOverlaps.Item($0) }
        }
        return others.isEmpty ? faults : faults + StoreyOverlaps.faults(outlined + others)
    }
}

extension UnitCode {
    fileprivate init?(checked text: String) throws {
        guard let code = try? UnitCode(text) else { return nil }
        self = code
    }
}

extension ProjectRecords {
    static func replaceUnits(_ units: [ProjectUnit], of project: String, region: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM project_unit WHERE region = \(region) AND project_id = \(project)")
        for unit in units { try put(unit, project: project, region: region, in: connection) }
    }

    /// Units of a building that stand in other projects' lists.
    fileprivate static func units(in building: String, notOf project: String, region: String, in connection: any Connection) throws -> [ProjectUnit] {
        try connection.rows(
            """
            SELECT body FROM project_unit WHERE region = \(region) AND unit >= \(building + "0000") AND unit <= \(building + "9999")
            AND project_id <> \(project)
            """
        ).map { try CanonicalJSON.decode(ProjectUnit.self, from: $0.blob("body")) }
    }

    /// The projects in which units stand; those in none are left out.
    static func projects(of units: [UnitCode], region: String, in connection: any Connection) throws -> [UnitCode: String] {
        let rows = try connection.rows(
            "SELECT unit, project_id FROM project_unit WHERE region = \(region) AND unit IN \(list: units.map(\.text))")
        return Dictionary(try rows.map { (UnitCode(trusted: try $0.text("unit")), try $0.text("project_id")) }) { first, _ in first }
    }
}
