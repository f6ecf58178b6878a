import Casework
import HTTPTypes
import Hummingbird
import Identity
import Register

/// The promise letter (承诺书) that lets buyers register alone (案例一): signed, renewed, withdrawn, and read by whoever relies on it.
///
/// | method | path                                      | who       | what                                          |
/// | ------ | ----------------------------------------- | --------- | --------------------------------------------- |
/// | GET    | /developer/projects/{id}/pledge           | developer | the letter: to be signed, or as it was signed |
/// | POST   | /developer/projects/{id}/pledge           | developer | signs it                                      |
/// | POST   | /developer/projects/{id}/pledge/renew     | developer | signs it anew for a further term              |
/// | POST   | /developer/projects/{id}/pledge/withdraw  | developer | withdraws it, for a reason                    |
/// | GET    | /developer/projects/{id}/pledge/file      | developer | the sealed file                               |
/// | GET    | /office/projects/{id}/pledge              | official  | the same                                      |
/// | GET    | /projects/{id}/pledge                     | anybody   | the same, of projects on the public list      |
struct PledgeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let limit = 16 * 1024
        table.party(.page("developer.pledge", .get, Paths.developerPledge.template, .manageOwnProjects, "承诺书"), show)
        table.party(.page("developer.signPledge", .post, Paths.developerPledge.template, .manageOwnProjects, "签署承诺书", bodyLimit: limit), sign)
        table.party(.page("developer.renewPledge", .post, Paths.developerRenewal.template, .manageOwnProjects, "续签承诺书", bodyLimit: limit), renew)
        table.party(.page("developer.withdrawPledge", .post, Paths.developerWithdrawal.template, .manageOwnProjects, "撤回承诺书", bodyLimit: limit), withdraw)
        table.party(Endpoint("developer.pledgeFile", .get, Paths.developerPledgeFile.template, .manageOwnProjects, .file, "下载承诺书"), file)
        table.official(Endpoint("office.pledge", .get, Paths.officePledge.template, .viewCase, .file, "查看承诺书"), officeFile)
        table.anyone(Endpoint("project.pledge", .get, Paths.projectPledge.template, .viewPublicPages, .file, "项目的承诺书"), publicFile)
    }

    private func overview(_ context: PartyContext) async throws -> ProjectOverview {
        try await desk.office.overview(of: try context.part("id"), for: context.party.id)
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await page(overview(context), errors: [], context)
    }

    private func page(_ overview: ProjectOverview, errors: [FieldError], _ context: PartyContext) async throws -> Response {
        let office = desk.office
        let name = context.signedIn.name
        let markup = PledgeMarkup(overview: overview, form: context.form, errors: errors, token: desk.token(context))
        let body = overview.pledge == nil
            ? markup.toSign(try office.pledgeTexts(overview.project, developer: name, on: context.now.date))
            : markup.signed(
                try await office.pledgeLetter(of: overview.project.id), file: try await office.pledgeFile(of: overview.project.id)?.digest)
        return desk.page(
            overview.pledge == nil ? "签署承诺书" : "承诺书", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的项目", Paths.developerProjects()), (overview.project.name, Paths.developerProject(overview.project.id))]))\(Parts.errors(errors))\(body)
            """)
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await overview(context)
        if overview.pledge != nil { return .see(Paths.developerPledge(overview.project.id)) }
        let errors = CompanySignature.errors(context.form, of: context.signedIn, accepting: "请阅读全文并勾选。", years: true)
        guard errors.isEmpty else { return try await page(overview, errors: errors, context) }
        _ = try await desk.office.signPledge(overview.project.id, years: Int(context.form["years"] ?? "") ?? 0, of: context.party.id, by: context.actor)
        return .see(Paths.developerProject(overview.project.id))
    }

    @Sendable func renew(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await overview(context)
        let errors = CompanySignature.errors(context.form, of: context.signedIn, accepting: "请阅读全文并勾选。", years: true)
        guard errors.isEmpty else { return try await page(overview, errors: errors, context) }
        do {
            _ = try await desk.office.renewPledge(overview.project.id, years: Int(context.form["years"] ?? "") ?? 0, of: context.party.id, by: context.actor)
        } catch CaseError.invalid(let field, let message) {
            return try await page(overview, errors: [FieldError(field, message)], context)
        }
        return .see(Paths.developerPledge(overview.project.id))
    }

    @Sendable func withdraw(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await overview(context)
        var reader = FormReader(context.form)
        let reason = reader.text("reason", "撤回的原因", length: 4...200)
        let errors = reader.errors + CompanySignature.errors(context.form, of: context.signedIn, accepting: nil, years: false, named: "withdraw-name")
        guard let reason, errors.isEmpty else { return try await page(overview, errors: errors, context) }
        try await desk.office.withdrawPledge(overview.project.id, reason: reason, of: context.party.id, by: context.actor)
        return .see(Paths.developerPledge(overview.project.id))
    }

    // MARK: the file

    @Sendable func file(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await PledgeAnswer.file(of: overview(context).project.id, desk.office)
    }

    @Sendable func officeFile(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await PledgeAnswer.officeFile(context, desk.office)
    }

    @Sendable func publicFile(_ request: Request, _ context: AppContext) async throws -> Response {
        try await PledgeAnswer.publicFile(context.part("id"), desk.office)
    }
}

/// The sealed letter as a response, for pages and programs alike.
enum PledgeAnswer {
    static func file(of id: String, _ office: CaseOffice) async throws -> Response {
        guard let file = try await office.pledgeFile(of: id) else { throw PortalError.notFound }
        return .file(file.bytes, type: "application/pdf", name: "承诺书-\(id).pdf", inline: true, eTag: file.digest)
    }

    static func officeFile(_ context: OfficialContext, _ office: CaseOffice) async throws -> Response {
        let id = try context.part("id")
        guard let project = try await office.project(id) else { throw PortalError.notFound }
        try context.requireTerritory(String(project.parcel.prefix(6)))
        return try await file(of: id, office)
    }

    /// Only of projects that everybody may look up.
    static func publicFile(_ id: String, _ office: CaseOffice) async throws -> Response {
        guard try await office.listedProject(id) != nil else { throw PortalError.notFound }
        return try await file(of: id, office)
    }
}

/// An enterprise signs by its full name, typed (电子签名法 14).
enum CompanySignature {
    static func isOf(_ signedIn: SignedIn, _ typed: String?) -> Bool {
        (typed ?? "").filter { !$0.isWhitespace } == signedIn.name.filter { !$0.isWhitespace }
    }

    static func errors(_ form: FormFields, of signedIn: SignedIn, accepting: String?, years: Bool, named name: String = "name") -> [FieldError] {
        var errors: [FieldError] = []
        if let accepting, form["accept"] != "yes" { errors.append(FieldError("accept", accepting)) }
        if !isOf(signedIn, form[name]) { errors.append(FieldError(name, "签名与企业名称不一致，请键入全称。")) }
        if years, !CaseOffice.pledgeYears.contains(Int(form["years"] ?? "") ?? 0) { errors.append(FieldError("years", "请选择有效期。")) }
        return errors
    }
}
