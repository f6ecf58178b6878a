import Casework
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// Survey reports (房屋测绘成果报告): one file for each building.
///
/// | method | path                                          | who        | what                        |
/// | ------ | --------------------------------------------- | ---------- | --------------------------- |
/// | GET    | /developer/projects/{id}/reports/{building}   | developer  | the form; `?file=1` the file |
/// | POST   | /developer/projects/{id}/reports/{building}   | developer  | files or replaces it        |
/// | GET    | /office/projects/{id}/reports/{building}      | official   | the file                    |
struct SurveyReportRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let file = QueryParameter("file", .string, "填 1 时给出文件本身")
        table.party(.page("developer.report", .get, Paths.developerReport.template, .manageOwnProjects, "测绘报告", query: [file]), show)
        table.party(
            Endpoint(
                "developer.fileReport", .post, Paths.developerReport.template, .manageOwnProjects, .page, "提交测绘报告", body: .upload,
                bodyLimit: Int(UploadRule.report.fileLimit) + 64 * 1024, rate: RateLimit(burst: 60, perMinute: 30), timeout: .seconds(900)), take)
        table.official(Endpoint("office.report", .get, Paths.officeReport.template, .viewCase, .file, "查看测绘报告", timeout: .seconds(900)), officeShow)
    }

    private func overview(_ context: PartyContext) async throws -> (ProjectOverview, String) {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        let building = try context.part("building")
        guard overview.buildings.contains(where: { $0.code == building }) else { throw PortalError.notFound }
        return (overview, building)
    }

    /// Whether a report may still be filed is known before a byte of it is stored.
    func editable(_ context: PartyContext) async throws -> (ProjectOverview, String) {
        let found = try await overview(context)
        guard found.0.isEditable else { throw CaseError.notEligible("项目\(found.0.project.state.chinese)，不能再修改。") }
        return found
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (overview, building) = try await overview(context)
        let report = overview.reports.first { $0.building == building }
        if try request.query()["file"] == "1" {
            guard let report else { throw PortalError.notFound }
            return try await content(report)
        }
        return page(overview, building, number: report?.number ?? "", surveyor: report?.surveyor ?? "", errors: [], context)
    }

    private func page(
        _ overview: ProjectOverview, _ building: String, number: String, surveyor: String, errors: [FieldError], _ context: PartyContext
    ) -> Response {
        let project = overview.project
        func wrong(_ name: String) -> Markup { errors.contains { $0.name == name }.markup(" wrong") }
        return desk.page(
            "测绘报告", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的项目", Paths.developerProjects()), (project.name, Paths.developerProject(project.id))]))\(Parts.errors(errors))<h1>\(ProjectMarkup.building(building))的测绘报告</h1>
            <p class="soft">挂接到这一幢的每一套房屋，购房人办证时无需再提交。</p>
            <form class="card" method="post" action="\(Paths.developerReport(project.id, building))" enctype="multipart/form-data" novalidate>\(desk.token(context))
            <div class="field\(wrong("number"))"><label for="f-number">报告编号</label><input id="f-number" name="number" type="text" maxlength="60" value="\(number)"></div>
            <div class="field\(wrong("surveyor"))"><label for="f-surveyor">测绘单位</label><input id="f-surveyor" name="surveyor" type="text" maxlength="100" value="\(surveyor)"></div>
            <div class="field\(wrong("report"))"><label for="f-report">报告文件</label><p class="hint" id="h-report">PDF 或 OFD，不超过50 MB。</p><input id="f-report" name="report" type="file" accept=".pdf,.ofd" aria-describedby="h-report"></div>
            <p class="actions"><button class="button" type="submit">提交</button><a class="button quiet" href="\(Paths.developerProject(project.id))">返回</a></p></form>
            """)
    }

    @Sendable func take(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (overview, building) = try await editable(context)
        let upload: Upload
        do {
            upload = try await request.upload(.report, to: desk.office.uploads, in: context)
        } catch let PortalError.upload(fault) {
            return page(overview, building, number: "", surveyor: "", errors: [FieldError("report", fault.message)], context)
        } catch BlobError.tooLarge(let limit) {
            return page(overview, building, number: "", surveyor: "", errors: [FieldError("report", UploadFault.tooLarge(limit: Int(limit)).message)], context)
        }
        let errors = try await file(upload, of: building, in: overview, context)
        guard errors.isEmpty else {
            let fields = upload.fields
            return page(overview, building, number: fields["number"] ?? "", surveyor: fields["surveyor"] ?? "", errors: errors, context)
        }
        return .see(Paths.developerProject(overview.project.id))
    }

    /// Files the report of a multipart body, or keeps nothing of it.
    /// - Returns: what is wrong with it, by field.
    func file(_ upload: Upload, of building: String, in overview: ProjectOverview, _ context: PartyContext) async throws -> [FieldError] {
        var reader = FormReader(upload.fields)
        let number = reader.text("number", "报告编号", length: 2...60)
        let surveyor = reader.text("surveyor", "测绘单位", length: 2...100)
        let file = upload.files.first { $0.field == "report" }
        if file == nil { reader.fail("report", UploadFault.missing(field: "report").message) }
        guard let number, let surveyor, let file else {
            for file in upload.files { await desk.office.forgetUpload(file.blob.digest.hex) }
            return reader.errors
        }
        do {
            try await desk.office.fileReport(
                SurveyReport(
                    building: building, project: overview.project.id, number: number, surveyor: surveyor, fileName: file.name,
                    mediaType: file.kind.mediaType, digest: file.blob.digest.hex, size: file.blob.size, at: context.now),
                of: context.party.id, by: context.actor)
        } catch {
            await desk.office.forgetUpload(file.blob.digest.hex)
            throw error
        }
        return []
    }

    @Sendable func officeShow(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let building = try context.part("building")
        try context.requireTerritory(String(building.prefix(6)))
        return try await content(try await desk.office.surveyReport(building, of: try context.part("id")))
    }

    private func content(_ report: SurveyReport) async throws -> Response {
        try await .upload(report.digest, size: report.size, type: report.mediaType, name: report.fileName, from: desk.office.uploads)
    }
}
