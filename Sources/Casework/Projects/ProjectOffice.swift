import Cadastre
package import Contracts
import Exchange
import Identity
package import Register
import Storage

/// What a developer does with its projects before the first registration.
extension CaseOffice {
    /// Projects for which housing gave this developer a presale permit and that are not here yet.
    /// - Throws: `ExchangeError` while housing doesn't answer.
    package func permittedProjects(of developer: PartyID) async throws -> [Housing.DeveloperProjects.Permitted] {
        let region = region
        let parties = parties
        let identifier = try await database.read { try parties.ownDetails(of: developer, in: $0).identifier.wire }
        let answer = try await departments.ask(
            Housing.DeveloperProjects.self, .init(identifier: identifier), for: Errand(caseID: nil, purpose: "开发企业建立首次登记项目"))
        let permitted = answer.value?.projects ?? []
        return try await database.read { connection in
            try permitted.filter { try ProjectRecords.find($0.id, region: region, in: connection) == nil }
        }
    }

    /// Takes a permitted project in, ready for its list of units.
    /// - Throws: `CaseError.notEligible` if housing has no permit for it in this developer's name, or the land is not the developer's.
    package func addProject(_ id: String, developer: PartyRef, by person: PartyID) async throws -> Project {
        guard let permitted = try await permittedProjects(of: developer.id).first(where: { $0.id == id }) else {
            throw CaseError.notEligible("住房和城乡建设局没有以贵公司名义发放的这个项目的预售许可，或者项目已经建立。")
        }
        guard let parcel = permitted.parcel, let land = try? UnitCode(parcel + "W00000000") else {
            throw CaseError.notEligible("预售许可没有记载项目的宗地代码，请先联系住房和城乡建设局补充。")
        }
        let region = region
        let now = now()
        return try await database.write { connection in
            guard let folio = try FolioRecords.find(land, region: region, in: connection)?.folio, let ownership = folio.ownership else {
                throw CaseError.notEligible("项目宗地\(parcel)的建设用地使用权尚未登记，请先办理国有建设用地使用权首次登记。")
            }
            guard ownership.holders.contains(where: { $0.party.id == developer.id }) else {
                throw CaseError.notEligible("登记簿记载的宗地\(parcel)的建设用地使用权人不是贵公司。")
            }
            if try ProjectRecords.find(id, region: region, in: connection) != nil { throw CaseError.changedMeanwhile }
            let project = Project(
                id: id, name: permitted.name, developer: developer, parcel: parcel, location: permitted.location ?? folio.description.location)
            try ProjectRecords.put(project, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(at: now, kind: .added, party: person, detail: "预售许可\(permitted.permit)"), project: id, region: region, in: connection)
            return project
        }
    }

    package func project(_ id: String) async throws -> Project? {
        let region = region
        return try await database.read { try ProjectRecords.find(id, region: region, in: $0) }
    }

    /// A developer's project that may still be changed.
    /// - Throws: `CaseError.notYours`, `.notEligible` once first registration is applied for.
    static func editable(_ id: String, of developer: PartyID, region: String, in connection: any Connection) throws -> Project {
        guard let project = try ProjectRecords.find(id, region: region, in: connection), project.developer.id == developer else {
            throw CaseError.notYours
        }
        guard project.state == .preparing else {
            throw CaseError.notEligible("项目\(project.state.chinese)，不能再修改。需要修改的，请先撤回首次登记申请。")
        }
        return project
    }

    /// Files the survey report of a building; the one before it is replaced.
    /// - Throws: `CaseError.invalid` for a building in which the list has no unit.
    package func fileReport(_ report: SurveyReport, of developer: PartyID, by person: PartyID) async throws {
        let region = region
        let before = try await database.write { connection -> SurveyReport? in
            _ = try Self.editable(report.project, of: developer, region: region, in: connection)
            guard try ProjectRecords.units(of: report.project, region: region, in: connection).contains(where: { $0.unit.buildingCode == report.building })
            else { throw CaseError.invalid(field: "file", message: "房屋清单中没有这一幢的房屋。") }
            let before = try SurveyReportRecords.find(report.building, region: region, in: connection)
            try SurveyReportRecords.put(report, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(at: report.at, kind: .reportFiled, party: person, detail: "\(report.building.suffix(5))，\(report.number)"),
                project: report.project, region: region, in: connection)
            return before
        }
        if let before, before.digest != report.digest { await forgetUpload(before.digest) }
    }

    package func surveyReport(_ building: String, of project: String) async throws -> SurveyReport {
        let region = region
        let found = try await database.read { try SurveyReportRecords.find(building, region: region, in: $0) }
        guard let found, found.project == project else { throw CaseError.unknownUpload }
        return found
    }

    /// First registration is applied for: every unit has a page to be entered on, and nothing of the project is changed any more.
    static func apply(for id: String, units: [UnitCode], by party: PartyID, at now: Moment, region: String, in connection: any Connection) throws {
        var project = try editable(id, of: party, region: region, in: connection)
        let list = try ProjectRecords.units(of: id, region: region, in: connection)
        guard Set(list.map(\.unit)) == Set(units) else { throw CaseError.changedMeanwhile }
        for unit in list where try FolioRecords.find(unit.unit, region: region, in: connection) == nil {
            try FolioRecords.insert(Folio(unit: unit.unit, description: unit.description), region: region, in: connection)
        }
        project.state = .applied
        try ProjectRecords.put(project, region: region, in: connection)
        try ProjectEventRecords.append(ProjectEvent(at: now, kind: .applied, party: party, detail: ""), project: id, region: region, in: connection)
    }
}

extension ProjectRecords {
    /// The application came to nothing: the developer may change the project again.
    static func release(_ id: String, at now: Moment, region: String, in connection: any Connection) throws {
        guard var project = try find(id, region: region, in: connection), project.state == .applied else { return }
        project.state = .preparing
        try put(project, region: region, in: connection)
        try ProjectEventRecords.append(
            ProjectEvent(at: now, kind: .released, party: project.developer.id, detail: ""), project: id, region: region, in: connection)
    }
}
