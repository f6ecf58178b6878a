import Casework
import Contracts
import Hummingbird
import Identity
import Register
import Storage

/// A developer's projects, for programs. The first registration itself is a case like any other: `POST /api/v1/cases` with the project as
/// its subject.
///
/// | method | path                                                | what                                                       |
/// | ------ | --------------------------------------------------- | ---------------------------------------------------------- |
/// | GET    | /api/v1/developer/projects                          | my projects                                                |
/// | GET    | /api/v1/developer/permits                           | what housing permitted and isn't here yet                  |
/// | POST   | /api/v1/developer/projects                          | takes a permitted project in                               |
/// | GET    | /api/v1/developer/projects/{id}                     | one: what is missing                                       |
/// | POST   | /api/v1/developer/projects/{id}/units               | imports the table of units wholly, or names every fault    |
/// | POST   | /api/v1/developer/projects/{id}/reports/{building}  | files a building's survey report                           |
/// | GET    | /api/v1/developer/projects/{id}/pledge              | the promise letter as it would be signed                   |
/// | POST   | /api/v1/developer/projects/{id}/pledge              | signs it                                                   |
/// | POST   | /api/v1/developer/projects/{id}/pledge/renew        | signs it anew for a further term                           |
/// | POST   | /api/v1/developer/projects/{id}/pledge/withdraw     | withdraws it, for a reason that everybody reads            |
/// | GET    | /api/v1/developer/projects/{id}/pledge/file         | the sealed file                                            |
struct DeveloperAPI: RouteGroup {
    let desk: Desk

    private static let permit = Schema.object(
        "Permit", "可以建立的项目", [
            .required("project", .string, "项目编号"), .required("name", .string, "名称"), .required("permit", .string, "预售许可证号"), .required("issued_on", .date, "发放日期"),
        ])
    private static let adding = Schema.object("NewProject", "建立项目", [.required("project", .text(1...60), "项目编号")])
    private static let units = Schema.object("UnitTable", "房屋清单", [.required("table", .formatted(.binary), "CSV 表格，UTF-8 或 GBK，首行为标题。\(UnitTable.columns)")])
    private static let report = Schema.object(
        "ReportForm", "测绘报告", [
            .required("number", .text(2...60), "报告编号"), .required("surveyor", .text(2...100), "测绘单位"), .required("report", .formatted(.binary), "PDF 或 OFD 文件"),
        ])
    private static let letter = Schema.object(
        "PledgeText", "将要签署的承诺书", [
            .required("letter", .string, "承诺书"), .required("master_application", .string, "分户转移登记申请表（总表）"), .required("self_service", .integer, "自办名单的套数"),
        ])
    private static let signing = Schema.object(
        "PledgeSignature", "签署承诺书", [
            .required("name", .text(1...100), "企业全称，作为电子签名（电子签名法 14）"), .required("years", .whole(CaseOffice.pledgeYears), "有效年数"),
        ])

    private static let withdrawing = Schema.object(
        "PledgeWithdrawal", "撤回承诺书", [
            .required("name", .text(1...100), "企业全称，作为电子签名（电子签名法 14）"), .required("reason", .lines(4...200), "原因，向社会公布"),
        ])

