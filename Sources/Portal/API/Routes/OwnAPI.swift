import Casework
import Hummingbird
import Identity
import Register
import Storage

/// What is mine.
///
/// | method | path                              | what                             |
/// | ------ | --------------------------------- | -------------------------------- |
/// | GET    | /api/v1/my/property               | what I have in the register      |
/// | GET    | /api/v1/my/property/{unit}        | one unit's page                  |
/// | GET    | /api/v1/my/certificates           | my valid certificates            |
/// | GET    | /api/v1/certificates/{token}/file | the sealed file of one of them   |
/// | GET    | /api/v1/my/extracts               | results of queries I asked for   |
/// | GET    | /api/v1/extracts/{token}/file     | the sealed file of one of them   |
/// | GET    | /api/v1/my/looks                  | who has looked at my data        |
struct OwnAPI: RouteGroup {
    let desk: Desk

    private static let holding = Schema.object(
        "Holding", "登记簿上与本人有关的一项记载", [
            .required("role", .oneOf(["owner", "mortgagee", "noticeHolder", "residence", "easement"]), "身份"), .required("entry", .string, "业务号"),
            .required("facts", PublicUnitJSON.schema, "单元现状"),
        ])
    private static let look = Schema.object(
        "Look", "工作人员对本人信息的一次查看", [
            .required("at", .dateTime, "时间"), .required("office", .string, "机构"), .required("role", NamedJSON.schema("LookRole"), "岗位"),
            .required("purpose", NamedJSON.schema("LookPurpose", .cases(Purpose.Code.self)), "用途"), .required("purpose_text", .string, "用途说明"),
            .required("fields", .array(.string), "查看的内容"), .required("log_index", .nullable(.formatted(.int64)), "在登记日志中的序号；为空表示尚未排序"),
        ])
    private static let extract = Schema.object(
        "Extract", "查询结果证明", [
            .required("number", .string, "编号"), .required("case", .string, "受理编号"), .required("issued_at", .dateTime, "出具时间"),
            .required("check_url", .string, "公开核验页"), .required("file_url", .string, "文件"),
        ])
    private static let page = Schema.object(
        "OwnPage", "本人不动产的登记簿页", [.required("page", FolioJSON.schema, "登记簿页"), .required("certificates", .array(CertificateJSON.own), "证书、证明")])

    func addRoutes(to table: inout RouteTable) {
        table.party(
            .api(
                "api.my.property", .get, PathTemplate("/api/v1/my/property"), .viewOwnProperty, "我的不动产", query: Cursor.parameters,
                response: .page(of: Self.holding, named: "HoldingPage")), property)
        table.party(.api("api.my.unit", .get, PathTemplate("/api/v1/my/property/{unit}"), .viewOwnProperty, "我的登记簿页", response: Self.page), unit)
        table.party(
            .api(
                "api.my.certificates", .get, PathTemplate("/api/v1/my/certificates"), .viewOwnProperty, "我的证书", query: Cursor.parameters,
                response: .page(of: CertificateJSON.own, named: "CertificatePage")), certificates)
        table.party(
            Endpoint("api.certificate.file", .get, PathTemplate("/api/v1/certificates/{token}/file"), .downloadOwnCertificate, .file, "下载本人的电子证照", fileType: "application/pdf"), file)
        table.party(
            .api(
                "api.my.extracts", .get, PathTemplate("/api/v1/my/extracts"), .viewOwnProperty, "我的查询结果证明",
                response: .page(of: Self.extract, named: "ExtractPage")), extracts)
        table.party(
            Endpoint("api.extract.file", .get, PathTemplate("/api/v1/extracts/{token}/file"), .downloadOwnCertificate, .file, "下载本人的查询结果证明", fileType: "application/pdf"), extractFile)
        table.party(
            .api(
                "api.my.looks", .get, PathTemplate("/api/v1/my/looks"), .viewOwnLooks, "谁看过我的信息", query: Cursor.parameters,
                response: .page(of: Self.look, named: "LookPage")), looks)
    }

