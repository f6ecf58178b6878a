import Casework
import Hummingbird
import Identity
import Register
import Storage

/// Looking into the register, with a purpose (条例 27, 28; 不动产登记资料查询暂行办法).
///
/// | method | path                  | role                       | what                                                              |
/// | ------ | --------------------- | -------------------------- | ----------------------------------------------------------------- |
/// | GET    | /office/register      | clerk, examiner, registrar | the form                                                          |
/// | POST   | /office/register      | the same                   | units found; whoever was asked for by name or number sees the look |
/// | POST   | /office/register/unit | the same                   | one unit's page, its holders revealed; each sees the look         |
struct RegisterSearchRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.official(.page("office.register", .get, Self.path.template, .searchRegister, "登记簿查询"), form)
        table.official(.page("office.search", .post, Self.path.template, .searchRegister, "登记簿查询", bodyLimit: 16 * 1024), search)
        table.official(.page("office.unit", .post, Self.unitPath.template, .viewFolio, "查看登记簿页", bodyLimit: 16 * 1024), unit)
    }

    private static let path = Path("/office/register")
    private static let unitPath = Path("/office/register/unit")
    private static let size = 20
    /// Work on a case has its case's own page; whoever looks here says in words why.
    private static let purposes = Purpose.Code.allCases.filter { $0 != .caseWork }

    private static func purpose(_ reader: inout FormReader) -> Purpose? {
        let purpose = reader.purpose()
        guard purpose?.code != .caseWork else {
            reader.fail("purpose", "请选择查阅用途；办理登记请在办件页面查看。")
            return nil
        }
        return purpose
    }

    @Sendable func form(_ request: Request, _ context: OfficialContext) async throws -> Response { page(context, errors: [], .empty) }

    private func page(_ context: OfficialContext, errors: [FieldError], _ result: Markup) -> Response {
        let fields = context.form
        let purposes = Self.purposes.map { "<option value=\"\($0.rawValue)\"\((fields["purpose"] == $0.rawValue).markup(" selected"))>\($0.chinese)</option>" as Markup }
        let keys = RegisterKey.allCases.map { "<option value=\"\($0.rawValue)\"\((fields["by"] == $0.rawValue).markup(" selected"))>\($0.chinese)</option>" as Markup }
        return desk.page(
            "登记簿查询", context, scripts: ["office.js"], status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.errors(errors))<h1>登记簿查询</h1><p class="soft">每次查询都须写明用途；权利人本人可以看到谁、因何事查看过其信息。</p>
            <form method="post" action="\(Self.path())" class="card filters">\(desk.token(context))
            <div class="field"><label for="f-by">查询方式</label><select id="f-by" name="by">\(keys)</select></div>
            <div class="field wide"><label for="f-query">查询内容</label><input id="f-query" name="query" type="text" value="\(fields["query"] ?? "")" maxlength="100" required autocomplete="off" data-key="/"></div>
            <div class="field"><label for="f-purpose">用途</label><select id="f-purpose" name="purpose">\(purposes)</select></div>
            <div class="field wide"><label for="f-purpose_text">用途说明</label><input id="f-purpose_text" name="purpose_text" type="text" value="\(fields["purpose_text"] ?? "")" maxlength="200" required></div>
            <button class="button small" type="submit">查询</button></form>\(result)\(Keyboard.overlay([("/", "到查询框")]))
            """)
    }

    private func hidden(_ context: OfficialContext, _ more: [(String, String)]) -> Markup {
        let kept = ["by", "query", "purpose", "purpose_text"].map { ($0, context.form[$0] ?? "") } + more
        let fields = kept.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as Markup }
        return "\(desk.token(context))\(fields)"
    }

    @Sendable func search(_ request: Request, _ context: OfficialContext) async throws -> Response {
        var reader = FormReader(context.form)
        let purpose = Self.purpose(&reader)
        let key = context.form["by"].flatMap(RegisterKey.init) ?? .auto
        let query = reader.text("query", "查询内容", length: 2...100)
        guard let purpose, let query, reader.errors.isEmpty else { return page(context, errors: reader.errors, .empty) }
        let number = Pager.page(context.form["page"])
        let (hits, lines) = try await desk.office.search(
            RegisterQuestion(query, by: key, for: purpose, offset: (number - 1) * Self.size, limit: Self.size), divisions: context.office.divisions,
            by: context.viewer, at: context.now)
        guard !lines.isEmpty else {
            return page(context, errors: [], Parts.empty("没有找到", "登记簿中没有符合条件的记载，或者不在您的管辖范围内。已按“\(hits.key.chinese)”查询。"))
        }
        let rows = lines.map { line -> RowTable.Row in
            [
                "\(line.folio.description.location)<br><span class=\"mono small soft\">\(line.folio.unit.grouped)</span>",
                "\(line.folio.ownership?.right.chinese ?? "尚未首次登记")", "\(line.owners.joined(separator: "、"))", FolioMarkup.burdens(line.folio),
                "<form method=\"post\" action=\"\(Self.unitPath())\">\(hidden(context, [("unit", line.folio.unit.text)]))<button class=\"button small quiet\" type=\"submit\">查看登记簿页</button></form>",
            ]
        }
        let table = RowTable(columns: [.init("坐落"), .init("权利类型"), .init("权利人"), .init("限制"), .init("操作")], rows: rows)
        func turn(_ page: Int, _ label: String) -> Markup {
            "<form method=\"post\" action=\"\(Self.path())\">\(hidden(context, [("page", String(page))]))<button class=\"button small quiet\" type=\"submit\">\(label)</button></form>"
        }
        let pager: Markup = """
            <nav class="pager" aria-label="翻页"><span class="soft small">按“\(hits.key.chinese)”查到\(hits.total)个不动产单元\(hits.total > Self.size ? "，第\(number)页" : "")</span>\(number > 1 ? turn(number - 1, "上一页") : .empty)\(number * Self.size < hits.total ? turn(number + 1, "下一页") : .empty)</nav>
            """
        return page(context, errors: [], "\(pager)\(table.markup)")
    }

    @Sendable func unit(_ request: Request, _ context: OfficialContext) async throws -> Response {
        var reader = FormReader(context.form)
        let purpose = Self.purpose(&reader)
        let unit = reader.unitCode("unit")
        guard let purpose, let unit, reader.errors.isEmpty else { return page(context, errors: reader.errors, .empty) }
        try context.requireTerritory(unit)
        guard let opened = try await desk.office.revealPage(of: unit, for: purpose, by: context.viewer, at: context.now) else { throw PortalError.notFound }
        let (folio, revealed, certificates) = (opened.folio, opened.revealed, opened.certificates)
        let list = certificates.map { certificate -> Markup in
            "<li><span><b>\(certificate.number)</b><span class=\"small\">\(certificate.issuedAt.description)</span></span>\(CertificateMarkup.status(certificate.status))</li>"
        }
        let issued: Markup = list.isEmpty ? "<p class=\"soft\">没有颁发过证书。</p>" : "<ul class=\"tasks\">\(list)</ul>"
        return desk.page(
            "登记簿页", context, scripts: ["office.js"],
            """
            <nav class="crumbs" aria-label="当前位置"><form method="post" action="\(Self.path())">\(hidden(context, []))<button class="link" type="submit">返回查询结果</button></form></nav>
            <h1>\(folio.description.location)</h1><p class="soft small">用途：\(purpose.code.chinese)，\(purpose.text)。本次查看已记录，权利人本人可见。</p>
            \(FolioMarkup.page(folio, names: revealed.mapValues(\.name)))<section class="card"><h2>证书与证明</h2>\(issued)</section>
            """)
    }
}
