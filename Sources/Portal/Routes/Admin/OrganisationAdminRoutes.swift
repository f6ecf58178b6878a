import Casework
import Hummingbird
import Identity
import Register

/// What organisations may do, for the security administrator: a developer's, a bank's standing, given on a department's word or by hand.
///
/// | method | path                             | who                    | what                                             |
/// | ------ | -------------------------------- | ---------------------- | ------------------------------------------------ |
/// | GET    | /admin/organisations             | security administrator | organisations with a role or that had one        |
/// | GET    | /admin/organisations/{id}        | the same               | one, with the ground of each change              |
/// | POST   | /admin/organisations/{id}/roles  | the same               | gives or takes a role; written down for the audit |
struct OrganisationAdminRoutes: RouteGroup {
    let admin: AdminDesk
    private var organisations: OrganisationDesk { admin.organisations }

    static let list = Path("/admin/organisations")
    static let one = Path1("/admin/organisations/{id}")
    static let roles = Path1("/admin/organisations/{id}/roles")
    private static let size = 50

    func addRoutes(to table: inout RouteTable) {
        let query = [QueryParameter("code", .string, "统一社会信用代码"), QueryParameter("after", .string, "从哪一个之后")]
        table.administrator(.page("admin.organisations", .get, Self.list.template, .manageOrganisations, "单位身份", query: query), index)
        table.administrator(.page("admin.organisation", .get, Self.one.template, .manageOrganisations, "单位"), show)
        table.administrator(.page("admin.organisationRoles", .post, Self.roles.template, .manageOrganisations, "变更单位身份", bodyLimit: 8 * 1024), change)
    }

    @Sendable func index(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let query = try request.query()
        var errors: [FieldError] = []
        if let code = query["code"], !code.isEmpty {
            do {
                let identifier = try PartyIdentifier(kind: .creditCode, number: code)
                if let found = try await organisations.find(creditCode: identifier) { return .see(Self.one(found.party.text)) }
                errors.append(FieldError("code", "登记系统中没有这个单位。单位第一次登录，或者有了登记，才会在这里。"))
            } catch let error as IdentifierError {
                errors.append(FieldError("code", error.message))
            }
        }
        let found = try await organisations.list(after: query["after"].map { PartyID($0) }, limit: Self.size + 1)
        let more: Markup = found.count > Self.size
            ? "<nav class=\"pager\" aria-label=\"翻页\"><a class=\"button small quiet\" rel=\"next\" href=\"\(Self.list([("after", found[Self.size - 1].party.text)]))\">下一页</a></nav>" : .empty
        return admin.desk.page(
            "单位身份", context, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.errors(errors))<h1>单位身份</h1><p class="soft">法人登录时，系统向主管部门核验其是否为开发企业、金融机构。部门没有记录或者记录有误的，在这里授予或撤销。</p>
            <form class="filters" role="search" aria-label="查找单位"><div class="field\((!errors.isEmpty).markup(" wrong"))"><label for="f-code">统一社会信用代码</label><input id="f-code" name="code" type="text" maxlength="18" value="\(query["code"] ?? "")"></div><button class="button small quiet" type="submit">查找</button></form>
            \(OrganisationMarkup.table(Array(found.prefix(Self.size))))\(more)
            """)
    }

    private func load(_ context: AdministratorContext) async throws -> Organisation {
        guard let found = try await organisations.find(PartyID(try context.part("id"))) else { throw PortalError.notFound }
        return found
    }

    @Sendable func show(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        try await page(load(context), errors: [], context)
    }

    private func page(_ found: Organisation, errors: [FieldError], _ context: AdministratorContext) async throws -> Response {
        let names = try await admin.names()
        return admin.desk.page(
            found.name, context, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("单位身份", Self.list())]))\(Parts.errors(errors))<h1>\(found.name) <span class="soft mono">\(found.creditCode)</span></h1>
            <div class="two wide-aside"><div>\(OrganisationMarkup.facts(found))\(OrganisationMarkup.history(found, names: names))</div>
            <aside>\(OrganisationMarkup.actions(found, form: context.form, errors: errors, token: admin.desk.token(context)))</aside></div>
            """)
    }

    @Sendable func change(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let found = try await load(context)
        var reader = FormReader(context.form)
        let role = context.form["role"].flatMap(Role.init)
        let granted = ["give": true, "take": false][context.form["to"] ?? ""]
        if role == nil || granted == nil { reader.fail("role", "请从页面上的按钮操作。") }
        let ground = reader.text("ground", "理由", length: 4...200)
        guard let role, let granted, let ground, reader.errors.isEmpty else { return try await page(found, errors: reader.errors, context) }
        do {
            try await organisations.decide(
                role, granted: granted, of: found.party, ground: ground, by: .init(account: context.account, roles: context.signedIn.roles),
                expecting: Int(context.form["version"] ?? ""), at: context.now)
        } catch let error as IdentityError {
            return try await page(found, errors: [FieldError("role", error.message)], context)
        } catch OrganisationDesk.Refusal.alreadySo {
            return try await page(found, errors: [FieldError("role", OrganisationProblems.alreadySo)], context)
        } catch let refusal as OrganisationDesk.Refusal {
            throw OrganisationProblems.problem(refusal)
        }
        return .see(Self.one(found.party.text))
    }
}

enum OrganisationProblems {
    static let alreadySo = "单位的身份已经如此，没有变更。"

    static func problem(_ refusal: OrganisationDesk.Refusal) -> any Error {
        switch refusal {
        case .changedMeanwhile: CaseError.changedMeanwhile
        case .alreadySo: PortalError.invalid([FieldError("role", alreadySo)])
        case .unknown: PortalError.notFound
        }
    }
}
