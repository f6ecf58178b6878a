import Casework
import Hummingbird
import Identity
import Register

/// What organisations may do, for the security administrator's programs. A decision names the version that was seen.
///
/// | method | path                                    | who                    | what                                   |
/// | ------ | --------------------------------------- | ---------------------- | -------------------------------------- |
/// | GET    | /api/v1/admin/organisations             | security administrator | organisations with a role, or one by its code |
/// | GET    | /api/v1/admin/organisations/{id}        | the same               | one, with the ground of each change    |
/// | POST   | /api/v1/admin/organisations/{id}/grant  | the same               | gives a role                           |
/// | POST   | /api/v1/admin/organisations/{id}/revoke | the same               | takes it                               |
struct OrganisationAPI: RouteGroup {
    let organisations: OrganisationDesk
    private static let one = PathTemplate("/api/v1/admin/organisations/{id}")

    private static let properties: [Schema.Property] = [
        .required("id", .string, "单位编号"), .required("name", .string, "名称"), .required("credit_code", .string, "统一社会信用代码"),
        .required("roles", .array(.oneOf(["bank", "court", "developer"])), "身份"), .required("version", .integer, "版本，随每次变更增加"),
    ]
    private static let summary = Schema.object("Organisation", "一个单位", properties)
    private static let whole = Schema.object(
        "OrganisationDetails", "一个单位，连同身份记录",
        properties + [
            .required(
                "history",
                .array(
                    .object(
                        "RoleEvent", "一次变更", [
                            .required("at", .dateTime, "时间"), .required("role", .string, "身份"), .required("granted", .boolean, "授予；否则为撤销"),
                            .required("source", .string, "department:部门、account:账号 或 operator"), .required("ground", .string, "理由或者证照编号"),
                            .optional("key_id", .string, "部门的签名密钥"),
                        ])), "身份记录，新的在前"),
        ])
    private static let decision = Schema.object(
        "RoleDecision", "授予或撤销单位身份", [.required("role", .oneOf(["bank", "court", "developer"]), "身份"), .required("ground", .lines(4...200), "理由"), SeenVersion.property])

    func addRoutes(to table: inout RouteTable) {
        table.administrator(
            .api(
                "api.admin.organisations", .get, PathTemplate("/api/v1/admin/organisations"), .manageOrganisations, "单位身份",
                query: [QueryParameter("credit_code", .text(18...18), "统一社会信用代码")] + Cursor.parameters, response: .page(of: Self.summary, named: "OrganisationPage")),
            list)
        table.administrator(.api("api.admin.organisation", .get, Self.one, .manageOrganisations, "一个单位", response: Self.whole), show)
        add("grant", "授予单位身份", granted: true, to: &table)
        add("revoke", "撤销单位身份", granted: false, to: &table)
    }

    private func add(_ name: String, _ summary: String, granted: Bool, to table: inout RouteTable) {
        table.administrator(
            .api(
                "api.admin.organisation.\(name)", .post, PathTemplate("/api/v1/admin/organisations/{id}/\(name)"), .manageOrganisations, summary,
                request: Self.decision, response: Self.whole, bodyLimit: 8 * 1024, isIdempotent: true, isConditional: true)
        ) { [self] request, context in
            let fields = try await request.checkedBody(in: context)
            let seen = try SeenVersion(request, fields)
            var reader = FormReader(fields)
            let ground = reader.text("ground", "理由", length: 4...200)
            try reader.finish()
            let text = try reader.require(ground)
            let found = try await find(context)
            let role = try reader.require(fields["role"].flatMap(Role.init))
            let giver = OrganisationDesk.Giver(account: context.account, roles: context.signedIn.roles)
            try await seen.guarded { version in
                do {
                    try await organisations.decide(role, granted: granted, of: found.party, ground: text, by: giver, expecting: version, at: context.now)
                } catch let refusal as OrganisationDesk.Refusal {
                    throw OrganisationProblems.problem(refusal)
                }
            }
            return try await answer(context)
        }
    }

    private func find(_ context: AdministratorContext) async throws -> Organisation {
        guard let found = try await organisations.find(PartyID(try context.part("id"))) else { throw PortalError.notFound }
        return found
    }

    private func answer(_ context: AdministratorContext) async throws -> Response {
        let found = try await find(context)
        var json = JSONWriter(capacity: 1_024)
        json.object { json in
            Self.write(found, to: &json)
            json.array("history", found.history) { json, event in
                json.object { json in
                    json.field("at", event.at.rfc3339)
                    json.field("role", event.role.rawValue)
                    json.field("granted", event.isGrant)
                    json.field("source", event.source)
                    json.field("ground", event.ground)
                    json.optional("key_id", event.keyID.isEmpty ? nil : event.keyID)
                }
            }
        }
        return .json(json, headers: [.eTag: SeenVersion.eTag(found.version)])
    }

    private static func write(_ found: Organisation, to json: inout JSONWriter) {
        json.field("id", found.party.text)
        json.field("name", found.name)
        json.field("credit_code", found.creditCode)
        json.strings("roles", found.roles.map(\.rawValue).sorted())
        json.field("version", found.version)
    }

    @Sendable func show(_ request: Request, _ context: AdministratorContext) async throws -> Response { try await answer(context) }

    @Sendable func list(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let found: [Organisation]
        if let code = query["credit_code"] {
            do {
                found = try await organisations.find(creditCode: PartyIdentifier(kind: .creditCode, number: code)).map { [$0] } ?? []
            } catch let error as IdentifierError {
                throw PortalError.invalid([FieldError("credit_code", error.message)])
            }
        } else {
            let after = try Cursor.read(query["cursor"], parts: 1).map { PartyID($0.parts[0]) }
            found = try await organisations.list(after: after, limit: limit + 1)
        }
        return .json { json in ListPage(found, limit: limit) { Cursor([$0.party.text]) }.write(to: &json) { Self.write($1, to: &$0) } }
    }
}
