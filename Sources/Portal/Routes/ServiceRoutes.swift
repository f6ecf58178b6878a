import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// The catalogue as citizens read it; every page follows from the service's file.
///
/// | method | path                  | what                                         |
/// | ------ | --------------------- | -------------------------------------------- |
/// | GET    | /services             | all services by theme                        |
/// | GET    | /services/{id}        | one: what it needs, costs, takes; start      |
struct ServiceRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let words = QueryParameter("q", .string, "搜索词")
        table.anyone(.page("services", .get, PathTemplate("/services"), .viewPublicPages, "服务目录", query: [words]), services)
        table.anyone(.page("service", .get, PathTemplate("/services/{id}"), .viewPublicPages, "服务指南"), service)
    }

    @Sendable func services(_ request: Request, _ context: AppContext) async throws -> Response {
        if let words = try request.query()["q"], !words.isEmpty { return .see(Paths.search([("q", words)])) }
        let byTheme = Dictionary(grouping: desk.office.catalogue.services, by: \.category)
        let sections = ServiceCategory.allCases.compactMap { theme -> Markup? in
            byTheme[theme].map { "<section aria-labelledby=\"t-\(theme.rawValue)\"><h2 id=\"t-\(theme.rawValue)\">\(theme.chinese)</h2><ul class=\"grid\">\((theme == .existingHome).markup(ServiceMarkup.wizardCard))\($0.map(ServiceMarkup.card))</ul></section>" }
        }
        return desk.page(
            "服务目录", context,
            "\(Parts.crumbs([("首页", "/")]))<h1>服务目录</h1>\(SearchMarkup.form(words: "", label: "搜索服务", hint: "您想办什么？"))\(sections)")
    }

    @Sendable func service(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let service = desk.office.catalogue.service(try context.part("id")) else { throw PortalError.notFound }
        let markup = ServiceMarkup(service: service, catalogue: desk.office.catalogue, today: desk.office.now().date)
        return desk.page(service.name, context, "\(Parts.crumbs([("首页", "/"), ("服务目录", "/services")]))\(markup.page)")
    }
}
