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
/// | POST   | /cases/{id}/correct     | what was asked for is mended                                |
/// | POST   | /cases/{id}/custodian   | another custodian is wanted, or agreed to                   |
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
        table.party(.page("case.correct", .post, PathTemplate("/cases/{id}/correct"), .viewOwnCases, "补正完成", bodyLimit: form), correct)
        table.party(.page("case.custodian", .post, CustodianMarkup.path.template, .viewOwnCases, "更换监管机构", bodyLimit: form), custodian)
        table.party(.page("case.withdrawForm", .get, PathTemplate("/cases/{id}/withdraw"), .viewOwnCases, "撤回申请"), withdrawForm)
        table.party(.page("case.withdraw", .post, PathTemplate("/cases/{id}/withdraw"), .viewOwnCases, "撤回申请", bodyLimit: form), withdraw)
    }

    private func load(_ context: PartyContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        return (file, try desk.office.service(of: file.state))
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        let moving = try await moving(file, service, context)
        return desk.page(
            "\(service.shortName) \(file.id)", context, scripts: ["case.js"],
            """
            \(Parts.crumbs([("首页", "/"), ("我的办件", "/my/cases")]))<h1>\(service.shortName)</h1>
            <p class="soft">受理编号 <span class="mono">\(file.id)</span></p>
            <div data-case-events="/cases/\(file.id)/events" data-case-fragment="/cases/\(file.id)/progress">\(moving)</div>
            """)
    }

    @Sendable func progress(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        return .html(try await moving(file, service, context).text)
    }

    /// Everything of the page that changes while the case goes on.
    private func moving(_ file: CaseFile, _ service: ServiceDefinition, _ context: PartyContext) async throws -> Markup {
        let office = desk.office
        let region = office.region
        let party = context.party.id
        let (certificates, extract, units, sale, ended) = try await office.database.read { connection in
            (
                try CertificateRecords.of(caseID: file.id, heldBy: party, region: region, in: connection),
                try ExtractRecords.of(caseID: file.id, region: region, in: connection),
                try file.state.units.prefix(3).compactMap { try FolioRecords.find($0, region: region, in: connection)?.folio },
                try office.sale(of: file, service, in: connection), try office.pledgeNotice(of: file.state, in: connection)
            )
        }
        let view = CaseView(
            file: file, service: service, office: office, certificates: certificates, reader: CaseReader(party, of: file.state, service), isOfficial: false, extract: extract, lacking: MaterialNames.lacking(service, sale))
        let state = file.state
        // What became of the developer's letter is told above everything else.
        let pledge: Markup = ended.markup {
            "<div class=\"note\($0.goesOn ? "" : " warn")\" role=\"status\"><b>\($0.title)</b><p>\($0.text)</p></div>"
        }
        var about = self.subject(file, service, units) + (sale.map(SaleRows.rows) ?? [])
        if let drawing = try await office.drawnSignatures(file)[party] {
            about.append(("您的手写签名", "<div class=\"signed\">\(SigningMarkup.picture(drawing, of: context.signedIn.name))</div>"))
        }
        let subject = Parts.facts(about)
        let picture = try await desk.picture(file, service, for: party).markup(OrderMarkup.section)
        let withdraw: Markup =
            state.available.contains(.withdraw) && !state.withdrawing.contains(party) ? "<p><a href=\"/cases/\(file.id)/withdraw\">撤回申请</a></p>" : .empty
        guard state.phase.isOpen, state.submittedAt == nil else {
            let uploads = try await UploadMarkup.section(file, service, desk: desk, token: desk.token(context), party: party)
            let choice = try await office.custodianChoice(file, for: party).markup { CustodianMarkup.section($0, caseID: file.id, names: SourceNames(office), token: desk.token(context)) }
            return """
                \(picture)\(choice)<div class="case"><div class="now">\(pledge)<div aria-live="polite">\(view.banner)</div>\((state.returned != nil).markup(uploads))\(asks(file, context))</div><section class="card progress"><h2>进度</h2>\(view.progress)\(view.clock)</section><div class="rest"><section class="card"><h2>申请</h2>\(subject)</section>\(view.materials)\((state.returned == nil).markup(uploads))\(view.history)\(withdraw)</div></div>
                """
        }
        let list = TaskList(file: file, service: service, party: party, token: desk.token(context), view: view, subject: subject, names: try await names(file, context),
            uploads: try await UploadMarkup.task(file, service, desk: desk, token: desk.token(context), party: party), invitation: invitation(service, context))
        return "\(pledge)\(picture)\(list.markup)\(view.history)\(withdraw)"
    }

    /// At a lender's desk the customer sits there with a telephone.
    private func invitation(_ service: ServiceDefinition, _ context: PartyContext) -> @Sendable (ApplicantRole) -> Markup {
        guard context.signedIn.may(.useInstitutionDesk) else { return { _ in .empty } }
        let origin = desk.origin()
        return { role in
            "<div class=\"qr\">\(CheckLink.qr(joining: Percent.link("\(origin)/apply/\(service.id)", [("role", role.role)])))<span class=\"small\">请\(role.label)用手机扫码，登录后核对并签署。</span></div>"
        }
    }

    /// What this applicant is asked to do about an application that is under way.
    private func asks(_ file: CaseFile, _ context: PartyContext) -> Markup {
        let state = file.state
        if !state.withdrawing.isEmpty, state.available.contains(.withdraw) {
            let mine = state.withdrawing.contains(context.party.id)
            return """
                <div class="note warn" role="status"><b>\(mine ? "您已申请撤回" : "其他申请人请求撤回")</b><p>共同申请须由全体申请人共同撤回；全部同意之前，办件继续办理。</p>\((!mine).markup("<p><a href=\"/cases/\(file.id)/withdraw\">同意撤回</a></p>"))</div>
                """
        }
        if state.returned != nil {
            return """
                <form method="post" action="/cases/\(file.id)/correct" class="actions below">\(desk.token(context))\(questions(file, of: context.party.id))<button class="button" type="submit">已补正，重新提交</button></form>
                """
        }
        if state.awaitsSignature(of: context.party.id) {
            return "<div class=\"note warn\" role=\"status\"><b>请重新签署</b><p>补正后的申请须由您核对并重新签署，签署后继续办理。</p><p class=\"actions\"><a class=\"button\" href=\"/cases/\(file.id)/sign\">核对并签署</a></p></div>"
        }
        return .empty
    }

    private func questions(_ file: CaseFile, of party: PartyID) -> Markup {
        guard let service = try? desk.office.service(of: file.state), let first = CaseForm(service, file.state, of: party).own.first else { return .empty }
        return "<a class=\"button quiet\" href=\"\(QuestionRoutes.link(file.id, first.name))\">修改填写的内容</a>"
    }

    /// - Parameter units: the pages of the first few of its units.
    private func subject(_ file: CaseFile, _ service: ServiceDefinition, _ units: [Folio]) -> [(String, Markup)] {
        var rows: [(String, Markup)] = [("办理事项", "\(service.name)")]
        for folio in units {
            rows.append(("坐落", "\(folio.description.location)"))
            rows.append(("不动产单元号", "<span class=\"mono\">\(folio.unit.grouped)</span>"))
        }
        if file.state.units.count > units.count { rows.append(("房屋", "共\(file.state.units.count)套")) }
        if units.isEmpty, service.subject == .holder { rows.append(("范围", "\(service.subject.chinese)")) }
        return rows
    }

    /// Everybody sees their own name, and of the others what tells them apart.
    private func names(_ file: CaseFile, _ context: PartyContext) async throws -> [PartyID: String] {
        let office = desk.office
        let applicants = file.state.applicants.map(\.party.id)
        var names = try await office.database.read { try office.parties.names(of: applicants, in: $0) }.masked()
        names[context.party.id] = context.signedIn.name
        return names
    }

    @Sendable func events(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, _) = try await load(context)
        let office = desk.office
        return try streams.response(to: request, in: context) { CaseEvents.stream(file.id, office: office) }
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

    @Sendable func custodian(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.chooseCustodian(file.id, context.form["custodian"] ?? "", by: context.party.id)
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)")
    }

    @Sendable func withdrawForm(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        try file.state.require(.withdraw)
        let together = file.state.submittedAt != nil && file.state.applicants.count > 1
        let text = together
            ? "登簿之前，全体申请人可以共同撤回（《不动产登记暂行条例》第十五条）。您确认后，还须其他申请人同意；全部同意后，已缴的登记费原路退回。"
            : "登簿之前可以撤回（《不动产登记暂行条例》第十五条）。撤回后已缴的登记费原路退回，今后可以重新申请。"
        return desk.page(
            "撤回申请", context, width: .narrow,
            """
            \(Parts.crumbs([("我的办件", "/my/cases"), (service.shortName, "/cases/\(file.id)")]))<h1>确定撤回“\(service.shortName)”吗？</h1><p>\(text)</p>
            <form method="post" action="/cases/\(file.id)/withdraw">\(desk.token(context))<div class="field"><label for="f-reason">撤回原因（可以不填）</label><input id="f-reason" name="reason" type="text" maxlength="100"></div><p class="actions"><button class="button bad" type="submit">\(together ? "同意撤回" : "确定撤回")</button><a href="/cases/\(file.id)">不撤回</a></p></form>
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
