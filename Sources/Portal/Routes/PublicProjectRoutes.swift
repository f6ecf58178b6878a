import Casework
import Hummingbird
import Identity
import Register
import Storage

/// Projects whose buyers register alone (案例一), for everybody.
///
/// | method | path             | what                                    |
/// | ------ | ---------------- | --------------------------------------- |
/// | GET    | /projects        | the list, by name, district and state   |
/// | GET    | /projects/{id}   | one of them                             |
struct PublicProjectRoutes: RouteGroup {
    let desk: Desk
    private static let pageSize = 30

    func addRoutes(to table: inout RouteTable) {
        let query = [
            QueryParameter("q", .string, "项目名称"), QueryParameter("district", .string, "区县代码"), QueryParameter("state", .string, "状态"),
            QueryParameter("page", .string, "页码"),
        ]
        table.anyone(.page("projects", .get, PathTemplate("/projects"), .viewPublicPages, "可自行办理的项目", query: query), projects)
        table.anyone(.page("project", .get, PathTemplate("/projects/{id}"), .viewPublicPages, "项目公示"), project)
    }

    @Sendable func projects(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.query()
        let words = String((query["q"] ?? "").prefix(40))
        let district = query["district"] ?? ""
        let isOpen = ["open": true, "closed": false][query["state"] ?? ""]
        let today = context.now.date
        let region = desk.office.region
        let place = desk.office.profile.place
        let all = try await desk.office.database.read { connection in
            try ListedProject.attach(ProjectRecords.publicList(region: region, matching: nil, limit: 5_000, in: connection), region: region, in: connection)
        }
        let districts = Dictionary(all.map(\.project).map { ($0.parcel.prefix(6), District.name(of: $0, in: place)) }) { first, _ in first }.sorted { $0.key < $1.key }
        let found = all.filter { item in
            (words.isEmpty || item.project.name.contains(words) || item.project.location.contains(words))
                && (district.isEmpty || item.project.parcel.hasPrefix(district)) && (isOpen == nil || item.standing(on: today).isOpen == isOpen)
        }
        let pages = max(1, (found.count + Self.pageSize - 1) / Self.pageSize)
        let page = min(pages, max(1, Int(query["page"] ?? "") ?? 1))
        let shown = found.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
        let options = districts.map { code, name -> Markup in "<option value=\"\(String(code))\"\((district == code).markup(" selected"))>\(name)</option>" }
        let states = [("open", true, "可自行办理"), ("closed", false, "现在不能自行办理")].map { item -> Markup in "<option value=\"\(item.0)\"\((isOpen == item.1).markup(" selected"))>\(item.2)</option>" }
        let list: Markup = found.isEmpty
            ? Parts.empty("没有符合条件的项目", "不在名单内的项目，请与开发企业共同申请。", action: ("查看全部项目", "/projects"))
            : "<div class=\"card\"><ul class=\"tasks\">\(shown.map { PublicProjectMarkup.item($0, on: today) })</ul></div>"
        func link(_ to: Int) -> String { Percent.link("/projects", [("q", words), ("district", district), ("state", query["state"] ?? ""), ("page", String(to))]) }
        let earlier: Markup = page > 1 ? "<a class=\"button small quiet\" href=\"\(link(page - 1))\">上一页</a>" : .empty
        let later: Markup = page < pages ? "<a class=\"button small quiet\" href=\"\(link(page + 1))\">下一页</a>" : .empty
        return desk.page(
            "可自行办理的项目", context,
            """
            \(Parts.crumbs([("首页", "/")]))<h1>可自行办理的商品房项目</h1><p class="lead">名单内的项目，开发企业已经提交承诺书和分户转移登记申请表（总表）。全款购房人可以自己办证，无需开发企业到场。</p>
            <form class="filters" role="search" aria-label="筛选项目"><div class="field"><label for="q">项目名称</label><input id="q" name="q" type="search" value="\(words)" maxlength="40"></div><div class="field"><label for="district">所在区县</label><select id="district" name="district"><option value="">全部</option>\(options)</select></div><div class="field"><label for="state">状态</label><select id="state" name="state"><option value="">全部</option>\(states)</select></div><button class="button" type="submit">筛选</button></form>
            <p class="soft" role="status">共 \(found.count) 个项目\(pages > 1 ? "，第 \(page) 页，共 \(pages) 页" : "")。</p>\(list)<p class="actions">\(earlier)\(later)</p>
            """)
    }

    @Sendable func project(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let found = try await desk.office.listedProject(context.part("id")) else { throw PortalError.notFound }
        let project = found.project
        let region = desk.office.region
        let parties = desk.office.parties
        let (developer, units) = try await desk.office.database.read { connection in
            (
                // Names of organisations are public.
                try parties.masked([project.developer.id], in: connection)[project.developer.id]?.name ?? "",
                try ProjectRecords.unitCount(of: project.id, region: region, in: connection)
            )
        }
        let file = try await desk.office.pledgeFile(of: project.id)?.digest
        let standing = found.standing(on: context.now.date)
        let start: Markup = standing.isOpen ? "<p class=\"actions\"><a class=\"button\" href=\"/apply/transfer.presold.by-buyer\">我买了这里的房屋，去办证</a><a class=\"button quiet\" href=\"/services/transfer.presold.by-buyer\">先看办理条件</a></p>" : .empty
        return desk.page(
            project.name, context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/"), ("可自行办理的项目", "/projects")]))<h1>\(project.name)</h1>
            \(PublicPledgeMarkup.standing(standing))
            <div class="card">\(Parts.facts([("状态", PublicProjectMarkup.state(standing)), ("开发企业", "\(developer)"), ("坐落", "\(project.location)"), ("宗地代码", "<span class=\"mono\">\(project.parcel)</span>"), ("房屋套数", "\(units)套")]))</div>\(start)\(PublicPledgeMarkup.section(found, file: file))
            """)
    }
}

enum PublicProjectMarkup {
    static func state(_ standing: ListedProject.Standing) -> Markup {
        "<span class=\"tag \(standing.isOpen ? "good" : "warn")\">\(standing.chinese)</span>"
    }

    static func item(_ found: ListedProject, on day: LegalDate) -> Markup {
        "<li><span><b><a href=\"/projects/\(found.project.id)\">\(found.project.name)</a></b><span class=\"small\">\(found.project.location)</span></span>\(state(found.standing(on: day)))</li>"
    }
}

/// The county-level division that a project lies in, as its address says.
enum District {
    /// - Returns: `东湖区`; the division's code where the address doesn't begin with the city.
    static func name(of project: Project, in place: String) -> String {
        let rest = project.location.hasPrefix(place) ? project.location.dropFirst(place.count) : project.location[...]
        guard let end = rest.firstIndex(where: { $0 == "区" || $0 == "县" }), rest.distance(from: rest.startIndex, to: end) <= 6 else {
            return String(project.parcel.prefix(6))
        }
        return String(rest[...end])
    }
}
