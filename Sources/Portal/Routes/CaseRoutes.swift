import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// An applicant's case, from draft to certificate.
///
/// | method | path                    | what                                                        |
/// | ------ | ----------------------- | ----------------------------------------------------------- |
/// | GET    | /cases/{id}             | where it stands and what to do                              |
/// | GET    | /cases/{id}/progress    | its moving part, for the page that updates itself           |
/// | GET    | /cases/{id}/events      | server-sent events: the case has moved                      |
/// | POST   | /cases/{id}/answers     | fill in the form                                            |
/// | GET    | /cases/{id}/sign        | check everything, read the declarations                     |
/// | POST   | /cases/{id}/sign        | sign and submit                                             |
/// | POST   | /cases/{id}/correct     | what was asked for is mended                                |
/// | GET    | /cases/{id}/withdraw    | really?                                                     |
/// | POST   | /cases/{id}/withdraw    | withdraw                                                    |
struct CaseRoutes: RouteGroup {
    let desk: Desk
    let streams: EventStreams

    func addRoutes(to table: inout RouteTable) {
        let form = 64 * 1024
        table.party(.page("case.show", .get, PathTemplate("/cases/{id}"), .viewOwnCases, "办件"), show)
        table.party(.page("case.progress", .get, PathTemplate("/cases/{id}/progress"), .viewOwnCases, "办件进度"), progress)
        table.party(Endpoint("case.events", .get, PathTemplate("/cases/{id}/events"), .viewOwnCases, .stream, "办件进度推送"), events)
        table.party(.page("case.answer", .post, PathTemplate("/cases/{id}/answers"), .viewOwnCases, "填写申请信息", bodyLimit: form), answer)
        table.party(.page("case.signForm", .get, PathTemplate("/cases/{id}/sign"), .viewOwnCases, "核对并签署"), signForm)
        table.party(.page("case.sign", .post, PathTemplate("/cases/{id}/sign"), .viewOwnCases, "签署并提交", bodyLimit: form), sign)
        table.party(.page("case.correct", .post, PathTemplate("/cases/{id}/correct"), .viewOwnCases, "补正完成", bodyLimit: form), correct)
        table.party(.page("case.withdrawForm", .get, PathTemplate("/cases/{id}/withdraw"), .viewOwnCases, "撤回申请"), withdrawForm)
        table.party(.page("case.withdraw", .post, PathTemplate("/cases/{id}/withdraw"), .viewOwnCases, "撤回申请", bodyLimit: form), withdraw)
    }

    private func load(_ context: PartyContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        return (file, try desk.office.service(of: file.state))
    }

    private func view(_ file: CaseFile, _ service: ServiceDefinition) async throws -> CaseView {
        let region = desk.office.region
        let certificates = try await desk.office.database.read { try CertificateRecords.of(caseID: file.id, region: region, in: $0) }
        return CaseView(file: file, service: service, office: desk.office, certificates: certificates, isOfficial: false)
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        let view = try await view(file, service)
        let state = file.state
        let isDraft = state.phase == .draft || (state.phase == .waitingApplicant && state.returned == nil && state.submittedAt == nil)
        return desk.page(
            "\(service.shortName) \(file.id)", context, scripts: ["case.js"],
            """
            \(Parts.crumbs([("首页", "/"), ("我的办件", "/my/cases")]))<h1>\(service.shortName)</h1>
            <p class="soft">受理编号 <span class="mono">\(file.id)</span>\(state.units.first.markup { " · 不动产单元 <span class=\"mono\">\($0.grouped)</span>" })</p>
            <div data-case-events="/cases/\(file.id)/events" data-case-fragment="/cases/\(file.id)/progress">\(moving(view, isDraft, context))</div>
            \(isDraft.markup(draft(file, service, view, context)))
            \(state.returned.markup { _ in correction(file, service, context) })
            \(view.history)
            \(state.available.contains(.withdraw).markup("<p><a href=\"/cases/\(file.id)/withdraw\">撤回申请</a></p>"))
            """)
    }

