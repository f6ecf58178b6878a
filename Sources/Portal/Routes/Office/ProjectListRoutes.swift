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
        let divisions = context.office.divisions
        let own = try await desk.office.database.read { connection in
            try ListedProject.page(of: divisions, matching: words, after: nil, limit: 2_000, region: region, in: connection)
        }
        let today = context.now.date
        let items = own.prefix(Self.size).map { found -> Markup in
            let standing = found.standing(on: today)
            return "<li><span><b><a href=\"\(Self.one(found.project.id))\">\(found.project.name)</a></b><span class=\"small\">\(found.project.location)\(standing.reason.map { "；\($0)" } ?? "")</span></span>\(PublicProjectMarkup.state(standing))</li>"
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

    private struct Seen {
        let found: ListedProject
        let events: [ProjectEvent]
        let version: Int
    }

    private func seen(_ context: OfficialContext) async throws -> Seen {
        let id = try context.part("id")
        let region = desk.office.region
        guard let found = try await desk.office.listedProject(id) else { throw PortalError.notFound }
        try context.requireTerritory(String(found.project.parcel.prefix(6)))
        let (events, version) = try await desk.office.database.read { connection in
            (
                try ProjectEventRecords.of(project: id, region: region, in: connection),
                try ProjectEventRecords.version(of: id, region: region, in: connection)
            )
        }
        return Seen(found: found, events: events, version: version)
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        page(try await seen(context), errors: [], context)
    }

    private func page(_ seen: Seen, errors: [FieldError], _ context: OfficialContext) -> Response {
        let project = seen.found.project
        let standing = seen.found.standing(on: context.now.date)
        let isListed = project.state == .listed
        let hint = isListed ? "在项目公示页向社会公布，例如：人民法院裁定受理破产申请。" : "记入项目记录，例如：破产申请已被驳回。"
        let letter: Markup = seen.found.pledge.markup {
            "<p class=\"soft\">承诺书\($0.signedAt.date.chinese)签署，有效期至\($0.validUntil.chinese)，<a href=\"\(Paths.officePledge(project.id))\">查看（PDF）</a></p>"
        }
        return desk.page(
            project.name, context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("自办项目", Self.path())]))\(Parts.errors(errors))<h1>\(project.name)</h1><p>\(PublicProjectMarkup.state(standing)) <span class="soft">\(project.location)，宗地 <span class="mono">\(project.parcel)</span></span></p>\(letter)
            \(PublicPledgeMarkup.standing(standing))
            <form method="post" action="\(Self.listing(project.id))" class="card" novalidate>\(desk.token(context))<input type="hidden" name="to" value="\(isListed ? "suspended" : "listed")"><input type="hidden" name="version" value="\(seen.version)"><h2>\(isListed ? "暂停自行办理" : "恢复自行办理")</h2>
            <div class="field\((!errors.isEmpty).markup(" wrong"))"><label for="f-reason">原因</label><p class="hint" id="h-reason">\(hint)</p><textarea id="f-reason" name="reason" rows="3" maxlength="200" aria-describedby="h-reason">\(context.form["reason"] ?? "")</textarea></div>
            <p class="actions"><button class="button\(isListed ? " bad" : "")" type="submit">\(isListed ? "暂停自行办理" : "恢复自行办理")</button><a class="button quiet" href="/projects/\(project.id)">项目公示页</a></p></form>\(ProjectMarkup.history(seen.events))
            """)
    }

    @Sendable func change(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let seen = try await seen(context)
        var reader = FormReader(context.form)
        guard let reason = reader.text("reason", "原因", length: 4...200), reader.errors.isEmpty else {
            return page(seen, errors: reader.errors, context)
        }
        let official = Actor.official(account: context.account.text, name: context.signedIn.name)
        let id = seen.found.project.id
        let version = Int(context.form["version"] ?? "")
        // The form says what it was shown for: what another official has done meanwhile isn't turned back by it.
        if context.form["to"] == "suspended" {
            try await desk.office.suspendListing(id, reason: reason, by: official, expecting: version)
        } else {
            try await desk.office.resumeListing(id, reason: reason, by: official, expecting: version)
        }
        return .see(Self.one(id))
    }
}
