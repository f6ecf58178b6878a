import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import Register

/// From a service to an opened case: in which role, and on what of what the departments and the register already know.
///
/// | method | path          | what                                             |
/// | ------ | ------------- | ------------------------------------------------ |
/// | GET    | /apply/{id}   | pick the role, then the unit (or several), project or nothing |
/// | POST   | /apply/{id}   | open the case, or join the one that waits        |
struct ApplyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let query = [QueryParameter("role", .string, "申请人身份"), QueryParameter("unit", .string, "已经选好的不动产单元")]
        table.party(.page("apply.pick", .get, Self.path.template, .viewOwnCases, "选择不动产", query: query), pick)
        table.party(.page("apply.open", .post, Self.path.template, .viewOwnCases, "创建办件", bodyLimit: 16 * 1024), open)
    }

    private static let path = Path1("/apply/{id}")

    /// The way in, with the unit chosen already where it is.
    static func link(_ service: String, unit: UnitCode?) -> String {
        Percent.link(path(service), unit.map { [("unit", $0.text)] } ?? [])
    }

    private func service(_ context: PartyContext) throws -> ServiceDefinition { try desk.office.service(try context.part("id")) }

    @Sendable func pick(_ request: Request, _ context: PartyContext) async throws -> Response {
        let service = try service(context)
        let roles = try Self.roles(of: context, in: service)
        let query = try request.query()
        let unit = query["unit"].flatMap { try? UnitCode($0) }
        if let asked = query["role"] {
            guard let role = roles.first(where: { $0.role == asked }) else { return roleQuestion(service, roles, unit, error: "请选择您的身份。", context) }
            return try await choices(service, role, unit, severalRoles: roles.count > 1, error: nil, context)
        }
        if roles.count > 1 { return roleQuestion(service, roles, unit, error: nil, context) }
        return try await choices(service, roles[0], unit, severalRoles: false, error: nil, context)
    }

    private func roleQuestion(_ service: ServiceDefinition, _ roles: [ApplicantRole], _ unit: UnitCode?, error: String?, _ context: PartyContext) -> Response {
        let chosen: Markup = unit.markup { "<input type=\"hidden\" name=\"unit\" value=\"\($0.text)\">" }
        let items = roles.enumerated().map { index, role -> Markup in
            """
            <label class="choice"><input type="radio"\((index == 0).markup(" id=\"f-role\"")) name="role" value="\(role.role)" required><span><b>\(role.label)</b><span class="small">\(ServiceMarkup.manner(role))</span></span></label>
            """
        }
        return desk.page(
            "您的身份 - \(service.shortName)", context, width: .narrow, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("首页", "/"), (service.shortName, "/services/\(service.id)")]))\(Parts.errors(error.map { [FieldError("role", $0)] } ?? []))
            <form class="question" method="get" action="/apply/\(service.id)">\(chosen)<fieldset class="field"><legend><h1>您是哪一方？</h1></legend>\(items)</fieldset><p class="actions"><button class="button" type="submit">继续</button></p></form>
            """)
    }

    /// - Parameter unit: what was chosen before: it alone is offered where it is one of the choices, else it stands in the field for a number.
    private func choices(
        _ service: ServiceDefinition, _ role: ApplicantRole, _ unit: UnitCode?, severalRoles: Bool, error: (message: String, typed: [String])?, _ context: PartyContext
    ) async throws -> Response {
        var choices = try await Choices(office: desk.office, party: context.party).list(for: service, role: role.role)
        var typed = error?.typed ?? []
        var rest: Markup = .empty
        if let unit, error == nil {
            if let choice = choices.first(where: { $0.value == unit.text }) {
                if choices.count > 1 { rest = "<p><a href=\"\(Percent.link(Self.path(service.id), [("role", role.role)]))\">选择其他不动产</a></p>" }
                choices = [choice]
            } else {
                typed = [unit.text]
            }
        }
        if service.severalUnits { return several(service, role, choices, typed, rest, severalRoles: severalRoles, error: error?.message, context) }
        let items = choices.map { choice -> Markup in
            let action: Markup =
                if let problem = choice.problem {
                    "<div class=\"note warn\"><b>现在还不能办理</b><p>\(problem)</p></div>"
                } else {
                    "<form method=\"post\" action=\"/apply/\(service.id)\">\(desk.token(context))<input type=\"hidden\" name=\"subject\" value=\"\(choice.value)\"><input type=\"hidden\" name=\"role\" value=\"\(role.role)\"><button class=\"button\" type=\"submit\">选择<span class=\"hidden\">\(choice.title)</span></button></form>"
                }
            return "<li><div class=\"card\"><h2>\(choice.title)</h2><p class=\"soft\">\(choice.detail)</p>\(action)</div></li>"
        }
        let list: Markup = items.isEmpty
            ? Parts.empty("没有找到可以办理的不动产", Self.emptyText(service, role), action: ("返回服务指南", "/services/\(service.id)"))
            : "<ul class=\"grid\">\(items)</ul>"
        let heading = service.subject == .holder ? "开始办理" : service.subject == .project ? "请选择要办理的项目" : "请选择要办理的不动产"
        let again: Markup = severalRoles ? "<p class=\"soft\">您的身份：\(role.label)。<a href=\"/apply/\(service.id)\">更改</a></p>" : .empty
        return desk.page(
            "选择不动产 - \(service.shortName)", context, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("首页", "/"), (service.shortName, "/services/\(service.id)")]))\(Parts.errors(error.map { [FieldError("subject", $0.message)] } ?? []))<h1>\(heading)</h1>\(again)\(list)\(rest)\(byCode(service, role, isOpen: items.isEmpty || !typed.isEmpty, typed.first ?? "", error?.message, context))
            """)
    }

    /// Several units in one case, where the service takes them: one debt that they all secure (民法典 395 II), one mortgage on land and the houses on it.
    private func several(
        _ service: ServiceDefinition, _ role: ApplicantRole, _ choices: [Choices.Choice], _ typed: [String], _ rest: Markup, severalRoles: Bool, error: String?,
        _ context: PartyContext
    ) -> Response {
        let boxes = choices.enumerated().map { index, choice -> Markup in
            if let problem = choice.problem {
                return "<div class=\"note warn\"><b>\(choice.title)：现在还不能办理</b><p>\(problem)</p></div>"
            }
            let isOn = typed.contains(choice.value)
            return "<label class=\"choice\"><input type=\"checkbox\"\((index == 0).markup(" id=\"f-units\"")) name=\"subject\" value=\"\(choice.value)\"\((isOn || choices.count == 1 && typed.isEmpty).markup(" checked"))><span><b>\(choice.title)</b><span class=\"small\">\(choice.detail)</span></span></label>"
        }
        let listed: Markup = boxes.isEmpty ? .empty : "<fieldset class=\"field\"><legend>\(Choices.isByContract(role) ? "您已签约购买的房屋" : "登记簿上与您有关的不动产")</legend>\(boxes)</fieldset>"
        let others = typed.filter { code in !choices.contains { $0.value == code } }.joined(separator: "\n")
        let message = error.markup { "<p class=\"message\" id=\"e-subject\"><span class=\"hidden\">错误：</span>\($0)</p>" }
        let again: Markup = severalRoles ? "<p class=\"soft\">您的身份：\(role.label)。<a href=\"\(Self.path(service.id))\">更改</a></p>" : .empty
        return desk.page(
            "选择不动产 - \(service.shortName)", context, width: .narrow, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("首页", "/"), (service.shortName, "/services/\(service.id)")]))\(Parts.errors(error.map { [FieldError("subject", $0)] } ?? []))<h1>请选择要办理的不动产</h1><p class="lead">可以一次选择多个，一并登记。</p>\(again)
            <form class="question" method="post" action="\(Self.path(service.id))" novalidate>\(desk.token(context))<input type="hidden" name="role" value="\(role.role)">\(listed)<div class="field\((error != nil).markup(" wrong"))"><label for="f-subject">\(boxes.isEmpty ? "不动产单元号" : "其他不动产单元号")</label><p class="hint" id="h-subject">28位，印在不动产权证书上；每行一个，一次最多\(CaseOffice.mostUnits)个。</p>\(message)<textarea id="f-subject" name="subject" class="mono" rows="3" maxlength="\(CaseOffice.mostUnits * 40)" autocomplete="off" aria-describedby="h-subject\(error == nil ? "" : " e-subject")"\((error != nil).markup(" aria-invalid=\"true\""))>\(others)</textarea></div><p class="actions"><button class="button" type="submit">继续</button></p></form>\(rest)
            """)
    }

    /// For what no list can know: a bank that lends on somebody's home, a page under another number of the applicant.
    private func byCode(
        _ service: ServiceDefinition, _ role: ApplicantRole, isOpen: Bool, _ typed: String, _ error: String?, _ context: PartyContext
    ) -> Markup {
        guard service.subject == .unit, !Choices.isByContract(role) else { return .empty }
        let message = error.markup { "<p class=\"message\" id=\"e-subject\"><span class=\"hidden\">错误：</span>\($0)</p>" }
        return """
            <details class="card"\(isOpen.markup(" open"))><summary>按不动产单元号办理</summary><form method="post" action="/apply/\(service.id)" novalidate>\(desk.token(context))<input type="hidden" name="role" value="\(role.role)"><div class="field\((error != nil).markup(" wrong"))"><label for="f-subject">不动产单元号</label><p class="hint" id="h-subject">28位，印在不动产权证书上。</p>\(message)<input id="f-subject" name="subject" type="text" maxlength="40" value="\(typed)" autocomplete="off" class="mono" aria-describedby="h-subject\(error == nil ? "" : " e-subject")"\((error != nil).markup(" aria-invalid=\"true\""))></div><button class="button quiet" type="submit">继续</button></form></details>
            """
    }

    private static func emptyText(_ service: ServiceDefinition, _ role: ApplicantRole) -> String {
        if Choices.isByContract(role) {
            return "住建部门没有您名下已备案、尚未办证的买卖合同。刚刚备案的，请稍后再试；合同上的姓名或证件号有误的，请先联系出卖人更正。"
        }
        return service.subject == .project ? "没有属于您的项目。" : "登记簿上没有您名下的不动产。"
    }

    /// The roles in which this person or organisation may apply.
    static func roles(of context: PartyContext, in service: ServiceDefinition) throws -> [ApplicantRole] {
        let kind = ApplicantKind(context.party.kind)
        let roles = service.applicants.filter { $0.kinds.contains(kind) }
        guard !roles.isEmpty else { throw CaseError.notEligible("这项服务须由\(service.applicants.map(\.label).joined(separator: "、"))申请。") }
        return roles
    }

    /// A lender's people apply at its own desk, where the service is open to it.
    private static func approach(_ context: PartyContext, _ service: ServiceDefinition) -> Approach {
        context.signedIn.may(.applyAsBank) && service.channels.contains(.bank) ? .bank : .web
    }

    @Sendable func open(_ request: Request, _ context: PartyContext) async throws -> Response {
        let service = try service(context)
        let roles = try Self.roles(of: context, in: service)
        // Several boxes and lines make one subject.
        let typed = context.form.all("subject").flatMap { $0.split(whereSeparator: \.isNewline) }.map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
        guard let role = roles.first(where: { $0.role == context.form["role"] }) else {
            return roleQuestion(service, roles, nil, error: "请选择您的身份。", context)
        }
        do {
            let id = try await desk.office.apply(
                service: service.id, as: role.role, subject: typed.joined(separator: "\n"), by: context.party, through: Self.approach(context, service),
                wanted: context.form["case"])
            try await desk.advance(id)
            return .see("/cases/\(id)")
        } catch CaseError.invalid(field: "subject", let message) {
            return try await choices(service, role, nil, severalRoles: roles.count > 1, error: (message, typed), context)
        } catch CaseError.notEligible(let message) where service.subject == .unit {
            return try await choices(service, role, nil, severalRoles: roles.count > 1, error: (message, typed), context)
        }
    }
}
