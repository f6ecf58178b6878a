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
/// | GET    | /api/v1/projects/{id}/pledge/file | its promise letter, as a sealed file |
struct CatalogueAPI: RouteGroup {
    let desk: Desk

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
                response: .page(of: ProjectJSON.listed, named: "ProjectPage")), projects)
        table.anyone(
            .api("api.project", .get, PathTemplate("/api/v1/projects/{id}"), .viewPublicPages, "一个可自行办理的项目", response: ProjectJSON.listed), project)
        table.anyone(
            Endpoint("api.project.pledge", .get, PathTemplate("/api/v1/projects/{id}/pledge/file"), .viewPublicPages, .file, "项目的承诺书，PDF", fileType: "application/pdf"), pledge)
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
        return .json { ServiceJSON.write(service, desk.office.catalogue, custodians: desk.office.custodians, to: &$0) }
    }

    @Sendable func projects(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 2).map { (name: $0.parts[0], id: $0.parts[1]) }
        let region = desk.office.region
        let words = query["q"]
        let found = try await desk.office.database.read { connection in
            try ListedProject.attach(
                ProjectRecords.publicPage(region: region, matching: words, after: after, limit: limit + 1, in: connection), region: region, in: connection)
        }
        let today = context.now.date
        return .json { json in
            ListPage(found, limit: limit) { Cursor([$0.project.name, $0.project.id]) }.write(to: &json) { ProjectJSON.write($1, on: today, to: &$0) }
        }
    }

    @Sendable func project(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let found = try await desk.office.listedProject(context.part("id")) else { throw PortalError.notFound }
        let today = context.now.date
        return .json { ProjectJSON.write(found, on: today, to: &$0) }
    }

    @Sendable func pledge(_ request: Request, _ context: AppContext) async throws -> Response {
        try await PledgeAnswer.publicFile(context.part("id"), desk.office)
    }
}
