import Casework
import Contracts
import Exchange
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// A developer's projects.
///
/// | method | path                        | what                                                           |
/// | ------ | --------------------------- | -------------------------------------------------------------- |
/// | GET    | /developer/projects         | my projects, and those that housing permitted and aren't here  |
/// | POST   | /developer/projects         | takes a permitted project in                                   |
/// | GET    | /developer/projects/{id}    | one project: what is missing, its units, its history           |
struct DeveloperRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let state = QueryParameter("state", .string, "单元状态")
        let page = QueryParameter("page", .string, "页码")
        table.party(.page("developer.projects", .get, Paths.developerProjects.template, .manageOwnProjects, "我的项目"), list)
        table.party(.page("developer.addProject", .post, Paths.developerProjects.template, .manageOwnProjects, "建立项目", bodyLimit: 8 * 1024), add)
        table.party(.page("developer.project", .get, Paths.developerProject.template, .manageOwnProjects, "项目", query: [state, page]), show)
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        let office = desk.office
        let region = office.region
        let party = context.party.id
        let projects = try await office.database.read { connection in
            try ProjectRecords.of(developer: party, region: region, in: connection).map { project in
                (project, try ProjectRecords.unitCount(of: project.id, region: region, in: connection))
            }
        }
        let items = projects.map { project, units -> Markup in
            """
            <li><span><b><a href="\(Paths.developerProject(project.id))">\(project.name)</a></b><span class="small">\(project.location)，\(units)套</span></span>\(ProjectMarkup.tag(project.state))</li>
            """
        }
        let mine: Markup = items.isEmpty
            ? Parts.empty("还没有项目", "取得预售许可的项目会列在下面，从那里建立。") : "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>"
        return desk.page("我的项目", context, "<h1>我的项目</h1><p class=\"lead\">首次登记时一次备齐，购房人以后就能自己办证，不必再请贵公司到场。</p>\(mine)\(await permitted(context))")
    }

    /// What housing permitted and isn't here yet; a note where housing doesn't answer.
    private func permitted(_ context: PartyContext) async -> Markup {
        let list: [Housing.DeveloperProjects.Permitted]
        do {
            list = try await desk.office.permittedProjects(of: context.party.id)
        } catch {
            return "<div class=\"note warn\"><b>住房和城乡建设局暂时没有回应</b><p>新取得预售许可的项目暂时不能列出，请稍后刷新。已经建立的项目不受影响。</p></div>"
        }
        guard !list.isEmpty else { return .empty }
        let items = list.map { item -> Markup in
            """
            <li><span><b>\(item.name)</b><span class="small">预售许可 \(item.permit)，\(item.issuedOn.chinese)发放</span></span><form method="post" action="\(Paths.developerProjects())">\(desk.token(context))<input type="hidden" name="project" value="\(item.id)"><button class="button small" type="submit">建立项目<span class="hidden">\(item.name)</span></button></form></li>
            """
        }
        return "<section class=\"card\"><h2>可以建立的项目</h2><p class=\"small soft\">住房和城乡建设局已向贵公司发放预售许可，尚未在这里建立。</p><ul class=\"tasks\">\(items)</ul></section>"
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let project = try await desk.office.addProject(
            String((context.form["project"] ?? "").prefix(60)), developer: context.party, by: context.actor)
        return .see(Paths.developerProject(project.id))
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        let query = try request.query()
        let state = ProjectOverview.UnitState(rawValue: query["state"] ?? "")
        let page = Int(query["page"] ?? "") ?? 1
        let project = overview.project
        return desk.page(
            project.name, context,
            """
            \(Parts.crumbs([("我的项目", Paths.developerProjects())]))<h1>\(project.name)</h1><p>\(ProjectMarkup.tag(project.state)) <span class="soft">\(project.location)，宗地 <span class="mono">\(project.parcel)</span></span></p>
            \(project.suspendedFor.markup { "<div class=\"note warn\"><b>已暂停自行办理</b><p>\($0)</p></div>" })
            \(ProjectMarkup.figures(overview))\(ProjectSteps(overview: overview, token: desk.token(context)).markup)
            \(ProjectMarkup.units(overview, state: state, page: page))\(ProjectMarkup.history(overview.events))
            """)
    }
}

extension PartyContext {
    /// Who acts: the person behind the organisation, where unified identity says so.
    var actor: PartyID { signedIn.actingPerson ?? party.id }
}