    func addRoutes(to table: inout RouteTable) {
        let projects = PathTemplate("/api/v1/developer/projects")
        let one = PathTemplate("/api/v1/developer/projects/{id}")
        let pledge = PathTemplate("/api/v1/developer/projects/{id}/pledge")
        table.party(
            .api("api.developer.projects", .get, projects, .manageOwnProjects, "我的项目", response: .page(of: ProjectJSON.summary, named: "OwnProjectPage")), list)
        table.party(
            .api(
                "api.developer.permits", .get, PathTemplate("/api/v1/developer/permits"), .manageOwnProjects, "可以建立的项目",
                response: .page(of: Self.permit, named: "PermitPage")), permits)
        table.party(
            .api(
                "api.developer.add", .post, projects, .manageOwnProjects, "建立项目", request: Self.adding, response: ProjectJSON.whole, success: .created,
                bodyLimit: 4 * 1024, isIdempotent: true), add)
        table.party(.api("api.developer.project", .get, one, .manageOwnProjects, "一个项目", response: ProjectJSON.whole), show)
        table.party(
            Endpoint(
                "api.developer.units", .post, PathTemplate("/api/v1/developer/projects/{id}/units"), .importUnits, .api, "导入房屋清单", body: .upload,
                request: Self.units, response: ProjectJSON.whole, bodyLimit: Int(UploadRule.table.fileLimit) + 16 * 1024,
                rate: RateLimit(burst: 20, perMinute: 10), timeout: .seconds(300)), importUnits)
        table.party(
            Endpoint(
                "api.developer.report", .post, PathTemplate("/api/v1/developer/projects/{id}/reports/{building}"), .manageOwnProjects, .api, "提交测绘报告",
                body: .upload, request: Self.report, response: ProjectJSON.whole, bodyLimit: Int(UploadRule.report.fileLimit) + 64 * 1024,
                rate: RateLimit(burst: 60, perMinute: 30), timeout: .seconds(900)), fileReport)
        table.party(.api("api.developer.pledge", .get, pledge, .manageOwnProjects, "将要签署的承诺书", response: Self.letter), read)
        table.party(
            .api(
                "api.developer.sign", .post, pledge, .manageOwnProjects, "签署承诺书", request: Self.signing, response: ProjectJSON.whole, bodyLimit: 4 * 1024,
                isIdempotent: true), sign)
        table.party(
            .api(
                "api.developer.renew", .post, PathTemplate("/api/v1/developer/projects/{id}/pledge/renew"), .manageOwnProjects, "续签承诺书", request: Self.signing,
                response: ProjectJSON.whole, bodyLimit: 4 * 1024, isIdempotent: true), renew)
        table.party(
            .api(
                "api.developer.withdraw", .post, PathTemplate("/api/v1/developer/projects/{id}/pledge/withdraw"), .manageOwnProjects, "撤回承诺书",
                request: Self.withdrawing, response: ProjectJSON.whole, bodyLimit: 8 * 1024, isIdempotent: true), withdraw)
        table.party(
            Endpoint("api.developer.pledgeFile", .get, PathTemplate("/api/v1/developer/projects/{id}/pledge/file"), .manageOwnProjects, .file, "承诺书，PDF", fileType: "application/pdf"), file)
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        let region = desk.office.region
        let party = context.party.id
        let found = try await desk.office.database.read { connection in
            try ProjectRecords.of(developer: party, region: region, in: connection).map { project in
                (project: project, units: try ProjectRecords.unitCount(of: project.id, region: region, in: connection))
            }
        }
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.project.id]) }.write(to: &json) { ProjectJSON.write($1.project, units: $1.units, to: &$0) }
        }
    }

    @Sendable func permits(_ request: Request, _ context: PartyContext) async throws -> Response {
        let found = try await desk.office.permittedProjects(of: context.party.id)
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.id]) }.write(to: &json) { json, permit in
                json.field("project", permit.id)
                json.field("name", permit.name)
                json.field("permit", permit.permit)
                json.field("issued_on", permit.issuedOn.description)
            }
        }
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let fields = try await request.checkedBody(in: context)
        let project = try await desk.office.addProject(fields["project"] ?? "", developer: context.party, by: context.actor)
        var response = try await answer(project.id, context)
        response.status = .created
        response.headers[.location] = "/api/v1/developer/projects/\(project.id)"
        return response
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await answer(context.part("id"), context)
    }

    @Sendable func importUnits(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        do {
            try await UnitImportRoutes(desk: desk).store(request, into: id, context)
        } catch let refused as TableRefused {
            throw PortalError.invalid(refused.faults.map { FieldError($0.cell, $0.message) })
        }
        return try await answer(id, context)
    }

    @Sendable func fileReport(_ request: Request, _ context: PartyContext) async throws -> Response {
        let routes = SurveyReportRoutes(desk: desk)
        let (overview, building) = try await routes.editable(context)
        let upload = try await request.upload(.report, to: desk.office.uploads, in: context)
        let errors = try await routes.file(upload, of: building, in: overview, context)
        guard errors.isEmpty else { throw PortalError.invalid(errors) }
        return try await answer(overview.project.id, context)
    }

    @Sendable func read(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        let texts = try desk.office.pledgeTexts(overview.project, developer: context.signedIn.name, on: context.now.date)
        return .json { json in
            json.field("letter", texts.letter)
            json.field("master_application", texts.masterApplication)
            json.field("self_service", overview.selfService)
        }
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        try Self.check(fields, context)
        _ = try await desk.office.signPledge(id, years: Int(fields["years"] ?? "") ?? 0, of: context.party.id, by: context.actor)
        return try await answer(id, context)
    }

    private static func check(_ fields: FormFields, _ context: PartyContext) throws {
        guard CompanySignature.isOf(context.signedIn, fields["name"]) else {
            throw PortalError.invalid([FieldError("name", "签名与企业名称不一致，请键入全称。")])
        }
    }

    @Sendable func renew(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        try Self.check(fields, context)
        _ = try await desk.office.renewPledge(id, years: Int(fields["years"] ?? "") ?? 0, of: context.party.id, by: context.actor)
        return try await answer(id, context)
    }

    @Sendable func withdraw(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        try Self.check(fields, context)
        var reader = FormReader(fields)
        let reason = reader.text("reason", "原因", length: 4...200)
        try reader.finish()
        try await desk.office.withdrawPledge(id, reason: reader.require(reason), of: context.party.id, by: context.actor)
        return try await answer(id, context)
    }

    @Sendable func file(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await PledgeAnswer.file(of: desk.office.overview(of: context.part("id"), for: context.party.id).project.id, desk.office)
    }

    private func answer(_ id: String, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: id, for: context.party.id)
        return .json { ProjectJSON.write(overview, to: &$0) }
    }
}