    @Sendable func property(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 3).map { cursor in
            guard let unit = try? UnitCode(cursor.parts[0]), let role = Holding.Role(rawValue: cursor.parts[1]) else { throw Cursor.wrong }
            return Holding(party: context.party.id, unit: unit, role: role, entry: EntryID(cursor.parts[2]))
        }
        let found = try await desk.office.property(of: context.party.id, after: after, limit: limit + 1)
        return .json { json in
            ListPage(found, limit: limit) { Cursor([$0.holding.unit.text, $0.holding.role.rawValue, $0.holding.entry.text]) }.write(to: &json) { json, item in
                json.field("role", item.holding.role.rawValue)
                json.field("entry", item.holding.entry.text)
                json.object("facts") { PublicUnitJSON.write(PublicUnit(item.folio), to: &$0) }
            }
        }
    }

    @Sendable func unit(_ request: Request, _ context: PartyContext) async throws -> Response {
        guard let own = try await desk.office.ownPage(of: UnitCode(context.part("unit")), for: context.party.id) else { throw PortalError.notFound }
        return .json { json in
            json.object("page") { FolioJSON.write(own.folio, names: own.names, to: &$0) }
            json.array("certificates", own.certificates) { json, certificate in json.object { CertificateJSON.own(certificate, to: &$0) } }
        }
    }

    @Sendable func certificates(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 1)?.parts[0]
        let found = try await desk.office.certificates(of: context.party.id, after: after, limit: limit + 1)
        return .json { json in ListPage(found, limit: limit) { Cursor([$0.number]) }.write(to: &json) { CertificateJSON.own($1, to: &$0) } }
    }

    @Sendable func file(_ request: Request, _ context: PartyContext) async throws -> Response {
        let token = try context.part("token")
        guard token.utf8.count == 32, let certificate = try await desk.office.ownCertificate(token: token, for: context.party.id) else { throw PortalError.notFound }
        let bytes = try await desk.office.certificateFile(certificate)
        return .file(bytes, type: "application/pdf", name: "\(certificate.number).pdf", eTag: certificate.document)
    }

    @Sendable func extracts(_ request: Request, _ context: PartyContext) async throws -> Response {
        let region = desk.office.region
        let party = context.party.id
        let found = try await desk.office.database.read { try ExtractRecords.of(party: party, region: region, in: $0) }
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.number]) }.write(to: &json) { json, extract in
                json.field("number", extract.number)
                json.field("case", extract.caseID)
                json.field("issued_at", extract.issuedAt.rfc3339)
                json.field("check_url", "/x/\(extract.token)")
                json.field("file_url", "/api/v1/extracts/\(extract.token)/file")
            }
        }
    }

    @Sendable func extractFile(_ request: Request, _ context: PartyContext) async throws -> Response {
        let token = try context.part("token")
        guard token.utf8.count == 32, let extract = try await desk.office.database.read({ try ExtractRecords.find(token: token, in: $0) }),
            extract.party == context.party.id
        else { throw PortalError.notFound }
        guard let bytes = try await desk.office.extractFile(extract) else { throw PortalError.unavailable("查询结果正在制作，请稍后再试。") }
        return .file(bytes, type: "application/pdf", name: "\(extract.number).pdf", eTag: extract.document)
    }

    @Sendable func looks(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 3).map { cursor in
            guard let at = Int64(cursor.parts[0]), let number = Int64(cursor.parts[2]) else { throw Cursor.wrong }
            return LookPlace(at: Moment(microseconds: at), account: AccountID(cursor.parts[1]), number: number)
        }
        let log = desk.office.parties.lookLog
        let party = context.party.id
        let region = desk.office.region
        let (found, indexes) = try await desk.office.database.read { connection in
            let found = try log.page(at: party, before: before, limit: limit + 1, in: connection)
            return (found, try LookEntry.indexes(of: found, region: region, in: connection))
        }
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.at.microseconds), $0.viewer.account.text, String($0.number)]) }.write(to: &json) { json, look in
                json.field("at", look.at.rfc3339)
                json.field("office", look.viewer.office)
                NamedJSON.write("role", look.viewer.role.rawValue, look.viewer.role.chinese, to: &json)
                NamedJSON.write("purpose", look.purpose.code.rawValue, look.purpose.code.chinese, to: &json)
                json.field("purpose_text", look.purpose.text)
                json.strings("fields", look.fields.sorted().map(\.chinese))
                json.key("log_index")
                if let index = indexes[LookEntry.leafID(look, region: region)] { json.value(Int(index)) } else { json.null() }
            }
        }
    }
}
