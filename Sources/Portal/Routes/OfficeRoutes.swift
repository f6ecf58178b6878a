import Casework
import Catalogue
import Escrow
import Hummingbird
import Identity
import Register
import Storage

/// A case on an official's screen.
///
/// | method | path                           | role                       | what                                         |
/// | ------ | ------------------------------ | -------------------------- | -------------------------------------------- |
/// | GET    | /office/cases/{id}             | clerk, examiner, registrar | everything of a case; the look is recorded   |
/// | POST   | /office/cases/{id}/claim       | the same                   | 领取: nobody else decides it meanwhile       |
/// | POST   | /office/cases/{id}/release     | the same                   | 释放; a registrar may take it away           |
/// | POST   | /office/cases/{id}/approve     | examiner, registrar        | go on to the register                        |
/// | POST   | /office/cases/{id}/return      | the same and clerk         | one-time notice of everything missing        |
/// | POST   | /office/cases/{id}/refuse      | examiner, registrar        | 不予登记, with grounds                       |
/// | POST   | /office/cases/{id}/suspend     | examiner, registrar        | 中止                                         |
/// | POST   | /office/cases/{id}/resume      | examiner, registrar        | 恢复                                         |
struct OfficeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.official(.page("office.case", .get, PathTemplate("/office/cases/{id}"), .viewCase, "办件"), show)
        table.official(.page("office.claim", .post, PathTemplate("/office/cases/{id}/claim"), .viewCase, "领取办件", bodyLimit: 8 * 1024), claim)
        table.official(.page("office.release", .post, PathTemplate("/office/cases/{id}/release"), .viewCase, "释放办件", bodyLimit: 8 * 1024), release)
        table.official(.page("office.approve", .post, PathTemplate("/office/cases/{id}/approve"), .decideCase, "通过", bodyLimit: 32 * 1024), approve)
        table.official(.page("office.return", .post, PathTemplate("/office/cases/{id}/return"), .returnCase, "退回补正", bodyLimit: 32 * 1024), giveBack)
        table.official(.page("office.refuse", .post, PathTemplate("/office/cases/{id}/refuse"), .decideCase, "不予登记", bodyLimit: 32 * 1024), refuse)
        table.official(.page("office.suspend", .post, PathTemplate("/office/cases/{id}/suspend"), .suspendCase, "中止", bodyLimit: 32 * 1024), suspend)
        table.official(.page("office.resume", .post, PathTemplate("/office/cases/{id}/resume"), .suspendCase, "恢复", bodyLimit: 32 * 1024), resume)
    }

    // MARK: a case

    func load(_ context: OfficialContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.load(try context.part("id"))
        for unit in file.state.units { try context.requireTerritory(unit) }
        return (file, try desk.office.service(of: file.state))
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, service) = try await load(context)
        return try await casePage(file, service, errors: [], context)
    }

    func casePage(_ file: CaseFile, _ service: ServiceDefinition, errors: [FieldError], _ context: OfficialContext) async throws -> Response {
        let reading = try await desk.office.read(file, by: context.viewer, at: context.now)
        let hidden: Markup = "\(desk.token(context))<input type=\"hidden\" name=\"version\" value=\"\(file.state.version)\">"
        let page = OfficeCasePage(
            file: file, service: service, office: desk.office, facts: reading.facts, preview: reading.preview, evidence: reading.evidence,
            certificates: reading.certificates, revealed: reading.revealed,
            actions: OfficeActions(file: file, viewer: context.signedIn, account: context.account.text, sources: SourceNames(desk.office), hidden: hidden),
            money: try await money(file, context), project: try await project(reading.facts), uploads: try await desk.office.uploadNotes(in: file), errors: errors,
            today: context.now.date)
        return desk.page(
            "\(service.shortName) \(file.id)", context, scripts: ["office.js"], status: errors.isEmpty ? .ok : .unprocessableContent, page.body)
    }

    /// The money in custody for it; empty where none is held.
    private func money(_ file: CaseFile, _ context: OfficialContext) async throws -> Markup {
        var sections: [Markup] = []
        // The last one counts; of former custodians' what came late, or went wrong, is seen to as well.
        for book in try await desk.office.escrows(of: file.id).reversed() {
            guard let money = try await desk.office.readMoney(of: file.id, round: book.round) else { continue }
            // What was typed belongs to the book that it was typed for.
            let isTyped = Int(context.form["money_round"] ?? "1") == book.round
            sections.append(
                MoneyMarkup(
                    money: money, caseID: file.id, names: SourceNames(desk.office), mayClear: context.signedIn.may(.clearMoney), token: desk.token(context),
                    form: isTyped ? context.form : FormFields(), isFormer: !sections.isEmpty
                ).section)
        }
        return "\(sections)"
    }

    /// What a developer filed for its project; empty for every case about one unit.
    private func project(_ facts: CaseFacts) async throws -> Markup {
        guard let id = facts.project?.project.id, facts.applicants.contains(where: { $0.role == "developer" }) else { return .empty }
        let region = desk.office.region
        let reports = try await desk.office.database.read { try SurveyReportRecords.of(project: id, region: region, in: $0) }
        return ProjectMarkup.official(facts.project, reports: reports, letter: try await desk.office.pledgeLetter(of: id))
    }

    @Sendable func claim(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.claim(file.id, by: actor(context), expecting: version(context))
        return .see("/office/cases/\(file.id)")
    }

    @Sendable func release(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.release(
            file.id, reason: String((context.form["reason"] ?? "").trimmingBlanks.prefix(100)), overruling: context.signedIn.may(.reassignCase),
            by: actor(context), expecting: version(context))
        return .see("/office/cases/\(file.id)")
    }

    private func actor(_ context: OfficialContext) -> Actor { .official(account: context.account.text, name: context.signedIn.name) }
    private func version(_ context: OfficialContext) -> Int? { Int(context.form["version"] ?? "") }

    private func finish(_ id: String) async throws -> Response {
        try await desk.engine.advance(id)
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
        let items = (context.form["items"] ?? "").split(whereSeparator: \.isNewline).map(String.init)
        let findings = desk.office.notice(of: file, ticked: Set(context.form.all("finding")), items: items)
        guard !findings.isEmpty else {
            return try await casePage(file, service, errors: [FieldError("items", "请一次性写明需要补正的全部内容，每行一项。")], context)
        }
        try await desk.office.decide(file.id, .giveBack(findings: findings), by: actor(context), expecting: version(context))
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
        try await desk.office.suspend(
            file.id, reason: String((context.form["reason"] ?? "").prefix(200)), ground: context.form["ground"] == "publicNotice" ? "publicNotice" : "court", by: actor(context),
            expecting: version(context))
        return .see("/office/cases/\(file.id)")
    }

    @Sendable func resume(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (file, _) = try await load(context)
        try await desk.office.resume(file.id, reason: String((context.form["reason"] ?? "").prefix(200)), by: actor(context), expecting: version(context))
        return try await finish(file.id)
    }
}
