import Cadastre
import Register
import Storage

/// Surveys against the register: what is surveyed of a unit is what its page, or an act on it, states. A unit that was rebuilt (变更登记) keeps
/// its former survey until there is a new one; no certificate draws it meanwhile.
///
/// Pages say nothing of rooms, outlines and surveyors: an outline has to hold the unit's areas, and that is all that can be found of it.
extension BookVerifier {
    func verifySurveys(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        var after = ""
        var done = 0
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection in
                let rows = try connection.rows(
                    "SELECT unit, building, location, body FROM unit_survey WHERE region = \(region) AND unit > \(start) ORDER BY unit LIMIT \(Self.page)"
                ).map { SurveyRow(unit: try $0.text("unit"), building: try $0.text("building"), location: try $0.text("location"), body: try $0.blob("body")) }
                return try SurveyRow.compared(rows, region: region, in: connection)
            }
            guard let last = page.last else { break }
            after = last.unit
            done += page.count
            for row in page { for problem in row.problems { report.add("survey of \(row.unit)", problem) } }
            progress(done)
        }
        try await verifyGrounds(&report)
    }

    /// Parcels against the page of their land, and buildings against their parcels: few beside the units.
    private func verifyGrounds(_ report: inout Report) async throws {
        let region = region
        var after = ""
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [(code: String, problems: [String])] in
                try connection.rows("SELECT code, body FROM parcel WHERE region = \(region) AND code > \(start) ORDER BY code LIMIT \(Self.page)").map { row in
                    let code = try row.text("code")
                    let body = try row.blob("body")
                    guard let survey = try? CanonicalJSON.decode(ParcelSurvey.self, from: body), survey.code == code, (try? CanonicalJSON.encode(survey)) == body else {
                        return (code, ["its row and its content disagree"])
                    }
                    guard let land = try? UnitCode(code + "W00000000") else { return (code, ["is no parcel's code"]) }
                    let stated = try StatedDescriptions(of: land, region: region, in: connection)
                    return (code, stated.isEmpty || stated.contains { $0.parcelArea == survey.area } ? [] : ["its area is not the one that was registered"])
                }
            }
            guard let last = page.last else { break }
            after = last.code
            for row in page { for problem in row.problems { report.add("survey of parcel \(row.code)", problem) } }
        }
        after = ""
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection in
                try connection.rows("SELECT code, parcel, body FROM building WHERE region = \(region) AND code > \(start) ORDER BY code LIMIT \(Self.page)").map { row in
                    (code: try row.text("code"), parcel: try row.text("parcel"), body: try row.blob("body"))
                }
            }
            guard let last = page.last else { break }
            after = last.code
            for row in page {
                let survey = try? CanonicalJSON.decode(BuildingSurvey.self, from: row.body)
                if survey?.code != row.code || survey?.parcel != row.parcel || !row.code.hasPrefix(row.parcel) || survey.flatMap({ try? CanonicalJSON.encode($0) }) != row.body {
                    report.add("survey of building \(row.code)", "its row and its content disagree")
                }
            }
        }
    }
}

/// A stored survey of a unit, and what is wrong with it.
private struct SurveyRow: Sendable {
    let unit: String
    let building: String
    let location: String
    let body: [UInt8]
    private(set) var problems: [String] = []

    init(unit: String, building: String, location: String, body: [UInt8]) {
        (self.unit, self.building, self.location, self.body) = (unit, building, location, body)
    }

    static func compared(_ rows: [SurveyRow], region: String, in connection: any Connection) throws -> [SurveyRow] {
        let pages = try StatedPage.all(of: Set(rows.compactMap { try? UnitCode($0.unit) }), region: region, in: connection)
        return try rows.map { row in
            var row = row
            try row.compare(pages, region: region, in: connection)
            return row
        }
    }

    private mutating func compare(_ pages: [UnitCode: StatedPage], region: String, in connection: any Connection) throws {
        guard let code = try? UnitCode(unit), let survey = try? CanonicalJSON.decode(UnitSurvey.self, from: body) else {
            problems.append("can't be read")
            return
        }
        if survey.unit != code || survey.building != building || code.buildingCode != building { problems.append("its row and its content disagree") }
        if (try? CanonicalJSON.encode(survey)) != body { problems.append("is not in canonical form") }
        if let outline = survey.outline, !outline.fits(inner: survey.innerArea, building: survey.buildingArea) {
            problems.append("its outline doesn't hold its areas")
        }
        guard let page = pages[code] else {
            problems.append("its unit has no page")
            return
        }
        // Acts are read only of the few whose page says something else by now.
        guard let description = page.description, !agrees(survey, description) else { return }
        if try StatedDescriptions(of: code, region: region, in: connection).contains(where: { agrees(survey, $0) }) { return }
        problems.append("its areas, storey or location are none that were ever registered")
    }

    private func agrees(_ survey: UnitSurvey, _ stated: UnitDescription) -> Bool {
        survey.buildingArea == stated.buildingArea && survey.innerArea == stated.innerArea && survey.sharedArea == stated.sharedArea
            && survey.storey == stated.storey && location == stated.location
    }
}

/// What a unit's page says of it; nothing if the page can't be read, which the audit of the pages tells.
private struct StatedPage {
    let description: UnitDescription?

    static func all(of units: Set<UnitCode>, region: String, in connection: any Connection) throws -> [UnitCode: StatedPage] {
        let rows = try connection.rows(
            "SELECT unit, body FROM register_folio WHERE region = \(region) AND unit IN \(list: units.sorted().map(\.text))")
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let folio = try? DecodedFolios.folio(try row.text("unit"), try row.blob("body"))
                return (UnitCode(trusted: try row.text("unit")), StatedPage(description: folio?.description))
            })
    }
}

/// All descriptions that a page has and had: its own, and those that acts stated.
private struct StatedDescriptions: Sequence {
    private let all: [UnitDescription]
    var isEmpty: Bool { all.isEmpty }

    init(of unit: UnitCode, region: String, in connection: any Connection) throws {
        let acts = try connection.rows("SELECT body FROM register_act WHERE region = \(region) AND unit = \(unit.text) ORDER BY version")
            .compactMap { try? CanonicalJSON.decode(UnitAct.self, from: $0.blob("body")).act.stated }
        all = (try StatedPage.all(of: [unit], region: region, in: connection)[unit]?.description.map { [$0] } ?? []) + acts
    }

    func makeIterator() -> IndexingIterator<[UnitDescription]> { all.makeIterator() }
}

extension Act {
    /// The description of the unit that the act enters.
    fileprivate var stated: UnitDescription? {
        switch self {
        case .firstRegistration(let registration): registration.description
        case .change(let change): if case .description(let description) = change.matter { description } else { nil }
        case .correct(let correction): if case .description(let description) = correction.matter { description } else { nil }
        default: nil
        }
    }
}
