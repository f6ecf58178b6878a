import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// The counter: a clerk takes an application in for somebody who stands there (窗口收件).
///
/// | method | path                            | role  | what                                                        |
/// | ------ | ------------------------------- | ----- | ----------------------------------------------------------- |
/// | GET    | /office/counter                 | clerk | choose a service                                            |
/// | GET    | /office/counter/new/{id}        | clerk | its form: who, identified by which document, for which unit |
/// | POST   | /office/counter/new/{id}        | clerk | opens the case                                              |
/// | GET    | /office/counter/{id}            | clerk | the draft: what was found, answers, signatures              |
/// | POST   | /office/counter/{id}/applicants | clerk | another applicant                                           |
/// | POST   | /office/counter/{id}/answers    | clerk | fills in what the applicant says                            |
/// | POST   | /office/counter/{id}/recheck    | clerk | asks the departments again                                  |
/// | POST   | /office/counter/{id}/sign       | clerk | an applicant has signed; the last signature hands it in     |
struct CounterRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let limit = 64 * 1024
        table.official(.page("counter.services", .get, Self.path.template, .acceptAtCounter, "窗口收件"), services)
        table.official(.page("counter.form", .get, Self.new.template, .acceptAtCounter, "窗口收件", query: [QueryParameter("subject", .string, "已经选好的不动产单元")]), form)
        table.official(.page("counter.open", .post, Self.new.template, .acceptAtCounter, "窗口收件", bodyLimit: limit), open)
        table.official(.page("counter.draft", .get, Self.draft.template, .acceptAtCounter, "窗口收件"), show)
        table.official(.page("counter.applicant", .post, PathTemplate("/office/counter/{id}/applicants"), .acceptAtCounter, "增加申请人", bodyLimit: limit), add)
        table.official(.page("counter.answer", .post, PathTemplate("/office/counter/{id}/answers"), .acceptAtCounter, "填写申请信息", bodyLimit: limit), answer)
        table.official(.page("counter.recheck", .post, PathTemplate("/office/counter/{id}/recheck"), .acceptAtCounter, "重新核验", bodyLimit: 4 * 1024), recheck)
        table.official(.page("counter.sign", .post, PathTemplate("/office/counter/{id}/sign"), .acceptAtCounter, "窗口签署", bodyLimit: limit), sign)
    }

    static let path = Path("/office/counter")
    static let new = Path1("/office/counter/new/{id}")
    static let draft = Path1("/office/counter/{id}")

    private func actor(_ context: OfficialContext) -> Actor { .official(account: context.account.text, name: context.signedIn.name) }

    @Sendable func services(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let items = desk.office.counterServices.map { service -> Markup in
            "<li><a class=\"card\" href=\"\(Self.new(service.id))\"><h2>\(service.shortName)</h2><p class=\"soft small\">\(service.summary)</p></a></li>"
        }
        return desk.page(
            "窗口收件", context, scripts: ["office.js"],
            """
            <h1>窗口收件</h1><p class="soft">代到窗口的申请人提交申请。先核验身份证件原件，再选择事项；材料仍由系统向有关部门获取。</p><p><a href="\(Paths.ways())">房屋还有贷款、不确定怎样过户的，用过户方式向导</a></p><ul class="grid">\(items)</ul>
            <p><a href="\(QueueRoutes.path([("phase", CaseState.Phase.draft.rawValue)]))">我的窗口收件（尚未提交）</a></p>
            """)
    }

    private func counterService(_ context: OfficialContext) throws -> ServiceDefinition {
        let id = try context.part("id")
        guard let service = desk.office.counterServices.first(where: { $0.id == id }) else { throw PortalError.notFound }
        return service
    }

    @Sendable func form(_ request: Request, _ context: OfficialContext) async throws -> Response {
        formPage(try counterService(context), subject: try request.query()["subject"], context, errors: [])
    }

    /// - Parameter chosen: the unit, where it was chosen before.
    private func formPage(_ service: ServiceDefinition, subject chosen: String? = nil, _ context: OfficialContext, errors: [FieldError]) -> Response {
        let typed = chosen ?? context.form["subject"] ?? ""
        let subject: Markup =
            switch service.subject {
            case .unit where service.severalUnits: "<div class=\"field\"><label for=\"f-subject\">不动产单元号</label><p class=\"hint\" id=\"h-subject\">可以一并办理多个，每行一个。</p><textarea id=\"f-subject\" name=\"subject\" class=\"mono\" rows=\"2\" maxlength=\"\(CaseOffice.mostUnits * 40)\" autocomplete=\"off\" aria-describedby=\"h-subject\" required>\(typed)</textarea></div>"
            case .unit: "<div class=\"field\"><label for=\"f-subject\">不动产单元号</label><input id=\"f-subject\" name=\"subject\" type=\"text\" class=\"mono\" value=\"\(typed)\" maxlength=\"40\" autocomplete=\"off\" required></div>"
            case .project: "<div class=\"field\"><label for=\"f-subject\">项目编号</label><input id=\"f-subject\" name=\"subject\" type=\"text\" value=\"\(context.form["subject"] ?? "")\" maxlength=\"40\" autocomplete=\"off\" required></div>"
            case .holder: ""
            }
        return desk.page(
            "窗口收件", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("窗口收件", Self.path())]))\(Parts.errors(errors))<h1>\(service.name)</h1>
            <form method="post" action="\(Self.new(service.id))" class="card">\(desk.token(context))<h2>申请人</h2>\(CounterMarkup.person(service, context.form))<h2>申请内容</h2>\(subject)<button class="button" type="submit">建立申请</button></form>
            """)
    }

    @Sendable func open(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let service = try counterService(context)
        var reader = FormReader(context.form)
        let person = CounterMarkup.read(&reader)
        var units: [UnitCode] = []
        var project: String?
        switch service.subject {
        case .unit:
            do {
                units = try CaseOffice.units(context.form["subject"] ?? "", of: service)
                for unit in units where !context.office.registers(unit) { reader.fail("subject", "不动产单元\(unit.grouped)不在本机构的辖区内。") }
            } catch let CaseError.invalid(field, message) {
                reader.fail(field, message)
            }
        case .project:
            project = reader.text("subject", "项目编号", length: 1...40)
        case .holder: break
        }
        guard let person, reader.errors.isEmpty else { return formPage(service, context, errors: reader.errors) }
        do {
            if let project {
                let region = desk.office.region
                units = try await desk.office.database.read { try ProjectRecords.units(of: project, region: region, in: $0).map(\.unit) }
                if units.isEmpty { return formPage(service, context, errors: [FieldError("subject", "没有这个项目，或者项目还没有楼盘表。")]) }
                for unit in units { try context.requireTerritory(unit) }
            }
            let id = try await desk.office.openAtCounter(
                service: service.id, role: person.role, applicant: person.claim, units: units, project: project, by: actor(context))
            try await desk.engine.advance(id)
            return .see(Self.draft(id))
        } catch {
            guard let field = CounterMarkup.fieldError(error) else { throw error }
            return formPage(service, context, errors: [field])
        }
    }

    // MARK: the draft

    private func load(_ context: OfficialContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.counterDraft(try context.part("id"), for: actor(context))
        for unit in file.state.units { try context.requireTerritory(unit) }
        return (file, try desk.office.service(of: file.state))
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let id = try context.part("id")
        let whole = try await desk.office.load(id)
        // Handed in already: it is a case like any other.
        if whole.state.submittedAt != nil || !whole.state.phase.isOpen { return .see("/office/cases/\(whole.id)") }
        let (file, service) = try await load(context)
        return try await draftPage(file, service, context, errors: [])
    }

    private func draftPage(_ file: CaseFile, _ service: ServiceDefinition, _ context: OfficialContext, errors: [FieldError]) async throws -> Response {
        let office = desk.office
        let purpose = try Purpose.caseWork(file.id)
        let now = context.now
        let viewer = context.viewer
        let ids = Set(file.state.applicants.map(\.party.id))
        let region = office.region
        let facts = try await office.facts(for: file)
        let (revealed, units) = try await office.database.write { connection in
            (
                try office.parties.reveal(
                    ids, fields: [.name, .identifier], for: purpose, by: viewer, about: LookSubject(unit: file.state.units.first, caseID: file.id), at: now,
                    in: connection),
                try file.state.units.prefix(5).compactMap { try FolioRecords.find($0, region: region, in: connection)?.folio }
            )
        }
        let page = CounterDraftPage(
            file: file, service: service, office: office, facts: facts, revealed: revealed, token: desk.token(context), form: context.form, units: units, errors: errors)
        return desk.page("窗口收件 \(file.id)", context, scripts: ["office.js"], status: errors.isEmpty ? .ok : .unprocessableContent, page.body)
    }

    @Sendable func add(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        var reader = FormReader(context.form)
        let person = CounterMarkup.read(&reader)
        guard let person, reader.errors.isEmpty else { return try await draftPage(file, service, context, errors: reader.errors) }
        do {
            try await desk.office.addAtCounter(file.id, role: person.role, applicant: person.claim, by: actor(context))
        } catch {
            guard let field = CounterMarkup.fieldError(error) else { throw error }
            return try await draftPage(file, service, context, errors: [field])
        }
        try await desk.engine.advance(file.id)
        return .see(Self.draft(file.id))
    }

    @Sendable func answer(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        guard let first = file.state.applicants.first else { throw PortalError.notFound }
        var fields: [String: String] = [:]
        for field in service.form {
            guard let sent = context.form[field.name] else { continue }
            let isKept = file.state.answers[field.name].flatMap(QuestionMarkup.kept) != nil
            let value = field.type == .charge ? ChargeMarkup.answer(field.name, in: context.form, isKept: isKept) : sent
            // Whoever was named and which account isn't written out: left empty it stays.
            if value.allSatisfy(\.isWhitespace), isKept { continue }
            fields[field.name] = value
        }
        do {
            try await desk.office.answer(file.id, fields, by: first.party.id, actor: actor(context))
        } catch let CaseError.invalid(field, message) {
            return try await draftPage(file, service, context, errors: [FieldError(field, message)])
        }
        try await desk.office.recheck(file.id)
        try await desk.engine.advance(file.id)
        return .see(Self.draft(file.id))
    }

    @Sendable func recheck(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.recheck(file.id, refetching: true)
        try await desk.engine.advance(file.id)
        return .see(Self.draft(file.id))
    }

    @Sendable func sign(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        guard let wanted = context.form["party"], let applicant = file.state.applicants.first(where: { $0.party.id.text == wanted }) else {
            throw PortalError.invalid([FieldError("party", "请从页面上的按钮操作。")])
        }
        guard context.form["signed"] == "yes" else {
            return try await draftPage(file, service, context, errors: [FieldError("signed", "请确认申请人已当面阅读并签字。")])
        }
        do {
            try await desk.office.sign(
                file.id, method: "counter", accepted: Set(context.form.all("accept")), by: applicant.party.id, actor: actor(context))
            let signed = try await desk.office.load(file.id).state
            let everybody = Set(signed.applicants.map(\.party.id)) == Set(signed.signatures.map(\.party))
            if everybody, signed.available.contains(.submit) {
                try await desk.office.submit(file.id, by: applicant.party.id, actor: actor(context))
                try await desk.engine.advance(file.id)
                return .see("/office/cases/\(file.id)")
            }
        } catch let CaseError.invalid(field, message) {
            return try await draftPage(try await desk.office.load(file.id), service, context, errors: [FieldError(field, message)])
        } catch let incomplete as AnswersIncomplete {
            return try await draftPage(
                try await desk.office.load(file.id), service, context, errors: incomplete.problems.map { FieldError($0.field, $0.message) })
        } catch let refused as SubmissionRefused {
            return try await draftPage(
                try await desk.office.load(file.id), service, context, errors: refused.findings.map { FieldError("findings", "\(CaseReader.official.told($0))\($0.remedy)") })
        }
        try await desk.engine.advance(file.id)
        return .see(Self.draft(file.id))
    }
}
