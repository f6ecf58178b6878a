import Casework
import Contracts
import Hummingbird
import Identity
import Register
import Storage

/// 司法拍卖联审公示, for programs: auction platforms show it beside the lot.
///
/// | method | path                             | who     | what                                                           |
/// | ------ | -------------------------------- | ------- | -------------------------------------------------------------- |
/// | GET    | /api/v1/auctions                 | anybody | the newest first                                               |
/// | GET    | /api/v1/auctions/{token}         | anybody | one sheet                                                      |
/// | GET    | /api/v1/auctions/{token}/signed  | anybody | its envelope as it was signed; the signature is in the headers |
struct AuctionAPI: RouteGroup {
    let desk: Desk

    private static let summary: [Schema.Property] = [
        .required("token", .string, "编号"), .required("court", .string, "委托法院"), .required("document", .string, "委托函号"),
        .required("unit", Schema.unitCode, "不动产单元号"), .required("location", .string, "坐落"), .required("asked_at", .dateTime, "委托时间"),
        .required("edition", .integer, "版次"), .required("complete", .boolean, "全部部门已答复"), .required("silent", .array(.string), "尚未答复的部门"),
    ]
    private static let item = Schema.object("Auction", "一份联审情况表", summary)
    private static let whole = Schema.object(
        "AuctionSheet", "联审情况表的全部内容",
        summary + [
            .required("issued_at", .dateTime, "本版时间"),
            .required(
                "sections",
                .array(
                    .object(
                        "AuctionSection", "一个部门的答复", [
                            .required("source", .string, "来源"), .required("title", .string, "事项"), .required("department", .string, "部门"),
                            .required("state", .cases(AuctionSheet.State.self), "answered 已答复，no-record 查无记录，silent 尚未答复"), .optional("at", .dateTime, "答复时间"),
                            .required("lines", .array(.object("AuctionLine", "一行", [.required("name", .string, "名称"), .required("value", .string, "内容")])), "内容"),
                        ])), "各部门"),
        ])

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .api(
                "api.auctions", .get, PathTemplate("/api/v1/auctions"), .viewPublicPages, "司法拍卖联审公示", query: Cursor.parameters,
                response: .page(of: Self.item, named: "AuctionPage")), list)
        table.anyone(.api("api.auction", .get, PathTemplate("/api/v1/auctions/{token}"), .viewPublicPages, "联审情况表", response: Self.whole), show)
        table.anyone(
            Endpoint(
                "api.auction.signed", .get, PathTemplate("/api/v1/auctions/{token}/signed"), .viewPublicPages, .file, "联审情况表，签名原文", fileType: "application/json"),
            signed)
    }

    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 1).map { cursor in
            guard let at = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return Moment(microseconds: at)
        }
        let office = desk.office
        let newest = before ?? office.now().adding(seconds: 1)
        let found = try await office.database.read { connection in
            try AuctionReviewRecords.newest(before: newest, limit: limit + 1, region: office.region, in: connection).compactMap(\.facts)
        }
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.askedAt.microseconds)]) }.write(to: &json) { Self.write($1, to: &$0) }
        }
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (_, sheet) = try await AuctionRoutes.find(context.part("token"), desk.office)
        return .json { json in
            Self.write(sheet, to: &json)
            json.field("issued_at", sheet.issuedAt.rfc3339)
            json.array("sections", sheet.sections) { json, section in
                json.object { json in
                    json.field("source", section.source)
                    json.field("title", section.title)
                    json.field("department", section.department)
                    json.field("state", section.state.rawValue)
                    json.optional("at", section.at)
                    json.array("lines", section.lines) { json, line in
                        json.object { json in
                            json.field("name", line.name)
                            json.field("value", line.value)
                        }
                    }
                }
            }
        }
    }

    @Sendable func signed(_ request: Request, _ context: AppContext) async throws -> Response {
        let (review, _) = try await AuctionRoutes.find(context.part("token"), desk.office)
        guard let bytes = review.sheet, let key = review.keyID, let signature = review.signature else { throw PortalError.notFound }
        return ExchangeRoutes.signed(bytes, key: key, signature: signature)
    }

    private static func write(_ sheet: AuctionSheet, to json: inout JSONWriter) {
        json.field("token", sheet.token)
        json.field("court", sheet.court)
        json.field("document", sheet.document)
        json.field("unit", sheet.unit.text)
        json.field("location", sheet.location)
        json.field("asked_at", sheet.askedAt.rfc3339)
        json.field("edition", sheet.edition)
        json.field("complete", sheet.isComplete)
        json.strings("silent", sheet.silent)
    }
}
