import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// The registry's own screens: the work queue, a case on one screen, and looking into the register with a purpose.
///
/// | method | path                           | role                       | what                                         |
/// | ------ | ------------------------------ | -------------------------- | -------------------------------------------- |
/// | GET    | /office/queue                  | clerk, examiner, registrar | cases by phase, with deadlines               |
/// | GET    | /office/cases/{id}             | the same                   | everything of a case; the look is recorded   |
/// | POST   | /office/cases/{id}/approve     | examiner, registrar        | go on to the register                        |
/// | POST   | /office/cases/{id}/return      | the same and clerk         | one-time notice of everything missing        |
/// | POST   | /office/cases/{id}/refuse      | examiner, registrar        | 不予登记, with grounds                       |
/// | POST   | /office/cases/{id}/suspend     | examiner, registrar        | 中止                                         |
/// | POST   | /office/cases/{id}/resume      | examiner, registrar        | 恢复                                         |
/// | GET    | /office/register               | clerk, examiner, registrar | find by unit, certificate or holder          |
/// | POST   | /office/register               | the same                   | the page, its holders revealed for a purpose |
struct OfficeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let phase = QueryParameter("phase", .string, "办件状态")
        let page = QueryParameter("page", .string, "页码")
        table.official(.page("office.queue", .get, PathTemplate("/office/queue"), .viewWorkQueue, "待办", query: [phase, page]), queue)
        table.official(.page("office.case", .get, PathTemplate("/office/cases/{id}"), .viewCase, "办件"), show)
        table.official(.page("office.approve", .post, PathTemplate("/office/cases/{id}/approve"), .decideCase, "通过", bodyLimit: 32 * 1024), approve)
        table.official(.page("office.return", .post, PathTemplate("/office/cases/{id}/return"), .returnCase, "退回补正", bodyLimit: 32 * 1024), giveBack)
        table.official(.page("office.refuse", .post, PathTemplate("/office/cases/{id}/refuse"), .decideCase, "不予登记", bodyLimit: 32 * 1024), refuse)
        table.official(.page("office.suspend", .post, PathTemplate("/office/cases/{id}/suspend"), .suspendCase, "中止", bodyLimit: 32 * 1024), suspend)
        table.official(.page("office.resume", .post, PathTemplate("/office/cases/{id}/resume"), .suspendCase, "恢复", bodyLimit: 32 * 1024), resume)
        table.official(.page("office.register", .get, PathTemplate("/office/register"), .searchRegister, "登记簿查询"), searchForm)
        table.official(.page("office.search", .post, PathTemplate("/office/register"), .searchRegister, "登记簿查询", bodyLimit: 16 * 1024), search)
    }

    // MARK: queue

    private static let tabs: [CaseState.Phase] = [.waitingOfficer, .waitingDepartment, .waitingApplicant, .waitingPayment, .inProgress, .suspended, .completed]

    @Sendable func queue(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let query = try request.query()
        let phase = CaseState.Phase(rawValue: query["phase"] ?? "") ?? .waitingOfficer
        let page = max(1, min(1_000, Int(query["page"] ?? "") ?? 1))
        let region = desk.office.region
        let (list, counts) = try await desk.office.database.read { connection in
            (
                try CaseSearch.queue(QueueFilter(phases: [phase], order: phase == .completed ? .newest : .due, offset: (page - 1) * 50), region: region, in: connection),
                try CaseSearch.counts(region: region, in: connection)
            )
        }
        let tabs = Self.tabs.map { tab -> Markup in
            "<a class=\"button small\(tab == phase ? "" : " quiet")\" href=\"/office/queue?phase=\(tab.rawValue)\"\((tab == phase).markup(" aria-current=\"page\""))>\(tab.chinese) \(counts[tab] ?? 0)</a> "
        }
        let today = desk.office.now().date
        let rows = list.cases.filter { $0.unit.map { context.office.registers(division: String($0.prefix(6))) } ?? true }.map { item -> Markup in
            let days = item.dueOn.map { desk.office.catalogue.calendar.workingDays(from: today, to: $0) }
            let chip: Markup =
                item.escalation >= 3
                ? "<span class=\"tag bad\">已超期</span>"
                : days.markup { "<span class=\"tag\(item.escalation > 0 ? " warn" : "")\">剩余\($0)个工作日</span>" }
            return """
                <tr data-href="/office/cases/\(item.id)"><td class="mono"><a href="/office/cases/\(item.id)">\(item.id)</a></td><td>\(desk.office.catalogue.service(item.service)?.shortName ?? item.service)</td><td class="mono">\(item.unit ?? item.subject)</td><td>\(item.acceptedAt?.description ?? "未受理")</td><td>\(chip)</td><td>\(item.waitingFor.map(MaterialNames.department) ?? "")</td></tr>
                """
        }
        let pages: Markup = list.total > 50 ? "<p>第 \(page) 页,共 \((list.total + 49) / 50) 页 \(page > 1 ? "<a href=\"/office/queue?phase=\(phase.rawValue)&amp;page=\(page - 1)\">上一页</a>" : .empty) \(page * 50 < list.total ? "<a href=\"/office/queue?phase=\(phase.rawValue)&amp;page=\(page + 1)\">下一页</a>" : .empty)</p>" : .empty
        return desk.page(
            "待办", context, scripts: ["office.js"],
            """
            <h1>待办</h1><p>\(tabs)</p><p class="small soft"><kbd>j</kbd> <kbd>k</kbd> 上下移动,<kbd>Enter</kbd> 打开</p>
            \(rows.isEmpty ? Parts.empty("没有办件", "此状态下没有办件。") : "<div class=\"scroll\"><table><thead><tr><th>受理编号</th><th>事项</th><th>不动产单元</th><th>受理时间</th><th>时限</th><th>等待</th></tr></thead><tbody>\(rows)</tbody></table></div>")\(pages)
            """)
    }

    // MARK: a case

    private func load(_ context: OfficialContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.load(try context.part("id"))
        for unit in file.state.units { try context.requireTerritory(unit) }
        return (file, try desk.office.service(of: file.state))
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        return try await casePage(file, service, errors: [], context)
    }

    private func casePage(_ file: CaseFile, _ service: ServiceDefinition, errors: [FieldError], _ context: OfficialContext) async throws -> Response {
        let office = desk.office
        let region = office.region
        let facts = try await office.facts(for: file)
        let now = context.now
        let viewer = context.viewer
        let purpose = try Purpose.caseWork(file.id)
        let ids = Set(file.state.applicants.map(\.party.id) + facts.units.flatMap { $0.folio.holdings.map(\.party) })
        // Seeing who they are is a look: written down with its purpose, shown to them.
        let revealed = try await office.database.write { connection in
            try office.parties.reveal(
                ids, fields: [.name, .identifier], for: purpose, by: viewer, about: LookSubject(unit: file.state.units.first, caseID: file.id), at: now,
                in: connection)
        }
        let (evidence, certificates) = try await office.database.read { connection in
            (try EvidenceRecords.of(caseID: file.id, region: region, in: connection), try CertificateRecords.of(caseID: file.id, region: region, in: connection))
        }
        let view = CaseView(file: file, service: service, office: office, certificates: certificates, isOfficial: true)
        let names = revealed.mapValues(\.name)
        let applicants = file.state.applicants.map { applicant -> (String, Markup) in
            let party = revealed[applicant.party.id]
            return (service.role(applicant.role)?.label ?? applicant.role, "\(party?.name ?? "") <span class=\"mono small\">\(party?.identifier ?? "")</span>")
        }
        let proof = evidence.map { item -> Markup in
            "<tr><td>\(office.catalogue.material(item.material)?.name ?? item.material)</td><td>\(MaterialNames.issuer(item.source))</td><td>\(item.at.description)</td><td class=\"mono\">\(item.keyID ?? "")</td><td class=\"mono\">\(String(item.digest.prefix(16)))…</td></tr>"
        }
        let before = facts.units.first.markup { "<details class=\"card\" open><summary><b>登记簿现状</b></summary>\(FolioMarkup.page($0.folio, names: names))</details>" }
        return desk.page(
            "\(service.shortName) \(file.id)", context, scripts: ["office.js"], status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("待办", "/office/queue")]))\(Parts.errors(errors))<h1>\(service.name)</h1><p>\(CaseTag.tag(file.state.phase)) <span class="mono">\(file.id)</span></p>
            <div class="two"><div><section class="card"><h2>申请</h2>\(Parts.facts(applicants + SummaryRows.rows(facts, service).filter { row in row.0 != "办理事项" && !applicants.contains { $0.0 == row.0 } }))</section>
            \(view.findings(file.state.findings))<section class="card"><h2>材料与证据</h2><div class="scroll"><table><thead><tr><th>材料</th><th>来源</th><th>签发时间</th><th>签名密钥</th><th>摘要</th></tr></thead><tbody>\(proof)</tbody></table></div></section>
            \(before)</div><aside>\(actions(file, context))<section class="card"><h2>进度</h2>\(view.progress)\(view.clock)</section>\(view.history)</aside></div>
            """)
    }

    private func actions(_ file: CaseFile, _ context: OfficialContext) -> Markup {
        let available = file.state.available
        let hidden: Markup = "\(desk.token(context))<input type=\"hidden\" name=\"version\" value=\"\(file.state.version)\">"
        var forms: [Markup] = []
        if available.contains(.approve), context.signedIn.may(.decideCase) {
            forms.append(
                """
                <form method="post" action="/office/cases/\(file.id)/approve">\(hidden)<div class="field"><label for="f-opinion">审核意见</label><textarea id="f-opinion" name="opinion" data-key="a" maxlength="500">经审核,符合登记条件。</textarea></div><button class="button" type="submit">通过 <kbd>a</kbd></button></form>
                """)
        }
        if available.contains(.giveBack) {
            forms.append(
                """
                <form method="post" action="/office/cases/\(file.id)/return">\(hidden)<div class="field"><label for="f-items">一次性告知(每行一项)</label><textarea id="f-items" name="items" data-key="b" maxlength="2000"></textarea></div><button class="button quiet" type="submit">退回补正 <kbd>b</kbd></button></form>
                """)
        }
        if available.contains(.refuse), context.signedIn.may(.decideCase) {
            forms.append(
                """
                <form method="post" action="/office/cases/\(file.id)/refuse">\(hidden)<div class="field"><label for="f-ground">不予登记的理由和依据</label><textarea id="f-ground" name="ground" data-key="r" maxlength="1000"></textarea></div><button class="button bad" type="submit">不予登记 <kbd>r</kbd></button></form>
                """)
        }
        if available.contains(.suspend), context.signedIn.may(.suspendCase) {
            forms.append("<form method=\"post\" action=\"/office/cases/\(file.id)/suspend\">\(hidden)<div class=\"field\"><label for=\"f-ground-kind\">中止事由</label><select id=\"f-ground-kind\" name=\"ground\"><option value=\"court\">等待司法机关或其他机关的意见</option><option value=\"publicNotice\">公告期间</option></select></div><div class=\"field\"><label for=\"f-reason\">中止原因</label><input id=\"f-reason\" name=\"reason\" type=\"text\" maxlength=\"200\"></div><button class=\"button quiet small\" type=\"submit\">中止</button></form>")
        }
        if available.contains(.resume), context.signedIn.may(.suspendCase) {
            forms.append("<form method=\"post\" action=\"/office/cases/\(file.id)/resume\">\(hidden)<div class=\"field\"><label for=\"f-reason\">恢复原因</label><input id=\"f-reason\" name=\"reason\" type=\"text\" maxlength=\"200\"></div><button class=\"button\" type=\"submit\">恢复办理</button></form>")
        }
        return forms.isEmpty ? .empty : "<section class=\"card\"><h2>办理</h2>\(forms)</section>"
    }

    private func actor(_ context: OfficialContext) -> Actor { .official(account: context.account.text, name: context.signedIn.name) }
    private func version(_ context: OfficialContext) -> Int? { Int(context.form["version"] ?? "") }

    private func finish(_ id: String) async throws -> Response {
        try await desk.advance(id)
        return .see("/office/cases/\(id)")
    }

    @Sendable func approve(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        let opinion = String((context.form["opinion"] ?? "").prefix(500))
        try await desk.office.decide(file.id, .approve(opinion: opinion), by: actor(context), expecting: version(context))
        return try await finish(file.id)
    }

    @Sendable func giveBack(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        let items = (context.form["items"] ?? "").split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
        guard !items.isEmpty else {
            return try await casePage(file, service, errors: [FieldError("items", "请一次性写明需要补正的全部内容,每行一项。")], context)
        }
        let findings = items.prefix(50).map {
            Finding(check: "notice", consequence: .mend, message: $0, statute: "《不动产登记暂行条例》第十七条", remedy: "请补正后重新提交。")
        }
        try await desk.office.decide(file.id, .giveBack(findings: Array(findings)), by: actor(context), expecting: version(context))
        return try await finish(file.id)
    }

    @Sendable func refuse(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        let ground = (context.form["ground"] ?? "").trimmingBlanks
        guard ground.count >= 5 else {
            return try await casePage(file, service, errors: [FieldError("ground", "不予登记须书面说明理由和依据。")], context)
        }
        let open = file.state.findings.filter { $0.consequence != .note }
        try await desk.office.decide(file.id, .refuse(findings: open, opinion: ground), by: actor(context), expecting: version(context))
        return .see("/office/cases/\(file.id)")
    }

    @Sendable func suspend(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.suspend(file.id, reason: String((context.form["reason"] ?? "").prefix(200)), ground: context.form["ground"] == "publicNotice" ? "publicNotice" : "court", by: actor(context))
        return .see("/office/cases/\(file.id)")
    }

    @Sendable func resume(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.resume(file.id, reason: String((context.form["reason"] ?? "").prefix(200)), by: actor(context))
        return try await finish(file.id)
    }

    // MARK: the register

    @Sendable func searchForm(_ request: Request, _ context: OfficialContext) async throws -> Response { searchPage(context, errors: [], .empty) }

    private func searchPage(_ context: OfficialContext, errors: [FieldError], _ result: Markup) -> Response {
        let purposes = Purpose.Code.allCases.map { "<option value=\"\($0.rawValue)\"\((context.form["purpose"] == $0.rawValue).markup(" selected"))>\($0.chinese)</option>" as Markup }
        return desk.page(
            "登记簿查询", context, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.errors(errors))<h1>登记簿查询</h1><p class="soft">每次查询都须写明用途;查询记录权利人本人可以看到。</p>
            <form method="post" action="/office/register" class="card">\(desk.token(context))<div class="filters"><div class="field"><label for="f-query">不动产单元号、证号或权利人证件号</label><input id="f-query" name="query" type="text" value="\(context.form["query"] ?? "")" maxlength="60" required></div><div class="field"><label for="f-purpose">用途</label><select id="f-purpose" name="purpose">\(purposes)</select></div><div class="field"><label for="f-purpose_text">说明</label><input id="f-purpose_text" name="purpose_text" type="text" value="\(context.form["purpose_text"] ?? "")" maxlength="200" required></div><button class="button" type="submit">查询</button></div></form>\(result)
            """)
    }

    @Sendable func search(_ request: Request, _ context: OfficialContext) async throws -> Response {
        var reader = FormReader(context.form)
        let purpose = reader.purpose()
        let query = reader.text("query", "查询内容", length: 4...60)
        guard let purpose, let query, reader.errors.isEmpty else { return searchPage(context, errors: reader.errors, .empty) }
        let office = desk.office
        let region = office.region
        let now = context.now
        let viewer = context.viewer
        let units = try await office.database.read { connection -> [UnitCode] in
            if let code = try? UnitCode(query) { return [code] }
            if let number = try? CertificateNumber(query), let found = try CertificateRecords.find(number: number.text, region: region, in: connection) { return [found.unit] }
            for kind in [PartyIdentifierKind.identityCard, .creditCode] {
                if let identifier = try? PartyIdentifier(kind: kind, number: query), let party = try office.parties.find(identifier, in: connection) {
                    return try HoldingRecords.of(party.id, role: .owner, region: region, in: connection).map(\.unit)
                }
            }
            return []
        }
        let pages = try await office.database.write { connection -> [Markup] in
            try units.prefix(20).compactMap { unit -> Markup? in
                guard context.office.registers(unit), let folio = try FolioRecords.find(unit, region: region, in: connection)?.folio else { return nil }
                let ids = Set(folio.holdings.map(\.party))
                let revealed = try office.parties.reveal(
                    ids, fields: [.name, .property], for: purpose, by: viewer, about: LookSubject(unit: unit), at: now, in: connection)
                let certificates = try CertificateRecords.all(of: unit, region: region, in: connection).map { certificate -> Markup in
                    "<li><span><b>\(certificate.number)</b><span class=\"small\">\(certificate.issuedAt.description)</span></span>\(CertificateMarkup.status(certificate.status))</li>"
                }
                return "<h2>\(folio.description.location)</h2>\(FolioMarkup.page(folio, names: revealed.mapValues(\.name)))<section class=\"card\"><h2>证书与证明</h2><ul class=\"tasks\">\(certificates)</ul></section>"
            }
        }
        return searchPage(context, errors: [], pages.isEmpty ? Parts.empty("没有找到", "登记簿中没有符合条件的记载,或不在您的管辖范围内。") : "\(pages)")
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
