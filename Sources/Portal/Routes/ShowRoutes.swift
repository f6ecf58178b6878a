import Casework
import Hummingbird
import Identity
import Register
import Storage

/// The holder shows some of a certificate's fields and no others.
///
/// | method | path                              | who    | what                                       |
/// | ------ | --------------------------------- | ------ | ------------------------------------------ |
/// | GET    | /my/certificates/{token}/show      | holder | which fields                              |
/// | GET    | /my/certificates/{token}/shown.json  | holder | these fields with their proof, as a file   |
struct ShowRoutes: RouteGroup {
    let desk: Desk

    private static let names = [
        "holders": "权利人", "coOwnership": "共有情况", "matter": "证明权利或事项", "obligor": "义务人", "location": "坐落", "rightKind": "权利类型", "rightNature": "权利性质",
        "use": "用途", "area": "面积", "term": "使用期限", "other": "权利其他状况", "remarks": "附记",
    ]

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("certificate.show", .get, PathTemplate("/my/certificates/{token}/show"), .downloadOwnCertificate, "选择出示的内容"), choose)
        table.party(
            Endpoint(
                "certificate.shown", .get, PathTemplate("/my/certificates/{token}/shown.json"), .downloadOwnCertificate, .file, "出示部分证载内容",
                query: Self.names.keys.sorted().map { QueryParameter($0, .string, Self.names[$0] ?? $0) }, fileType: "application/json"), shown)
    }

    /// Whoever isn't its holder learns no more from here than from the public page.
    private func own(_ context: PartyContext) async throws -> (certificate: IssuedCertificate, fields: [(name: String, value: String)]) {
        guard let certificate = try await desk.office.ownCertificate(token: try context.part("token"), for: context.party.id),
            let fields = try desk.office.shownFields(certificate)
        else { throw PortalError.notFound }
        return (certificate, fields)
    }

    @Sendable func choose(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (certificate, fields) = try await own(context)
        let boxes = fields.map { field -> Markup in
            "<label class=\"choice\"><input type=\"checkbox\" name=\"\(field.name)\" value=\"1\"><span><b>\(Self.names[field.name] ?? field.name)</b>：\(field.value.replacing("\n", with: "；"))</span></label>"
        }
        return desk.page(
            "选择出示的内容", context, width: .narrow,
            """
            \(Parts.crumbs([("我的不动产", "/my")]))<h1>选择出示的内容</h1><p class="lead">\(certificate.number)</p>
            <p>只出示您勾选的内容，其余以摘要代替，对方无从得知。对方凭登记日志的公钥即可核验真伪，不需要向登记机构查询。</p>
            <form class="card" action="/my/certificates/\(certificate.token)/shown.json"><fieldset><legend>出示哪些内容</legend>\(boxes)</fieldset><button class="button" type="submit">下载出示文件</button></form>
            """)
    }

    @Sendable func shown(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (certificate, fields) = try await own(context)
        let query = try request.query()
        let names = Set(fields.map(\.name).filter { query[$0] == "1" })
        guard let file = try await desk.office.show(names, of: certificate) else { throw PortalError.unavailable("登记日志正在写入，请稍后再试。") }
        return .file(file, type: "application/json", name: "\(certificate.number).json")
    }
}
