import Casework
import HTTPTypes
import Hummingbird
import Identity
import Register

/// The promise letter (承诺书) that lets buyers register alone (案例一).
///
/// | method | path                               | what                                          |
/// | ------ | ---------------------------------- | --------------------------------------------- |
/// | GET    | /developer/projects/{id}/pledge    | the letter: to be signed, or as it was signed |
/// | POST   | /developer/projects/{id}/pledge    | signs it                                      |
struct PledgeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("developer.pledge", .get, Paths.developerPledge.template, .manageOwnProjects, "承诺书"), show)
        table.party(.page("developer.signPledge", .post, Paths.developerPledge.template, .manageOwnProjects, "签署承诺书", bodyLimit: 16 * 1024), sign)
    }

    /// A text of the catalogue, a paragraph a line.
    static func paragraphs(_ text: String) -> Markup {
        "\(text.split(whereSeparator: \.isNewline).map { line -> Markup in "<p>\(String(line))</p>" })"
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        if overview.pledge != nil { return try await signed(overview, context) }
        return try page(overview, errors: [], context)
    }

    private func crumbs(_ project: Project) -> Markup {
        Parts.crumbs([("我的项目", Paths.developerProjects()), (project.name, Paths.developerProject(project.id))])
    }

    private func signed(_ overview: ProjectOverview, _ context: PartyContext) async throws -> Response {
        guard let pledge = overview.pledge else { throw PortalError.notFound }
        let letter = try await desk.office.pledgeLetter(of: overview.project.id)
        let text = letter.markup {
            "<section class=\"card\"><h2>承诺书</h2>\(Self.paragraphs($0.letter))</section><section class=\"card\"><h2>分户转移登记申请表（总表）</h2>\(Self.paragraphs($0.masterApplication))</section>"
        }
        return desk.page(
            "承诺书", context, width: .narrow,
            """
            \(crumbs(overview.project))<h1>承诺书</h1><div class="note good"><b>已签署</b><p>购房人据此可以自行办证。</p></div>
            <section class="card">\(Parts.facts([("签署时间", "\(pledge.signedAt.description)"), ("有效期至", "\(pledge.validUntil.chinese)"), ("自办名单", "\(letter?.units.count ?? overview.selfService)套"), ("文书摘要", "<span class=\"mono\">\(pledge.digest)</span>")]))</section>\(text)
            """)
    }

    private func page(_ overview: ProjectOverview, errors: [FieldError], _ context: PartyContext) throws -> Response {
        let project = overview.project
        let texts = try desk.office.pledgeTexts(project, developer: context.signedIn.name, on: context.now.date)
        let form = context.form
        let years = CaseOffice.pledgeYears.map { year -> Markup in
            "<option value=\"\(year)\"\(((form["years"] ?? "3") == String(year)).markup(" selected"))>\(year)年</option>"
        }
        func wrong(_ name: String) -> Markup { errors.contains { $0.name == name }.markup(" wrong") }
        let sign: Markup =
            !overview.isEditable || overview.selfService == 0
            ? "<div class=\"note\"><b>现在不能签署</b><p>\(overview.isEditable ? "请先导入房屋清单，并把可以自行办理的房屋填为“是”。" : "项目\(project.state.chinese)。")</p></div>"
            : """
            <form method="post" action="\(Paths.developerPledge(project.id))" class="card" novalidate>\(desk.token(context))<h2>签署</h2><div class="field\(wrong("years"))"><label for="f-years">有效期</label><select id="f-years" name="years">\(years)</select></div>
            <div class="field\(wrong("accept"))"><label class="choice"><input id="f-accept" type="checkbox" name="accept" value="yes"><span>我已阅读承诺书、申请表（总表）和\(overview.selfService)套房屋的自办名单，代表企业签署</span></label></div>
            <div class="field\(wrong("name"))"><label for="f-name">企业名称</label><p class="hint" id="h-name">请键入企业全称作为电子签名。可靠的电子签名与盖章具有同等法律效力（《电子签名法》第十四条）。</p><input id="f-name" name="name" type="text" autocomplete="organization" maxlength="100" aria-describedby="h-name" value="\(form["name"] ?? "")"></div><button class="button" type="submit">签署</button></form>
            """
        return desk.page(
            "签署承诺书", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(crumbs(project))\(Parts.errors(errors))<h1>签署承诺书</h1>
            <section class="card"><h2>承诺书</h2>\(Self.paragraphs(texts.letter))</section><section class="card"><h2>分户转移登记申请表（总表）</h2>\(Self.paragraphs(texts.masterApplication))</section>
            <section class="card"><h2>自办名单</h2><p>\(overview.units.count)套房屋中的\(overview.selfService)套，<a href="\(Paths.developerTemplate(project.id))">下载清单</a>核对。</p></section>\(sign)
            """)
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        if overview.pledge != nil { return .see(Paths.developerPledge(overview.project.id)) }
        var errors: [FieldError] = []
        if context.form["accept"] != "yes" { errors.append(FieldError("accept", "请阅读全文并勾选。")) }
        let typed = (context.form["name"] ?? "").filter { !$0.isWhitespace }
        if typed != context.signedIn.name.filter({ !$0.isWhitespace }) { errors.append(FieldError("name", "签名与企业名称不一致，请键入全称。")) }
        let years = Int(context.form["years"] ?? "") ?? 0
        if !CaseOffice.pledgeYears.contains(years) { errors.append(FieldError("years", "请选择有效期。")) }
        guard errors.isEmpty else { return try page(overview, errors: errors, context) }
        _ = try await desk.office.signPledge(overview.project.id, years: years, of: context.party.id, by: context.actor)
        return .see(Paths.developerProject(overview.project.id))
    }
}
