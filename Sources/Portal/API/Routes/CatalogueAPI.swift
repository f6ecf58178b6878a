import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// What is offered, for anybody.
///
/// | method | path                    | what                                  |
/// | ------ | ----------------------- | ------------------------------------- |
/// | GET    | /api/v1/services        | services, searched and by theme       |
/// | GET    | /api/v1/services/{id}   | one, with its form and materials      |
/// | GET    | /api/v1/projects        | projects whose buyers register alone  |
/// | GET    | /api/v1/projects/{id}   | one                                   |
struct CatalogueAPI: RouteGroup {
    let desk: Desk

    private static let project = Schema.object(
        "Project", "购房人可自行办理的项目", [
            .required("id", .string, "项目编号"), .required("name", .string, "名称"), .required("location", .string, "坐落"), .required("parcel", .string, "宗地代码"),
            .required("state", NamedJSON.schema("ProjectState", .cases(Project.State.self)), "状态"), .optional("suspended_for", .string, "暂停的原因"),
        ])

    func addRoutes(to table: inout RouteTable) {
        let words = QueryParameter("q", .text(1...60), "搜索词")
        table.anyone(
            .api(
                "api.services", .get, PathTemplate("/api/v1/services"), .viewPublicPages, "服务目录",
                query: [words, QueryParameter("category", .cases(ServiceCategory.self), "主题")],
                response: .page(of: ServiceJSON.summary, named: "ServicePage")), services)
        table.anyone(
            .api("api.service", .get, PathTemplate("/api/v1/services/{id}"), .viewPublicPages, "一项服务的办理指南", response: ServiceJSON.whole), service)
        table.anyone(
            .api(
                "api.projects", .get, PathTemplate("/api/v1/projects"), .viewPublicPages, "可自行办理的项目", query: [words] + Cursor.parameters,
                response: .page(of: Self.project, named: "ProjectPage")), projects)
        table.anyone(
            .api("api.project", .get, PathTemplate("/api/v1/projects/{id}"), .viewPublicPages, "一个可自行办理的项目", response: Self.project), project)
    }

    @Sendable func services(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let catalogue = desk.office.catalogue
        var found = query["q"].map(catalogue.search) ?? catalogue.services
        if let category = query["category"] { found = found.filter { $0.category.rawValue == category } }
        return .json { json in ListPage(found, limit: found.count) { Cursor([$0.id]) }.write(to: &json) { ServiceJSON.summary($1, to: &$0) } }
    }

    @Sendable func service(_ request: Request, _ context: AppContext) async throws -> Response {
        let service = try desk.office.service(context.part("id"))
        return .json { ServiceJSON.write(service, desk.office.catalogue, to: &$0) }
    }

    @Sendable func projects(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 2).map { (name: $0.parts[0], id: $0.parts[1]) }
        let region = desk.office.region
        let words = query["q"]
        let found = try await desk.office.database.read { connection in
            try ProjectRecords.publicPage(region: region, matching: words, after: after, limit: limit + 1, in: connection)
        }
        return .json { json in ListPage(found, limit: limit) { Cursor([$0.name, $0.id]) }.write(to: &json) { Self.write($1, to: &$0) } }
    }

    @Sendable func project(_ request: Request, _ context: AppContext) async throws -> Response {
        let id = try context.part("id")
        let region = desk.office.region
        let found = try await desk.office.database.read { try ProjectRecords.find(id, region: region, in: $0) }
        guard let found, found.state == .listed || found.state == .suspended else { throw PortalError.notFound }
        return .json { Self.write(found, to: &$0) }
    }

    private static func write(_ project: Project, to json: inout JSONWriter) {
        json.field("id", project.id)
        json.field("name", project.name)
        json.field("location", project.location)
        json.field("parcel", project.parcel)
        NamedJSON.write("state", project.state.rawValue, project.state.chinese, to: &json)
        json.optional("suspended_for", project.suspendedFor)
    }
}
