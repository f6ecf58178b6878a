import Casework
import Catalogue
import Exchange
import Hummingbird
import Identity
import Register

/// The desk of a lender or of whoever holds money in custody (机构工作台): what is to be done, what it takes part in, what it holds.
///
/// | method | path                      | what                                                         |
/// | ------ | ------------------------- | ------------------------------------------------------------ |
/// | GET    | /institution              | its cases, by what is to be done; what it may begin          |
/// | GET    | /institution/mortgages    | the mortgages it holds, with their proofs                    |
struct InstitutionRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let after = QueryParameter("after", .string, "上一页的最后一项")
        let text = QueryParameter("q", .string, "受理编号、不动产单元号或登记证明号")
        table.party(
            .page(
                "institution.desk", .get, Paths.institution.template, .useInstitutionDesk, "机构工作台",
                query: [QueryParameter("view", .string, "待办、受邀、办理中或已结束"), QueryParameter("service", .string, "事项"), text, after]), show)
        table.party(
            .page("institution.mortgages", .get, Paths.institutionMortgages.template, .useInstitutionDesk, "本机构的抵押权", query: [text, after]), mortgages)
    }

    /// What the address asks for.
    static func filter(_ query: FormFields, _ catalogue: ServiceCatalogue, limit: Int) -> InstitutionFilter {
        let typed = (query["q"] ?? "").filter { !$0.isWhitespace }
        return InstitutionFilter(
            view: query["view"].flatMap(InstitutionFilter.View.init) ?? .todo, service: query["service"].flatMap { catalogue.service($0)?.id },
            text: typed.isEmpty ? nil : String(typed.prefix(60)), after: query["after"].map { String($0.prefix(40)) }, limit: limit)
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let office = desk.office
        let filter = Self.filter(try request.query(), office.catalogue, limit: 30)
        let found = try await office.institutionCases(of: context.party.id, filter)
        let services = office.institutionServices(lending: context.signedIn.may(.applyAsBank), keeping: context.signedIn.may(.keepMoney))
        let endpoints = try await office.callbacks.endpoints(of: context.party.id)
        let markup = InstitutionMarkup(catalogue: office.catalogue, token: desk.token(context))
        return desk.page(
            "机构工作台", context,
            """
            <h1>机构工作台</h1><p class="lead">\(context.signedIn.name)</p>\(markup.alarms(endpoints))\(markup.tabs(filter))\(markup.form(filter, services))
            \(markup.list(found, filter))\(markup.begin(services))
            <h2>机构事务</h2><ul class="grid">\(context.signedIn.may(.applyAsBank).markup("<li><a class=\"card\" href=\"\(Paths.institutionMortgages())\"><h3>本机构的抵押权</h3><p>登记证明、注销、变更。</p></a></li><li><a class=\"card\" href=\"\(Paths.batches())\"><h3>批量申请</h3><p>一张表格，多项登记；逐行告知结果。</p></a></li>"))<li><a class="card" href="\(Paths.ways())"><h3>过户方式向导</h3><p>抵押的房屋怎样转让：哪一种带押过户适合，为什么。</p></a></li><li><a class="card" href="\(Paths.callbacks())"><h3>状态回调</h3><p>办件有变化时，通知贵单位的系统。</p></a></li><li><a class="card" href="/openapi.json"><h3>接口文档</h3><p>以上各项均可由贵单位的系统直接办理。</p></a></li></ul>
            """)
    }

    @Sendable func mortgages(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.query()
        let typed = (query["q"] ?? "").filter { !$0.isWhitespace }
        let text = typed.isEmpty ? nil : String(typed.prefix(60))
        let after = try Self.place(query["after"], of: context.party.id)
        let found = try await desk.office.mortgages(heldBy: context.party.id, matching: text, after: after, limit: 31)
        let markup = InstitutionMarkup(catalogue: desk.office.catalogue, token: desk.token(context))
        return desk.page(
            "本机构的抵押权", context,
            """
            \(Parts.crumbs([("机构工作台", Paths.institution())]))<h1>本机构的抵押权</h1>\(markup.search(text, action: Paths.institutionMortgages(), label: "不动产单元号或登记证明号"))\(markup.mortgages(found, limit: 30, text: text))
            """)
    }

    /// `unit/entry`, the last of the page before.
    static func place(_ text: String?, of party: PartyID) throws -> Holding? {
        guard let text else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let unit = try? UnitCode(parts[0]) else { throw PortalError.invalid([FieldError("after", "请从第一页重新查看。")]) }
        return Holding(party: party, unit: unit, role: .mortgagee, entry: EntryID(parts[1]))
    }
}
