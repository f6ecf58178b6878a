import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// Check your answers, read what you sign, sign. The last of all applicants to sign hands the application in.
///
/// | method | path              | what                                  |
/// | ------ | ----------------- | ------------------------------------- |
/// | GET    | /cases/{id}/sign  | check everything, read the declarations |
/// | POST   | /cases/{id}/sign  | sign and submit                       |
struct SigningRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("case.signForm", .get, PathTemplate("/cases/{id}/sign"), .viewOwnCases, "核对并签署"), form)
        table.party(.page("case.sign", .post, PathTemplate("/cases/{id}/sign"), .viewOwnCases, "签署并提交", bodyLimit: 192 * 1024), sign)
    }

    private func load(_ context: PartyContext) async throws -> (CaseFile, ServiceDefinition) {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        return (file, try desk.office.service(of: file.state))
    }

    @Sendable func form(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        // Long signed and gone on, as in a page that was left open: show where the case stands.
        guard file.state.awaitsSignature(of: context.party.id) else { return .see("/cases/\(file.id)") }
        return try await page(file, service, errors: [], context)
    }

    private func page(_ file: CaseFile, _ service: ServiceDefinition, errors: [FieldError], _ context: PartyContext) async throws -> Response {
        let facts = try await desk.office.facts(for: file, judging: false)
        let form = CaseForm(service, file.state, of: context.party.id)
        // What is missing in the form is mended on its question's own page.
        let open = form.problems.map { problem in
            form.isOwn(problem.field)
                ? Parts.LinkedError(message: problem.message, link: QuestionRoutes.link(file.id, problem.field.name, fromCheck: true))
                : Parts.LinkedError(message: service.awaited(problem.field), link: "/cases/\(file.id)")
        }
        let all = errors.filter { error in !form.problems.contains { $0.field.name == error.name } }.map { Parts.LinkedError(message: $0.message, link: "#f-\($0.name)") }
        let accepted = Set(context.form.all("accept"))
        let declarations = desk.office.declarations(of: file, for: context.party.id).map { declaration in
            SigningMarkup.declaration(declaration, filled: desk.office.text(of: declaration, facts: facts), isAccepted: accepted.contains(declaration.name))
        }
        let name = facts.applicants.first { $0.party.ref.id == context.party.id }?.party.name ?? context.signedIn.name
        let nameError = errors.first { $0.name == "name" }?.message
        let reader = CaseReader(context.party.id, of: file.state, service)
        let others = facts.applicants.filter { $0.party.ref.id != context.party.id }
        return desk.page(
            "核对并签署", context, width: .narrow, scripts: ["signature.js"], status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的办件", "/my/cases"), (service.shortName, "/cases/\(file.id)")]))\(Parts.errors(open + all))<h1>核对并签署</h1>
            <p class="lead">请逐项核对。提交后登记机构按您签署的内容办理。</p>
            <section class="card"><h2>申请内容</h2>\(Parts.facts(SummaryRows.rows(facts, service, for: reader, answers: false)))</section>
            \(BurdenMarkup.card(facts.burdens(for: context.party.id, of: service)))
            \(SigningMarkup.answers(file, form, facts, service, reader))\(SigningMarkup.fee(service, facts))
            <form method="post" action="/cases/\(file.id)/sign" novalidate>\(desk.token(context))\((!declarations.isEmpty).markup("<h2 id=\"f-declarations\">声明</h2>"))\(declarations)
            <h2>电子签名</h2>\(SigningMarkup.signature(name: name, typed: context.form["name"] ?? "", error: nameError))
            <p class="actions"><button class="button" type="submit">\(others.isEmpty ? "签署并提交" : "签署")</button><a href="/cases/\(file.id)">返回</a></p></form>
            """)
    }

    @Sendable func sign(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (file, service) = try await load(context)
        guard file.state.awaitsSignature(of: context.party.id) else { return .see("/cases/\(file.id)") }
        var errors: [FieldError] = []
        let form = context.form
        let accepted = Set(form.all("accept"))
        for declaration in desk.office.declarations(of: file, for: context.party.id) where declaration.required && !accepted.contains(declaration.name) {
            errors.append(FieldError("accept-\(declaration.name)", "请阅读并同意《\(declaration.title)》。"))
        }
        let typed = (form["name"] ?? "").filter { !$0.isWhitespace }
        let name = try await desk.office.database.read { try desk.office.parties.ownDetails(of: context.party.id, in: $0).name }
        if typed.isEmpty {
            errors.append(FieldError("name", "请键入您的姓名（名称）作为签名。"))
        } else if typed != name.filter({ !$0.isWhitespace }) {
            errors.append(FieldError("name", "签名与您的姓名（名称）不一致，请完整键入。"))
        }
        let strokes = form["strokes"] ?? ""
        let drawing = SignatureDrawing(text: strokes)
        if !strokes.isEmpty, drawing == nil { errors.append(FieldError("strokes", "手写签名太短或不完整，请清除后重写，或者不用手写签名。")) }
        guard errors.isEmpty, CaseForm(service, file.state).isComplete else { return try await page(file, service, errors: errors, context) }
        do {
            try await desk.office.signAndHandIn(file.id, name: typed, accepted: accepted, drawing: drawing, by: context.party.id)
        } catch let CaseError.invalid(field, message) {
            return try await page(file, service, errors: [FieldError(field, message)], context)
        }
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)")
    }
}

enum SigningMarkup {
    /// What was answered; what is the reader's own to say with a way to change it.
    static func answers(_ file: CaseFile, _ form: CaseForm, _ facts: CaseFacts, _ service: ServiceDefinition, _ reader: CaseReader) -> Markup {
        guard !form.asked.isEmpty else { return .empty }
        let rows = form.asked.map { field -> Markup in
            let answer: Markup = form.isAnswered(field) ? "\(reader.shown(form.answers[field.name] ?? "", to: field, of: service, in: facts))" : "<span class=\"soft\">未填写</span>"
            return "<div><dt>\(field.label)</dt><dd>\(answer)</dd>\(form.isOwn(field).markup("<dd class=\"change\"><a href=\"\(QuestionRoutes.link(file.id, field.name, fromCheck: true))\">更改<span class=\"hidden\">：\(field.label)</span></a></dd>"))</div>"
        }
        return "<section class=\"card\"><h2>填写的内容</h2><dl class=\"facts\">\(rows)</dl></section>"
    }

    /// What it will cost, before anybody signs.
    static func fee(_ service: ServiceDefinition, _ facts: CaseFacts) -> Markup {
        guard service.fee.rule != nil, let lines = try? FeeAssessment.lines(service: service, facts: facts) else { return .empty }
        let total = lines.reduce(Money.zero) { $0 + $1.amount }
        let items = lines.map { line -> Markup in "<li><span><b>\(line.name)</b><span class=\"small\">\(line.basis)</span></span><span class=\"num\">\(line.amount.description) 元</span></li>" }
        return "<section class=\"card\"><h2>登记费</h2><ul class=\"tasks\">\(items)<li><b>合计</b><b class=\"num\">\(total.description) 元</b></li></ul></section>"
    }

    static func declaration(_ declaration: Declaration, filled: String, isAccepted: Bool) -> Markup {
        let paragraphs = filled.split(whereSeparator: \.isNewline).map { "<p>\(String($0))</p>" as Markup }
        let id = "f-accept-\(declaration.name)"
        return """
            <fieldset class="card"><legend>\(declaration.title)</legend>\(paragraphs)<label class="choice" for="\(id)"><input type="checkbox" id="\(id)" name="accept" value="\(declaration.name)"\(isAccepted.markup(" checked"))><span><b>我已阅读并同意</b></span></label></fieldset>
            """
    }

    /// The typed name is the signature; whoever can draws one besides. Without scripts the field for drawing stays away.
    static func signature(name: String, typed: String, error: String?) -> Markup {
        """
        <section class="card"><div class="field\((error != nil).markup(" wrong"))"><label for="f-name">键入姓名（名称）</label><p class="hint" id="h-name">可靠的电子签名与手写签名具有同等法律效力（《电子签名法》第十四条）。</p>\(error.markup { "<p class=\"message\" id=\"e-name\"><span class=\"hidden\">错误：</span>\($0)</p>" })<input id="f-name" name="name" type="text" value="\(typed)" autocomplete="name" aria-describedby="h-name\(error == nil ? "" : " e-name")"\((error != nil).markup(" aria-invalid=\"true\"")) required maxlength="60" placeholder="\(String(name.prefix(1)))…"></div>
        <div data-signature hidden><p id="h-draw"><b>手写签名（可以不写）</b><br><span class="soft">在下面用手指、触控笔或鼠标书写，作为证据一并保存。</span></p><div class="signature"><canvas id="f-strokes" role="img" aria-label="手写签名区，用手指、触控笔或鼠标书写；不便书写的可以不写" aria-describedby="h-draw"></canvas><span class="line" aria-hidden="true"></span></div><button class="link" type="button" data-clear>清除重写</button><span class="small soft" role="status" data-said></span><input type="hidden" name="strokes" value=""></div></section>
        """
    }

    /// A drawn signature as a picture. Every number comes from `SignatureDrawing`, which holds nothing but whole numbers.
    static func picture(_ drawing: SignatureDrawing, of name: String) -> Markup {
        let paths = drawing.strokes.map { stroke -> Markup in
            let points = stroke.map { "\($0.x) \($0.y)" }
            let line = points.count == 1 ? "M\(points[0])l0.1 0" : "M" + points.joined(separator: "L")
            return "<path d=\"\(line)\"/>"
        }
        return """
            <svg viewBox="0 0 \(drawing.width) \(drawing.height)" role="img" aria-label="\(name)的手写签名" fill="none" stroke="#14201d" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">\(paths)</svg>
            """
    }
}