    private func moving(_ view: CaseView, _ isDraft: Bool, _ context: PartyContext) -> Markup {
        isDraft
            ? "<div aria-live=\"polite\">\(view.findings(view.file.state.findings))\(view.materials)</div>"
            : "<div class=\"two\"><div aria-live=\"polite\">\(view.banner)\(view.materials)</div><aside class=\"card\"><h2>进度</h2>\(view.progress)\(view.clock)</aside></div>"
    }

    private func draft(_ file: CaseFile, _ service: ServiceDefinition, _ view: CaseView, _ context: PartyContext) -> Markup {
        let blocked = file.state.findings.contains { $0.consequence == .mend }
        let gathered = file.state.done.contains("check")
        let next: Markup =
            !gathered
            ? "<div class=\"note\" role=\"status\"><b>正在向有关部门获取材料</b><p>\(file.state.waiting?.reason ?? "请稍候。")</p></div>"
            : blocked
                ? "<div class=\"note warn\"><b>暂时不能提交</b><p>请先按上面的提示处理，处理后系统会重新获取。</p></div><form method=\"post\" action=\"/cases/\(file.id)/correct\">\(desk.token(context))<button class=\"button quiet\" type=\"submit\">我已处理，重新核验</button></form>"
                : "<p class=\"actions\"><a class=\"button\" href=\"/cases/\(file.id)/sign\">下一步：核对并签署</a></p>"
        return "\(form(file, service, context))\(next)"
    }

    private func correction(_ file: CaseFile, _ service: ServiceDefinition, _ context: PartyContext) -> Markup {
        """
        \(form(file, service, context))<form method="post" action="/cases/\(file.id)/correct" class="actions">\(desk.token(context))<button class="button" type="submit">补正完成，重新提交</button></form>
        """
    }

    /// The service's own form, as the catalogue defines it.
    private func form(_ file: CaseFile, _ service: ServiceDefinition, _ context: PartyContext) -> Markup {
        guard !service.form.isEmpty else { return .empty }
        // A field that depends on another answer appears once that answer is saved.
        let kinds = Set(file.state.applicants.compactMap { ApplicantKind(rawValue: ApplicantWord.of($0.party.kind)) })
        let shown = service.form.filter { $0.when?.holds(answers: file.state.answers, applicants: kinds) ?? true }
        guard !shown.isEmpty else { return .empty }
        let fields = shown.map { FormFieldMarkup.field($0, value: file.state.answers[$0.name], file: file) }
        return """
            <section class="card"><h2>补充信息</h2><form method="post" action="/cases/\(file.id)/answers">\(desk.token(context))\(fields)<button class="button quiet" type="submit">保存</button></form></section>
            """
    }

    @Sendable func progress(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        let state = file.state
        let isDraft = state.phase == .draft || (state.phase == .waitingApplicant && state.returned == nil && state.submittedAt == nil)
        return .html(moving(try await view(file, service), isDraft, context).text)
    }

