package import Register
import Storage

/// A project as its developer sees it: what is filed, what is missing, and what has become of the units.
package struct ProjectOverview: Sendable {
    package let project: Project
    package let units: [ProjectUnit]
    /// State of each unit, by its code.
    package let states: [UnitCode: UnitState]
    package let surveyed: Set<UnitCode>
    package let reports: [SurveyReport]
    package let pledge: Pledge?
    /// The open or finished case of first registration, the latest.
    package let caseID: String?
    package let events: [ProjectEvent]
    /// The day on which this was put together.
    package let today: LegalDate

    package enum UnitState: String, Hashable, Sendable, CaseIterable {
        case planned, registered, sold, selfRegistered

        package var chinese: String {
            switch self {
            case .planned: "未登记"
            case .registered: "已首次登记"
            case .sold: "已转移登记"
            case .selfRegistered: "购房人自行办证"
            }
        }
    }

    /// First registered, whatever became of them since.
    package var registered: Int { units.count { states[$0.unit] != .planned } }
    package var sold: Int { units.count { states[$0.unit] == .sold || states[$0.unit] == .selfRegistered } }
    package var selfRegistered: Int { units.count { states[$0.unit] == .selfRegistered } }
    package var selfService: Int { units.count { $0.selfService } }
    /// Those whose certificates will have a floor plan (房产分户图).
    package var outlined: Int { units.count { $0.outline != nil } }

    /// Buildings in which units lie, in order, with how many.
    package var buildings: [(code: String, units: Int)] {
        var counts: [String: Int] = [:]
        for unit in units { if let building = unit.unit.buildingCode { counts[building, default: 0] += 1 } }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package var totalArea: Area { units.reduce(.zero) { $0 + $1.description.buildingArea } }
    package var isEditable: Bool { project.state == .preparing }
    package var isPledged: Bool { pledge?.isInForce(on: today) == true }
    /// Whether the letter may be withdrawn, renewed or signed anew: not while an examiner reads it.
    package var pledgeMayChange: Bool { pledge != nil && project.state != .applied && project.state != .registered }
    /// Everything is there that the first registration asks the developer for.
    package var isReady: Bool {
        isEditable && !units.isEmpty && units.allSatisfy { surveyed.contains($0.unit) } && (selfService == 0 || isPledged)
    }
}

extension CaseOffice {
    /// The services by which a buyer registers without the developer.
    private static let selfServices = ["transfer.presold.by-buyer"]

    /// - Throws: `CaseError.notYours` for another developer's project, and for one that doesn't exist.
    package func overview(of id: String, for developer: PartyID) async throws -> ProjectOverview {
        let region = region
        let today = now().date
        return try await database.read { connection in
            guard let project = try ProjectRecords.find(id, region: region, in: connection), project.developer.id == developer else {
                throw CaseError.notYours
            }
            let units = try ProjectRecords.units(of: id, region: region, in: connection)
            let codes = units.map(\.unit)
            return ProjectOverview(
                project: project, units: units, states: try Self.states(of: codes, developer: developer, region: region, in: connection),
                surveyed: try SurveyedUnits.of(codes, region: region, in: connection),
                reports: try SurveyReportRecords.of(project: id, region: region, in: connection),
                pledge: try PledgeRecords.current(of: id, region: region, in: connection),
                caseID: try Self.firstRegistrationCase(of: id, developer: developer, region: region, in: connection),
                events: try ProjectEventRecords.of(project: id, region: region, in: connection), today: today)
        }
    }

    private static func states(
        of units: [UnitCode], developer: PartyID, region: String, in connection: any Connection
    ) throws -> [UnitCode: ProjectOverview.UnitState] {
        var states = Dictionary(units.map { ($0, ProjectOverview.UnitState.planned) }) { first, _ in first }
        for part in units.chunks(of: 400) {
            for (unit, page) in try FolioRecords.find(Set(part), region: region, in: connection) {
                guard let ownership = page.folio.ownership else { continue }
                states[unit] = ownership.holders.contains { $0.party.id == developer } ? .registered : .sold
            }
            let rows = try connection.rows(
                """
                SELECT DISTINCT u.unit FROM case_unit u JOIN case_file f ON f.region = u.region AND f.case_id = u.case_id
                WHERE u.region = \(region) AND u.unit IN \(list: part.map(\.text)) AND f.service IN \(list: selfServices)
                AND f.phase IN ('registered', 'completed')
                """)
            for row in rows {
                let unit = UnitCode(trusted: try row.text("unit"))
                if states[unit] == .sold { states[unit] = .selfRegistered }
            }
        }
        return states
    }

    private static func firstRegistrationCase(
        of project: String, developer: PartyID, region: String, in connection: any Connection
    ) throws -> String? {
        try CaseSearch.of(party: developer, region: region, in: connection)
            .filter { $0.phase != .withdrawn && $0.phase != .refused }
            .first { summary in try CaseRecords.load(summary.id, region: region, in: connection).state.project == project }?.id
    }
}
