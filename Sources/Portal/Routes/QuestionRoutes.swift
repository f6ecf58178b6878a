import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// One question at a time. Each answer is saved before the next question is asked, so nothing is lost by a closed window.
///
/// | method | path                             | what                                      |
/// | ------ | -------------------------------- | ----------------------------------------- |
/// | GET    | /cases/{id}/questions/{field}    | the question                              |
/// | POST   | /cases/{id}/questions/{field}    | save; the next one, or back to the list   |
struct QuestionRoutes: RouteGroup {
    let desk: Desk
    private static let path = PathTemplate("/cases/{id}/questions/{field}")

    func addRoutes(to table: inout RouteTable) {
        let from = QueryParameter("from", .string, "从核对页来的，填 check")
        table.party(.page("case.question", .get, Self.path, .viewOwnCases, "填写一项", query: [from]), ask)
        table.party(.page("case.answer", .post, Self.path, .viewOwnCases, "保存一项", bodyLimit: 64 * 1024), save)
    }

    static func link(_ caseID: String, _ field: String, fromCheck: Bool = false) -> String {
        path.filled([caseID, field]) + (fromCheck ? "?from=check" : "")
    }

    private func load(_ context: PartyContext) async throws -> (CaseFile, ServiceDefinition, FormField) {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        let service = try desk.office.service(of: file.state)
        guard let field = service.field(try context.part("field")) else { throw PortalError.notFound }
        try file.state.require(.answer)
        return (file, service, field)
    }

    @Sendable func ask(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service, field) = try await load(context)
        // Others answer it: where the case stands says who.
        guard service.asks(field, of: file.state.standings(of: context.party.id)) else { return .see("/cases/\(file.id)") }
        let fromCheck = try request.query()["from"] == "check"
        return try await page(file, service, field, value: file.state.answers[field.name] ?? "", error: nil, fromCheck: fromCheck, context)
    }

    private func page(
        _ file: CaseFile, _ service: ServiceDefinition, _ field: FormField, value: String, error: String?, fromCheck: Bool, _ context: PartyContext
    ) async throws -> Response {
        let region = desk.office.region
        let units = try await desk.office.database.read { connection in
            try file.state.units.prefix(5).compactMap { try FolioRecords.find($0, region: region, in: connection)?.folio }
        }
        let form = CaseForm(service, file.state, of: context.party.id)
        let place = (form.own.firstIndex { $0.name == field.name } ?? 0) + 1
        let last = form.next(after: field.name) == nil
        let back = fromCheck ? "/cases/\(file.id)/sign" : "/cases/\(file.id)"
        return desk.page(
            field.label, context, width: .narrow, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的办件", "/my/cases"), (service.shortName, "/cases/\(file.id)")]))\(Parts.errors(error.map { [FieldError(field.name, $0)] } ?? []))
            <p class="place">第 \(place) 题，共 \(max(place, form.own.count)) 题</p>
            <form class="question" method="post" action="\(Self.link(file.id, field.name))" novalidate>\(desk.token(context))\(fromCheck.markup("<input type=\"hidden\" name=\"from\" value=\"check\">"))
            \(QuestionMarkup.field(field, value: value, error: error, units: units, custodians: desk.office.custodians, hasTariff: service.money?.hasTariff(field.name) ?? false))<p class="actions"><button class="button" type="submit">\(fromCheck || last ? "保存" : "保存并继续")</button><a href="\(back)">返回</a></p></form>
            """)
    }

    @Sendable func save(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service, field) = try await load(context)
        guard service.asks(field, of: file.state.standings(of: context.party.id)) else {
            throw CaseError.answeredByOthers(field: field.name, message: "“\(field.label)”由\(service.answerers(of: field))填写。")
        }
        let fromCheck = context.form["from"] == "check"
        var answers = file.state.answers
        let kept = answers[field.name].flatMap { QuestionMarkup.kept($0) == nil ? nil : $0 }
        var value =
            field.type == .charge
            ? ChargeMarkup.answer(field.name, in: context.form, isKept: kept != nil) : Self.trimmed(context.form[field.name] ?? "")
        // Whoever was named stays named unless somebody else is; so does an account.
        if value.isEmpty, let kept { value = kept }
        answers[field.name] = value
        let form = CaseForm(service, answers: answers, standings: file.state.standings, reader: file.state.standings(of: context.party.id))
        if let problem = form.problems.first(where: { $0.field.name == field.name })?.message ?? field.problem(with: value) {
            return try await page(file, service, field, value: value, error: problem, fromCheck: fromCheck, context)
        }
        if file.state.answers[field.name] ?? "" != value {
            do {
                try await desk.office.answer(file.id, [field.name: value], by: context.party.id)
            } catch CaseError.invalid(field: field.name, let message) {
                return try await page(file, service, field, value: value, error: message, fromCheck: fromCheck, context)
            }
            try await desk.office.recheck(file.id)
            try await desk.advance(file.id)
        }
        // A changed answer may ask something new; whoever came from the check page goes back there once nothing is open.
        if fromCheck {
            let open = form.ownProblems.first?.field
            return .see(open.map { Self.link(file.id, $0.name, fromCheck: true) } ?? "/cases/\(file.id)/sign")
        }
        return .see(form.next(after: field.name).map { Self.link(file.id, $0.name) } ?? "/cases/\(file.id)")
    }

    private static func trimmed(_ text: String) -> String {
        var view = text[...]
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}
