import Casework
import Hummingbird
import Identity
import Register
import Storage

/// The public list of self-service projects, as officials keep it (案例一). A decision names the version of the project that was seen.
///
/// | method | path                                 | role      | what                                        |
/// | ------ | ------------------------------------ | --------- | ------------------------------------------- |
/// | GET    | /api/v1/office/projects              | registrar | projects of the office's divisions          |
/// | GET    | /api/v1/office/projects/{id}         | registrar | one, with its history                       |
/// | POST   | /api/v1/office/projects/{id}/suspend | registrar | takes it off the list                       |
/// | POST   | /api/v1/office/projects/{id}/resume  | registrar | puts it back                                |
/// | GET    | /api/v1/office/projects/{id}/pledge/file | clerk, examiner, registrar | the promise letter, sealed |
struct OfficeProjectAPI: RouteGroup {
    let desk: Desk
    private static let one = PathTemplate("/api/v1/office/projects/{id}")
    private static let reason = Schema.object("ListingDecision", "暂停或恢复自行办理", [.required("reason", .lines(4...200), "原因；暂停的原因向社会公布"), SeenVersion.property])

    func addRoutes(to table: inout RouteTable) {
        table.official(
            .api(
                "api.office.projects", .get, PathTemplate("/api/v1/office/projects"), .manageListing, "自办项目名单",
                query: [QueryParameter("q", .text(1...60), "项目名称")] + Cursor.parameters, response: .page(of: ProjectJSON.listed, named: "ListedProjectPage")), list)
        table.official(.api("api.office.project", .get, Self.one, .manageListing, "名单中的一个项目", response: ProjectJSON.listing), show)
        table.official(
            Endpoint("api.office.project.pledge", .get, PathTemplate("/api/v1/office/projects/{id}/pledge/file"), .viewCase, .file, "项目的承诺书，PDF", fileType: "application/pdf"), pledge)
        decision("suspend", "暂停自行办理", to: &table) { try await $0.suspendListing($1, reason: $2, by: $3, expecting: $4) }
        decision("resume", "恢复自行办理", to: &table) { try await $0.resumeListing($1, reason: $2, by: $3, expecting: $4) }
    }

    private func decision(
        _ name: String, _ summary: String, to table: inout RouteTable, _ act: @Sendable @escaping (CaseOffice, String, String, Actor, Int) async throws -> Void
    ) {
        table.official(
            .api(
                "api.office.project.\(name)", .post, PathTemplate("/api/v1/office/projects/{id}/\(name)"), .manageListing, summary, request: Self.reason,
                response: ProjectJSON.listing, bodyLimit: 8 * 1024, isIdempotent: true, isConditional: true)
        ) { [self] request, context in
            let fields = try await request.checkedBody(in: context)
            let seen = try SeenVersion(request, fields)
            var reader = FormReader(fields)
            let reason = reader.text("reason", "原因", length: 4...200)
            try reader.finish()
            let project = try await find(context).project
            let official = Actor.official(account: context.account.text, name: context.signedIn.name)
            let text = try reader.require(reason)
            try await seen.guarded { try await act(desk.office, project.id, text, official, $0) }
            return try await answer(context)
        }
    }

    private func find(_ context: OfficialContext) async throws -> ListedProject {
        let found = try await desk.office.listedProject(context.part("id"))
        guard let found else { throw PortalError.notFound }
        try context.requireTerritory(String(found.project.parcel.prefix(6)))
        return found
    }

    private func answer(_ context: OfficialContext) async throws -> Response {
        let found = try await find(context)
        let region = desk.office.region
        let id = found.project.id
        let (events, version) = try await desk.office.database.read { connection in
            (
                try ProjectEventRecords.of(project: id, region: region, in: connection),
                try ProjectEventRecords.version(of: id, region: region, in: connection)
            )
        }
        var json = JSONWriter(capacity: 2_048)
        json.object { ProjectJSON.write(found, events: events, version: version, on: context.now.date, to: &$0) }
        return .json(json, headers: [.eTag: SeenVersion.eTag(version)])
    }

    @Sendable func pledge(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await PledgeAnswer.officeFile(context, desk.office)
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response { try await answer(context) }

    @Sendable func list(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 2).map { (name: $0.parts[0], id: $0.parts[1]) }
        let region = desk.office.region
        let words = query["q"]
        let divisions = context.office.divisions
        let found = try await desk.office.database.read { connection -> [ListedProject] in
            try ListedProject.page(of: divisions, matching: words, after: after, limit: limit + 1, region: region, in: connection)
        }
        let today = context.now.date
        return .json { json in
            ListPage(found, limit: limit) { Cursor([$0.project.name, $0.project.id]) }.write(to: &json) { ProjectJSON.write($1, on: today, to: &$0) }
        }
    }
}