    @Sendable func events(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, _) = try await load(context)
        let office = desk.office
        return try streams.response(to: request, in: context) { CaseEvents.stream(file.id, office: office) }
    }

    @Sendable func answer(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        var fields: [String: String] = [:]
        for field in service.form { if let value = context.form[field.name] { fields[field.name] = value } }
        try await desk.office.answer(file.id, fields, by: context.party.id)
        try await desk.office.recheck(file.id)
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)")
    }

    @Sendable func signForm(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        return try await signPage(file, service, errors: [], context)
    }

    private func signPage(_ file: CaseFile, _ service: ServiceDefinition, errors: [FieldError], _ context: PartyContext) async throws -> Response {
        let facts = try await desk.office.facts(for: file)
        let role = file.state.applicants.first { $0.party.id == context.party.id }?.role ?? ""
        let declarations = service.declarations(for: role).map { declaration -> Markup in
            """
            <fieldset class="card"><legend>\(declaration.title)</legend><p>\(declaration.text)</p><label class="choice"><input type="checkbox" name="accept" value="\(declaration.name)"\(declaration.required.markup(" required"))><span>我已阅读并同意</span></label></fieldset>
            """
        }
        let name = facts.applicants.first { $0.party.ref.id == context.party.id }?.party.name ?? context.signedIn.name
        let rows = SummaryRows.rows(facts, service)
        return desk.page(
            "核对并签署", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的办件", "/my/cases"), (file.id, "/cases/\(file.id)")]))\(Parts.errors(errors))<h1>请核对申请内容</h1>
            <section class="card">\(Parts.facts(rows))</section>
            <form method="post" action="/cases/\(file.id)/sign">\(desk.token(context))<h2>声明</h2>\(declarations)
            <section class="card\(errors.contains { $0.name == "name" } ? " wrong" : "")"><h2>电子签名</h2><p class="hint" id="h-name">请键入您的姓名作为签名。可靠的电子签名与手写签名具有同等法律效力（《电子签名法》第十四条）。</p><div class="field"><label for="f-name">姓名</label><input id="f-name" name="name" autocomplete="name" aria-describedby="h-name" required maxlength="60" placeholder="\(String(name.prefix(1)))…"></div></section>
            <p class="actions"><button class="button" type="submit">签署并提交</button><a class="button quiet" href="/cases/\(file.id)">返回修改</a></p></form>
            """)
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        // A second click, or a page that was left open: the case has gone on, show it.
        guard file.state.available.contains(.sign), file.state.submittedAt == nil || file.state.returned == nil else { return .see("/cases/\(file.id)") }
        if file.state.submittedAt != nil, !file.state.available.contains(.submit), file.state.phase != .waitingApplicant { return .see("/cases/\(file.id)") }
        let typed = (context.form["name"] ?? "").filter { !$0.isWhitespace }
        let name = try await desk.office.database.read { try desk.office.parties.ownDetails(of: context.party.id, in: $0).name }
        guard typed == name.filter({ !$0.isWhitespace }) else {
            return try await signPage(file, service, errors: [FieldError("name", "签名与您的姓名（名称）不一致，请完整键入。")], context)
        }
        do {
            try await desk.office.sign(file.id, method: "typed", accepted: Set(context.form.all("accept")), by: context.party.id)
        } catch let CaseError.invalid(field, message) {
            return try await signPage(file, service, errors: [FieldError(field, message)], context)
        }
        // The last to sign hands it in for all.
        let signed = try await desk.office.load(file.id).state
        let everybody = Set(signed.applicants.map(\.party.id)) == Set(signed.signatures.map(\.party))
        if everybody, signed.available.contains(.submit) { try await desk.office.submit(file.id, by: context.party.id) }
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)")
    }

    @Sendable func correct(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, _) = try await load(context)
        if file.state.returned != nil {
            try await desk.office.correct(file.id, by: context.party.id)
        } else {
            try await desk.office.recheck(file.id, refetching: true)
        }
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)")
    }

    @Sendable func withdrawForm(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        try file.state.require(.withdraw)
        return desk.page(
            "撤回申请", context, width: .narrow,
            """
            <h1>确定撤回“\(service.shortName)”吗？</h1><p>登簿之前可以撤回（《不动产登记暂行条例》第十五条）。撤回后已缴的登记费原路退回，材料退还，今后可以重新申请。</p>
            <form method="post" action="/cases/\(file.id)/withdraw">\(desk.token(context))<div class="field"><label for="f-reason">撤回原因（可不填）</label><input id="f-reason" name="reason" maxlength="100"></div><p class="actions"><button class="button bad" type="submit">确定撤回</button><a class="button quiet" href="/cases/\(file.id)">不撤回</a></p></form>
            """)
    }

    @Sendable func withdraw(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, _) = try await load(context)
        let reason = String((context.form["reason"] ?? "").prefix(100))
        try await desk.office.withdraw(file.id, reason: reason, by: .party(context.party.id))
        return .see("/cases/\(file.id)")
    }
}

/// The events of one case: what moves in this process at once, what moves elsewhere within two seconds.
enum CaseEvents {
    static func stream(_ id: String, office: CaseOffice) -> AsyncStream<ServerEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(8)) { continuation in
            let task = Task {
                var version = -1
                let moves = office.feed.watch(id)
                while !Task.isCancelled {
                    guard let file = try? await office.load(id) else { break }
                    if file.state.version != version {
                        version = file.state.version
                        continuation.yield(ServerEvent(id: String(version), name: "case", data: file.state.phase.rawValue))
                        if !file.state.phase.isOpen { break }
                    }
                    await moves.wait(atMost: .seconds(2))
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
