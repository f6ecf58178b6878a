import Casework
import Hummingbird
import Identity
import Register
import Storage

/// 公告: what the registry makes known to everybody.
///
/// | method | path                  | what              |
/// | ------ | --------------------- | ----------------- |
/// | GET    | /api/v1/notices       | the newest first  |
/// | GET    | /api/v1/notices/{id}  | one of them       |
struct NoticeAPI: RouteGroup {
    let desk: Desk

    private static let notice = Schema.object(
        "Notice", "一份公告", [
            .required("id", .string, "公告编号"), .required("title", .string, "标题"), .required("body", .string, "内容；姓名已遮盖"),
            .required("published_at", .dateTime, "发布时间"), .optional("until", .date, "公告期的最后一天；没有的是刊发的声明"),
        ])

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .api(
                "api.notices", .get, PathTemplate("/api/v1/notices"), .viewPublicPages, "公告", query: Cursor.parameters,
                response: .page(of: Self.notice, named: "NoticePage")), list)
        table.anyone(.api("api.notice", .get, PathTemplate("/api/v1/notices/{id}"), .viewPublicPages, "一份公告", response: Self.notice), show)
    }

    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 1).map { cursor in
            guard let at = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return Moment(microseconds: at)
        }
        let region = desk.office.region
        let newest = before ?? desk.office.now().adding(seconds: 1)
        let found = try await desk.office.database.read { try PublicNoticeRecords.newest(before: newest, limit: limit + 1, region: region, in: $0) }
        return .json { json in ListPage(found, limit: limit) { Cursor([String($0.publishedAt.microseconds)]) }.write(to: &json) { Self.write($1, to: &$0) } }
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let id = try context.part("id")
        let region = desk.office.region
        guard let notice = try await desk.office.database.read({ try PublicNoticeRecords.find(id, region: region, in: $0) }) else { throw PortalError.notFound }
        return .json { Self.write(notice, to: &$0) }
    }

    private static func write(_ notice: PublishedNotice, to json: inout JSONWriter) {
        json.field("id", notice.id)
        json.field("title", notice.title)
        json.field("body", notice.body)
        json.field("published_at", notice.publishedAt.rfc3339)
        json.optional("until", notice.until)
    }
}
