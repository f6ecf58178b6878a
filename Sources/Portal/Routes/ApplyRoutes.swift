import Casework
import Catalogue
import Contracts
import Exchange
import Hummingbird
import Identity
import Register

/// From a service to an opened case: the applicant picks from what the departments and the register already know.
///
/// | method | path          | what                                  |
/// | ------ | ------------- | ------------------------------------- |
/// | GET    | /apply/{id}   | pick the unit, project or nothing     |
/// | POST   | /apply/{id}   | open the case                         |
struct ApplyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("apply.pick", .get, PathTemplate("/apply/{id}"), .viewOwnCases, "选择不动产"), pick)
        table.party(.page("apply.open", .post, PathTemplate("/apply/{id}"), .viewOwnCases, "创建办件", bodyLimit: 16 * 1024), open)
    }

    private func service(_ context: PartyContext) throws -> ServiceDefinition { try desk.office.service(try context.part("id")) }

    @Sendable func pick(_ request: Request, _ context: PartyContext) async throws -> Response {
        let service = try service(context)
        let role = try Self.role(of: context, in: service)
        let choices = try await Choices(desk: desk, party: context.party).list(for: service)
        let items = choices.map { choice -> Markup in
            """
            <li class="card"><h3>\(choice.title)</h3><p class="soft small">\(choice.detail)</p>\(choice.problem.markup { "<div class=\"note warn\"><b>现在还不能办理</b><p>\($0)</p></div>" })
            \(choice.problem == nil ? "<form method=\"post\" action=\"/apply/\(service.id)\">\(desk.token(context))<input type=\"hidden\" name=\"subject\" value=\"\(choice.value)\"><input type=\"hidden\" name=\"role\" value=\"\(role.role)\"><button class=\"button\" type=\"submit\">选择</button></form>" : .empty)</li>
            """
        }
        let body: Markup = items.isEmpty
            ? Parts.empty("没有找到可以办理的不动产", Self.emptyText(service), action: ("返回服务指南", "/services/\(service.id)"))
            : "<ul class=\"grid\">\(items)</ul>"
        let other: Markup =
            service.subject == .unit && service.id != "transfer.presold.by-buyer"
            ? """
            <section class="card"><h2>按不动产单元号办理</h2><form method="post" action="/apply/\(service.id)">\(desk.token(context))<input type="hidden" name="role" value="\(role.role)"><div class="field"><label for="f-subject">不动产单元号</label><p class="hint">28位，可在证书上查到。</p><input id="f-subject" name="subject" maxlength="40" autocomplete="off" class="mono"></div><button class="button quiet" type="submit">继续</button></form></section>
            """ : .empty
        return desk.page(
            "选择不动产 - \(service.shortName)", context,
            "\(Parts.crumbs([("首页", "/"), (service.shortName, "/services/\(service.id)")]))<h1>请选择要办理的不动产</h1>\(body)\(other)")
    }

    private static func emptyText(_ service: ServiceDefinition) -> String {
        service.id == "transfer.presold.by-buyer"
            ? "住建部门没有您名下已备案、尚未办证的商品房合同。如刚刚备案，请稍后再试；如合同姓名或证件号有误，请先联系出卖人更正。" : "登记簿上没有您名下的不动产。"
    }

    /// The role in which this person or organisation applies: the first that takes their kind.
    static func role(of context: PartyContext, in service: ServiceDefinition) throws -> ApplicantRole {
        let kind = context.party.kind
        guard let role = service.applicants.first(where: { $0.kinds.contains { $0.rawValue == ApplicantWord.of(kind) } }) else {
            throw CaseError.notEligible("这项服务须由\(service.applicants.map(\.label).joined(separator: "、"))申请。")
        }
        return role
    }

    @Sendable func open(_ request: Request, _ context: PartyContext) async throws -> Response {
        let service = try service(context)
        let subject = context.form["subject"] ?? ""
        let wanted = context.form["role"] ?? ""
        guard let role = service.applicants.first(where: { $0.role == wanted }) else { throw CaseError.invalid(field: "role", message: "请从页面重新选择。") }
        var units: [UnitCode] = []
        var project: String?
        switch service.subject {
        case .unit:
            do { units = [try UnitCode(subject)] } catch { throw CaseError.invalid(field: "subject", message: error.message) }
        case .project:
            project = subject
            units = try await Choices(desk: desk, party: context.party).units(of: subject)
        case .holder: units = []
        }
        let applicants = [CaseApplicant(role: role.role, party: context.party, identifiedBy: "unified-identity")]
        if let unit = units.first, let draft = try await desk.office.join(service: service.id, unit: unit, applicant: applicants[0]) {
            try await desk.advance(draft)
            return .see("/cases/\(draft)")
        }
        let id = try await desk.office.open(
            service: service.id, units: units, project: project, applicants: applicants, by: .party(context.party.id))
        try await desk.advance(id)
        return .see("/cases/\(id)")
    }
}

/// Kinds of applicants as service files write them.
enum ApplicantWord {
    static func of(_ kind: PartyKind) -> String {
        switch kind {
        case .person: "person"
        case .enterprise: "enterprise"
        case .institution: "institution"
        case .stateOrgan: "state-organ"
        case .other: "other"
        }
    }
}
