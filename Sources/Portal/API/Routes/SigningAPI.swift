import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// Reading what one signs, signing it, handing it in.
///
/// | method | path                             | what                                                     |
/// | ------ | -------------------------------- | -------------------------------------------------------- |
/// | GET    | /api/v1/cases/{id}/application   | what would be signed: declarations and the digest of all |
/// | POST   | /api/v1/cases/{id}/sign          | sign; the last of all applicants hands it in             |
/// | POST   | /api/v1/cases/{id}/submit        | hand in what everybody has signed                        |
struct SigningAPI: RouteGroup {
    let desk: Desk

    private static let application = Schema.object(
        "Application", "将要签署的申请", [
            .required("digest", .string, "全部申请内容的 SHA-256；签署时送回，内容变化后不能签署"), .required("version", .integer, "办件版本"),
            .required(
                "declarations",
                .array(
                    .object(
                        "Declaration", "一份声明", [
                            .required("name", .string, "签署时填入 accept"), .required("title", .string, "标题"), .required("text", .string, "内容"),
                            .required("required", .boolean, "必须同意"),
                        ])), "声明"),
            .required("content", .array(.object("SummaryRow", "一项内容", [.required("label", .string, "名称"), .required("value", .string, "内容")])), "申请内容；与本人无关的金额不显示"),
            .optional("burdens", .array(.reference("SummaryRow")), "登记簿上的负担（抵押权、居住权、查封等）；买受人和贷款机构签署之前应当知悉，与其他人无关的没有这一项"),
        ])
    private static let signing = Schema.object(
        "Signature", "签署", [
            .required("name", .text(1...100), "完整键入的姓名或名称，作为签名（电子签名法 14）"), .required("accept", .list(.text(1...80), 0...50), "同意的声明"),
            .required("digest", .text(64...64), "所读申请的 digest"),
            .optional("strokes", .text(1...49_152), "手写签名：宽,高;x,y,毫秒 x,y,毫秒;… 每组一笔，可以不写"),
        ])
    private static let nothing = Schema.object("Nothing", "没有内容", [])

    func addRoutes(to table: inout RouteTable) {
        table.party(
            .api("api.case.application", .get, PathTemplate("/api/v1/cases/{id}/application"), .viewOwnCases, "将要签署的内容", response: Self.application), read)
        table.party(
            .api(
                "api.case.sign", .post, PathTemplate("/api/v1/cases/{id}/sign"), .viewOwnCases, "签署；最后一位签署后即提交", request: Self.signing,
                response: CaseJSON.whole, bodyLimit: 192 * 1024, isIdempotent: true), sign)
        table.party(
            .api(
                "api.case.submit", .post, PathTemplate("/api/v1/cases/{id}/submit"), .viewOwnCases, "提交申请", request: Self.nothing, response: CaseJSON.whole,
                bodyLimit: 1024, isIdempotent: true), submit)
    }

    @Sendable func read(_ request: Request, _ context: PartyContext) async throws -> Response {
        let office = desk.office
        let file = try await office.load(context.part("id"), for: context.party.id)
        let service = try office.service(of: file.state)
        let facts = try await office.facts(for: file, judging: false)
        let rows = office.summary(facts, service, for: CaseReader(context.party.id, of: file.state, service))
        let digest = try office.applicationDigest(file)
        return .json { json in
            json.field("digest", digest)
            json.field("version", file.state.version)
            json.array("declarations", office.declarations(of: file, for: context.party.id)) { json, declaration in
                json.object { json in
                    json.field("name", declaration.name)
                    json.field("title", declaration.title)
                    json.field("text", office.text(of: declaration, facts: facts))
                    json.field("required", declaration.required)
                }
            }
            json.array("content", rows) { json, row in
                json.object { json in
                    json.field("label", row.label)
                    json.field("value", row.value)
                }
            }
            if let burdens = facts.burdens(for: context.party.id, of: service) {
                json.array("burdens", burdens) { json, burden in
                    json.object { json in
                        json.field("label", burden.title)
                        json.field("value", burden.detail)
                    }
                }
            }
        }
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        let drawing = try fields["strokes"].map { text in
            guard let drawing = SignatureDrawing(text: text) else { throw PortalError.invalid([FieldError("strokes", "手写签名太短或不完整。")]) }
            return drawing
        }
        try await desk.office.signAndHandIn(
            id, name: fields["name"] ?? "", accepted: Set(fields.all("accept")), drawing: drawing, read: fields["digest"], by: context.party.id)
        try await desk.advance(id, asStored: true)
        return try await CaseAnswer(desk: desk, party: context.party.id).response(id)
    }

    @Sendable func submit(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        _ = try await request.checkedBody(in: context)
        try await desk.office.submit(id, by: context.party.id)
        try await desk.advance(id, asStored: true)
        return try await CaseAnswer(desk: desk, party: context.party.id).response(id)
    }
}
