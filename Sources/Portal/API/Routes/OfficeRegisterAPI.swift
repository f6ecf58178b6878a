import Casework
import Hummingbird
import Identity
import Register

/// Officials look into the register, with a purpose (条例 27, 28). Whoever was looked at sees it.
///
/// | method | path                                  | role                       | what                                    |
/// | ------ | ------------------------------------- | -------------------------- | --------------------------------------- |
/// | POST   | /api/v1/office/register/search        | clerk, examiner, registrar | units found, their owners masked        |
/// | POST   | /api/v1/office/register/units/{unit}  | the same                   | one page with names; each sees the look |
struct OfficeRegisterAPI: RouteGroup {
    let desk: Desk

    private static let purpose: [Schema.Property] = [
        .required("purpose", .cases(Purpose.Code.self), "用途"), .required("purpose_text", .text(4...200), "用途说明"),
    ]
    private static let question = Schema.object(
        "RegisterQuestion", "查询登记簿",
        purpose + [
            .required("query", .text(2...100), "查询内容"), .optional("by", .cases(RegisterKey.self), "查询方式，默认自动识别"),
            .optional("cursor", .text(1...400), "上一页的 next"), .optional("limit", .whole(1...100), "每页条数，默认20"),
        ])
    private static let line = Schema.object("RegisterLine", "查到的一个单元", [.required("facts", PublicUnitJSON.schema, "单元现状"), .required("owners", .array(.string), "权利人，已遮盖")])
    private static let answer = Schema.object(
        "RegisterHits", "查询结果", [
            .required("by", .cases(RegisterKey.self), "采用的查询方式"), .required("total", .integer, "共有多少"), .required("items", .array(line), "本页内容"),
            .required("next", .nullable(.string), "下一页的游标；没有更多时为空"),
        ])
    private static let opening = Schema.object("PageRequest", "查看登记簿页", purpose)
    private static let opened = Schema.object(
        "RevealedPage", "登记簿页；本次查看已记录", [.required("page", FolioJSON.schema, "登记簿页"), .required("certificates", .array(CertificateJSON.issued), "证书、证明")])

    func addRoutes(to table: inout RouteTable) {
        table.official(
            .api(
                "api.office.register", .post, PathTemplate("/api/v1/office/register/search"), .searchRegister, "查询登记簿，须写明用途", request: Self.question,
                response: Self.answer, bodyLimit: 8 * 1024), search)
        table.official(
            .api(
                "api.office.unit", .post, PathTemplate("/api/v1/office/register/units/{unit}"), .viewFolio, "查看登记簿页，须写明用途", request: Self.opening,
                response: Self.opened, bodyLimit: 8 * 1024), unit)
    }

    @Sendable func search(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let fields = try await request.checkedBody(in: context)
        var reader = FormReader(fields)
        let purpose = reader.purpose()
        let text = reader.text("query", "查询内容", length: 2...100)
        try reader.finish()
        let limit = Cursor.limit(fields)
        let offset = try Cursor.read(fields["cursor"], parts: 1).map { cursor in
            guard let offset = Int(cursor.parts[0]), (0...1_000_000).contains(offset) else { throw Cursor.wrong }
            return offset
        } ?? 0
        let question = RegisterQuestion(
            try reader.require(text), by: fields["by"].flatMap(RegisterKey.init) ?? .auto, for: try reader.require(purpose), offset: offset, limit: limit)
        let (hits, lines) = try await desk.office.search(question, divisions: context.office.divisions, by: context.viewer, at: context.now)
        return .json { json in
            json.field("by", hits.key.rawValue)
            json.field("total", hits.total)
            json.array("items", lines) { json, line in
                json.object { json in
                    json.object("facts") { PublicUnitJSON.write(PublicUnit(line.folio), to: &$0) }
                    json.strings("owners", line.owners)
                }
            }
            json.field("next", offset + limit < hits.total ? Cursor([String(offset + limit)]).text : nil)
        }
    }

    @Sendable func unit(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let unit = try UnitCode(context.part("unit"))
        try context.requireTerritory(unit)
        let fields = try await request.checkedBody(in: context)
        var reader = FormReader(fields)
        let purpose = reader.purpose()
        try reader.finish()
        guard let opened = try await desk.office.revealPage(of: unit, for: try reader.require(purpose), by: context.viewer, at: context.now) else {
            throw BookError.unknownUnit(unit.text)
        }
        return .json { json in
            json.object("page") { FolioJSON.write(opened.folio, names: opened.revealed.mapValues(\.name), to: &$0) }
            json.array("certificates", opened.certificates) { json, certificate in json.object { CertificateJSON.common(certificate, to: &$0) } }
        }
    }
}
