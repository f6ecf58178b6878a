import Casework
import Hummingbird
import Identity
import Register
import Storage

/// The public list of self-service projects, as officials keep it.
///
/// | method | path                           | role      | what                                          |
/// | ------ | ------------------------------ | --------- | --------------------------------------------- |
/// | GET    | /office/projects               | registrar | projects of the office's divisions            |
/// | GET    | /office/projects/{id}          | registrar | one, with its history                         |
/// | POST   | /office/projects/{id}/listing  | registrar | takes it off the list, or puts it back        |
struct ProjectListRoutes: RouteGroup {
    let desk: Desk
    private static let path = Path("/office/projects")
    private static let one = Path1("/office/projects/{id}")
    private static let listing = Path1("/office/projects/{id}/listing")
    private static let size = 200

    func addRoutes(to table: inout RouteTable) {
        let words = QueryParameter("q", .string, "项目名称")
        table.official(.page("office.projects", .get, Self.path.template, .manageListing, "自办项目名单", query: [words]), list)
        table.official(.page("office.project", .get, Self.one.template, .manageListing, "自办项目"), show)
        table.official(.page("office.listing", .post, Self.listing.template, .manageListing, "暂停或恢复自行办理", bodyLimit: 8 * 1024), change)
    }

    @Sendable func list(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let words = String((try request.query()["q"] ?? "").prefix(40))
        let region = desk.office.region
        let found = try await desk.office.database.read { try ProjectRecords.publicList(region: region, matching: words, limit: 2_000, in: $0) }
        let own = found.filter { context.office.registers(division: String($0.parcel.prefix(6))) }
        let items = own.prefix(Self.size).map { project -> Markup in
            "<li><span><b><a href=\"\(Self.one(project.id))\">\(project.name)</a></b><span class=\"small\">\(project.location)\(project.suspendedFor.map { "；\($0)" } ?? "")</span></span>\(PublicProjectMarkup.state(project))</li>"
        }
        let list: Markup = items.isEmpty
            ? Parts.empty("没有符合条件的项目", "首次登记办结、开发企业签署承诺书的项目列在这里。") : "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>"
        return desk.page(
            "自办项目", context, scripts: ["office.js"],
            """
            <h1>自办项目</h1><p class="soft">名单内项目的全款购房人可以自己办证。暂停后，已受理的办件在审核时转人工。</p>
            <form class="card filters" role="search" aria-label="筛选项目"><div class="field wide"><label for="f-q">项目名称</label><input id="f-q" name="q" type="search" value="\(words)" maxlength="40" data-key="/"></div><button class="button small" type="submit">筛选</button></form>
            <p class="soft small" role="status">共 \(own.count) 个项目\(own.count > Self.size ? "，只列出前 \(Self.size) 个" : "")。</p>\(list)\(Keyboard.overlay([("/", "到筛选框")]))
            """)
    }

    private func project(_ context: OfficialContext) async throws -> (project: Project, events: [ProjectEvent]) {
        let id = try context.part("id")
        let region = desk.office.region
        let found = try await desk.office.database.read { connection in
            try ProjectRecords.find(id, region: region, in: connection).map { ($0, try ProjectEventRecords.of(project: id, region: region, in: connection)) }
        }
        guard let found, found.0.state == .listed || found.0.state == .suspended else { throw PortalError.notFound }
        try context.requireTerritory(String(found.0.parcel.prefix(6)))
        return (found.0, found.1)
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (project, events) = try await project(context)
        return page(project, events, errors: [], context)
    }

    private func page(_ project: Project, _ events: [ProjectEvent], errors: [FieldError], _ context: OfficialContext) -> Response {
        let isListed = project.state == .listed
        let hint = isListed ? "在项目公示页向社会公布，例如：人民法院裁定受理破产申请。" : "记入项目记录，例如：破产申请已被驳回。"
        return desk.page(
            project.name, context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("自办项目", Self.path())]))\(Parts.errors(errors))<h1>\(project.name)</h1><p>\(PublicProjectMarkup.state(project)) <span class="soft">\(project.location)，宗地 <span class="mono">\(project.parcel)</span></span></p>
            \(project.suspendedFor.markup { "<div class=\"note warn\"><b>已暂停自行办理</b><p>\($0)</p></div>" })
            <form method="post" action="\(Self.listing(project.id))" class="card" novalidate>\(desk.token(context))<input type="hidden" name="to" value="\(isListed ? "suspended" : "listed")"><h2>\(isListed ? "暂停自行办理" : "恢复自行办理")</h2>
            <div class="field\((!errors.isEmpty).markup(" wrong"))"><label for="f-reason">原因</label><p class="hint" id="h-reason">\(hint)</p><textarea id="f-reason" name="reason" rows="3" maxlength="200" aria-describedby="h-reason">\(context.form["reason"] ?? "")</textarea></div>
            <p class="actions"><button class="button\(isListed ? " bad" : "")" type="submit">\(isListed ? "暂停自行办理" : "恢复自行办理")</button><a class="button quiet" href="/projects/\(project.id)">项目公示页</a></p></form>\(ProjectMarkup.history(events))
            """)
    }

    @Sendable func change(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (project, events) = try await project(context)
        var reader = FormReader(context.form)
        guard let reason = reader.text("reason", "原因", length: 4...200), reader.errors.isEmpty else {
            return page(project, events, errors: reader.errors, context)
        }
        let official = Actor.official(account: context.account.text, name: context.signedIn.name)
        // The form says what it was shown for: what another official has done meanwhile isn't turned back by it.
        if context.form["to"] == "suspended" {
            try await desk.office.suspendListing(project.id, reason: reason, by: official)
        } else {
            try await desk.office.resumeListing(project.id, reason: reason, by: official)
        }
        return .see(Self.one(project.id))
    }
}
