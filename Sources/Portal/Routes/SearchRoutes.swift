import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// One search over what people look for on the first page: services, projects, and a certificate by its number.
///
/// | method | path     | what                  |
/// | ------ | -------- | --------------------- |
/// | GET    | /search  | services and projects |
struct SearchRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .page("search", .get, Paths.search.template, .viewPublicPages, "搜索", query: [QueryParameter("q", .string, "搜索词")]), search)
    }

    @Sendable func search(_ request: Request, _ context: AppContext) async throws -> Response {
        let words = String((try request.query()["q"] ?? "").prefix(60)).filter { !$0.isNewline }
        guard words.contains(where: { !$0.isWhitespace }) else { return .see("/services") }
        // Whoever pastes a certificate's number wants to check it.
        if (try? CertificateNumber(words)) != nil { return .see(Percent.link("/check", [("number", words)])) }
        let services = desk.office.catalogue.search(words)
        let region = desk.office.region
        let projects = try await desk.office.database.read { connection in
            try ListedProject.attach(ProjectRecords.publicList(region: region, matching: words, limit: 20, in: connection), region: region, in: connection)
        }
        let found: Markup = """
            \((!services.isEmpty).markup("<h2>服务</h2><ul class=\"grid\">\(services.map(ServiceMarkup.card))</ul>"))\((!projects.isEmpty).markup("<h2>可自行办理的项目</h2><div class=\"card\"><ul class=\"tasks\">\(projects.map { PublicProjectMarkup.item($0, on: context.now.date) })</ul></div>"))
            """
        return desk.page(
            "搜索“\(words)”", context,
            """
            \(Parts.crumbs([("首页", "/")]))<h1>搜索“\(words)”</h1>\(SearchMarkup.form(words: words, label: "搜索服务", hint: "服务、项目或者证号"))
            <p class="soft" role="status">找到 \(services.count) 项服务、\(projects.count) 个项目。</p>
            \(services.isEmpty && projects.isEmpty ? Parts.empty("没有找到“\(words)”", "换一个说法试试，例如“办证”“抵押”“补证”“查询”。", action: ("查看全部服务", "/services")) : found)
            """)
    }
}

extension Paths {
    static let search = Path("/search")
}

enum SearchMarkup {
    static func form(words: String, label: String, hint: String, light: Bool = false) -> Markup {
        """
        <form class="search" action="\(Paths.search())" role="search"><label class="hidden" for="q">\(label)</label><input id="q" name="q" type="search" value="\(words)" placeholder="\(hint)" maxlength="60" autocomplete="off"><button class="button\(light ? " light" : "")" type="submit">搜索</button></form>
        """
    }
}
