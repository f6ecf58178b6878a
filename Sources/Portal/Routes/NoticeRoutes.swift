import Casework
import Hummingbird
import Identity
import Register
import Storage

/// 公告: what the registry makes known to everybody.
///
/// | method | path            | what                 |
/// | ------ | --------------- | -------------------- |
/// | GET    | /notices        | the newest first     |
/// | GET    | /notices/{id}   | one of them          |
struct NoticeRoutes: RouteGroup {
    let desk: Desk
    private static let pageSize = 30

    func addRoutes(to table: inout RouteTable) {
        let before = QueryParameter("before", .string, "早于这一时刻的（微秒）")
        table.anyone(.page("notices", .get, PathTemplate("/notices"), .viewPublicPages, "公告", query: [before]), list)
        table.anyone(.page("notice", .get, PathTemplate("/notices/{id}"), .viewPublicPages, "公告"), show)
    }

    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let before = (try request.query()["before"]).flatMap { Int64($0) }.map(Moment.init(microseconds:))
        let region = desk.office.region
        let today = desk.office.now().date
        let found = try await desk.office.database.read {
            try PublicNoticeRecords.newest(before: before ?? desk.office.now().adding(seconds: 1), limit: Self.pageSize + 1, region: region, in: $0)
        }
        let items = found.prefix(Self.pageSize).map { notice -> Markup in
            "<li><span><b><a href=\"/notices/\(notice.id)\">\(notice.title)</a></b><span class=\"small\">\(notice.publishedAt.date.chinese)发布</span></span>\(Self.tag(notice, today))</li>"
        }
        let first: Markup = before == nil ? .empty : "<a class=\"button small quiet\" href=\"/notices\">回到最新</a>"
        let next: Markup = found.count > Self.pageSize
            ? "<a class=\"button small quiet\" href=\"/notices?before=\(String(found[Self.pageSize - 1].publishedAt.microseconds))\">更早的公告</a>" : .empty
        return desk.page(
            "公告", context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/")]))<h1>公告</h1><p class="lead">遗失声明，以及登簿前须公告的登记事项。为保护个人信息，姓名作了遮盖。</p>
            \(items.isEmpty ? Parts.empty("还没有公告", "公告发布后在这里查看。") : "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>")<p class="actions">\(first)\(next)</p>
            """)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let id = try context.part("id")
        let region = desk.office.region
        guard let notice = try await desk.office.database.read({ try PublicNoticeRecords.find(id, region: region, in: $0) }) else { throw PortalError.notFound }
        let until: Markup = notice.until.markup { "<p>公告期至\($0.chinese)。有异议的，请在期满前向登记机构书面提出，并提供依据。</p>" }
        return desk.page(
            notice.title, context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/"), ("公告", "/notices")]))<h1>\(notice.title)</h1><p>\(Self.tag(notice, desk.office.now().date))</p>
            <section class="card"><p>\(notice.body)</p>\(until)</section><p class="soft">\(desk.office.profile.authority)<br>\(notice.publishedAt.date.chinese)</p>
            """)
    }

    private static func tag(_ notice: PublishedNotice, _ today: LegalDate) -> Markup {
        guard let until = notice.until else { return "<span class=\"tag\">已刊发</span>" }
        return today <= until ? "<span class=\"tag warn\">公告中</span>" : "<span class=\"tag\">公告期满</span>"
    }
}
