import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// What is mine: property, certificates, cases, and who has looked.
///
/// | method | path                   | what                                      |
/// | ------ | ---------------------- | ----------------------------------------- |
/// | GET    | /my                    | property, certificates, results           |
/// | GET    | /my/property/{unit}    | one unit's page, for its holder           |
/// | GET    | /my/cases              | my cases                                  |
/// | GET    | /my/looks              | who has looked at my data                 |
struct MyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("my.property", .get, PathTemplate("/my"), .viewOwnProperty, "我的不动产"), property)
        table.party(.page("my.unit", .get, PathTemplate("/my/property/{unit}"), .viewOwnProperty, "登记簿页"), unit)
        table.party(.page("my.cases", .get, PathTemplate("/my/cases"), .viewOwnCases, "我的办件"), cases)
        table.party(.page("my.looks", .get, PathTemplate("/my/looks"), .viewOwnLooks, "谁看过我的信息", query: [QueryParameter("page", .string, "页码")]), looks)
    }

    @Sendable func property(_ request: Request, _ context: PartyContext) async throws -> Response {
        let region = desk.office.region
        let party = context.party.id
        let (list, certificates, extracts) = try await desk.office.database.read { connection in
            (
                try HoldingRecords.of(party, region: region, in: connection).prefix(200).compactMap { holding in
                    try FolioRecords.find(holding.unit, region: region, in: connection).map { (holding, $0.folio) }
                }, try CertificateRecords.of(party: party, region: region, in: connection), try ExtractRecords.of(party: party, region: region, in: connection)
            )
        }
        let invitations = try await desk.office.invitations(of: party)
        let waiting: Markup = (!invitations.isEmpty).markup("<div class=\"note\" role=\"status\"><b>有\(invitations.count)件申请等您参加</b><p><a href=\"/my/cases\">去看看</a></p></div>")
        let items = list.map { holding, folio -> Markup in
            let valid = certificates.filter { $0.entry == holding.entry && $0.status == .valid }
            let file = valid.first.markup { "<a class=\"button small\" href=\"/certificates/\($0.token).pdf\">电子证书<span class=\"hidden\">，\(folio.description.location)</span></a>" }
            return """
                <li><div class="card"><p>\(FolioMarkup.role(holding.role)) \(FolioMarkup.burdens(folio))</p><h2>\(folio.description.location)</h2>
                <p class="soft">\(CodeLists.uses[folio.description.use] ?? folio.description.use)\((folio.description.buildingArea > .zero).markup("，\(folio.description.buildingArea.description)平方米"))<br><span class="small mono">\(folio.unit.grouped)</span></p>
                <p class="actions">\(file)<a class="button small quiet" href="/my/property/\(folio.unit.text)">登记簿页<span class="hidden">，\(folio.description.location)</span></a><a class="button small quiet" href="/units/\(folio.unit.text)/history">登记历史<span class="hidden">，\(folio.description.location)</span></a>\((holding.role == .owner && !folio.mortgages.isEmpty).markup("<a class=\"button small quiet\" href=\"\(Paths.ways([("unit", folio.unit.text)]))\">带押过户<span class=\"hidden\">，\(folio.description.location)</span></a>"))</p></div></li>
                """
        }
        let holdings: Markup = items.isEmpty
            ? Parts.empty("您名下还没有已登记的不动产", "全款购买的新房可以自己办证。", action: ("去办证", "/services/transfer.presold.by-buyer")) : "<ul class=\"grid\">\(items)</ul>"
        let results = extracts.map { extract -> Markup in
            "<li><span><b>\(extract.number)</b><span class=\"small\">\(extract.issuedAt.description)</span></span><span class=\"links\"><a href=\"/extracts/\(extract.token).pdf\">下载<span class=\"hidden\">\(extract.number)</span></a> <a href=\"/x/\(extract.token)\">核验页面<span class=\"hidden\">\(extract.number)</span></a></span></li>"
        }
        return desk.page(
            "我的不动产", context,
            """
            <h1>我的不动产</h1><p class="lead">\(context.signedIn.name)，以下是登记簿上与您有关的记载。</p>\(waiting)\(holdings)
            <section><h2>我的证书</h2><div class="card">\(CertificateMarkup.list(certificates, showing: true))</div></section>
            \((!results.isEmpty).markup("<section><h2>我的查询结果</h2><div class=\"card\"><ul class=\"tasks\">\(results)</ul></div></section>"))
            <h2>还可以</h2><ul class="grid"><li><a class="card" href="/my/cases"><h3>我的办件</h3><p>查看办理进度，继续没有提交的申请。</p></a></li><li><a class="card" href="/services/query.own"><h3>出具查询结果证明</h3><p>用于落户、入学、贷款等，加盖电子印章。</p></a></li><li><a class="card" href="/my/looks"><h3>谁看过我的信息</h3><p>工作人员每一次查看都有记录。</p></a></li></ul>
            """)
    }

    @Sendable func unit(_ request: Request, _ context: PartyContext) async throws -> Response {
        let code = try context.unitCode()
        // A page that isn't the asker's doesn't exist for the asker.
        guard let own = try await desk.office.ownPage(of: code, for: context.party.id) else { throw PortalError.notFound }
        let (folio, names, certificates) = (own.folio, own.names, own.certificates)
        return desk.page(
            "登记簿页", context,
            """
            \(Parts.crumbs([("我的不动产", "/my")]))<h1>\(folio.description.location)</h1>\(FolioMarkup.page(folio, names: names))
            <section class="card"><h2>证书</h2>\(CertificateMarkup.list(certificates, showing: true))</section>
            <p><a href="/units/\(code.text)/history">登记历史：从首次登记起的全部记录</a></p>
            """)
    }

    @Sendable func cases(_ request: Request, _ context: PartyContext) async throws -> Response {
        let list = try await desk.office.cases(of: context.party.id)
        let invitations = try await desk.office.invitations(of: context.party.id)
        func items(_ cases: [CaseSummary]) -> [Markup] {
            cases.map { item -> Markup in
                let service = desk.office.catalogue.service(item.service)?.shortName ?? item.service
                return """
                    <li><span><b><a href="/cases/\(item.id)">\(service)<span class="hidden">，\(item.id)</span></a></b><span class="small">受理编号 <span class="mono">\(item.id)</span>，\(item.openedAt.description)</span></span>\(CaseTag.tag(item.phase))</li>
                    """
            }
        }
        let open = items(list.filter(\.phase.isOpen))
        let ended = items(list.filter { !$0.phase.isOpen })
        let body: Markup = list.isEmpty
            ? !invitations.isEmpty ? .empty : Parts.empty("还没有办件", "从服务目录选择要办的事。", action: ("服务目录", "/services"))
            : "\((!open.isEmpty).markup("<h2>正在办理</h2><div class=\"card\"><ul class=\"tasks\">\(open)</ul></div>"))\((!ended.isEmpty).markup("<h2>已经结束</h2><div class=\"card\"><ul class=\"tasks\">\(ended)</ul></div>"))"
        return desk.page("我的办件", context, width: .narrow, "<h1>我的办件</h1>\(invited(invitations, context))\(body)")
    }

    /// Taking part is the service's own way in, into the draft that waits.
    private func invited(_ invitations: [CaseInvitation], _ context: PartyContext) -> Markup {
        let items = invitations.compactMap { item -> Markup? in
            let summary = item.summary
            guard let service = desk.office.catalogue.service(summary.service), let role = service.role(item.role) else { return nil }
            let unit = summary.unit.map { (try? UnitCode($0))?.grouped ?? $0 }
            return """
                <li><span><b>\(service.shortName)</b><span class="small">受理编号 <span class="mono">\(summary.id)</span>，\(summary.openedAt.description)</span>\(unit.markup { "<span class=\"small mono\">\($0)</span>" })<span class="small">请您作为\(role.label)参加</span></span><form method="post" action="/apply/\(service.id)">\(desk.token(context))<input type="hidden" name="role" value="\(role.role)"><input type="hidden" name="subject" value="\(summary.unit ?? "")"><input type="hidden" name="case" value="\(summary.id)"><button class="button small" type="submit">参加<span class="hidden">\(service.shortName)，\(summary.id)</span></button></form></li>
                """
        }
        return (!items.isEmpty).markup("<h2>等您参加</h2><p class=\"soft\">备案的合同或者其他申请人写明了您的证件号码。与您无关的，不用理会。</p><div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>")
    }

    @Sendable func looks(_ request: Request, _ context: PartyContext) async throws -> Response {
        let party = context.party.id
        let log = desk.office.parties.lookLog
        let page = Pager.page(try request.query()["page"])
        // One more than is shown says whether there are further ones.
        let region = desk.office.region
        let (found, indexes) = try await desk.office.database.read { connection in
            let found = try log.looks(at: party, limit: 51, offset: (page - 1) * 50, in: connection)
            return (found, try LookEntry.indexes(of: found, region: region, in: connection))
        }
        let looks = found.prefix(50)
        let items = try looks.map { look -> Markup in
            let proof = try Self.proof(look, index: indexes[LookEntry.leafID(look, region: region)], region: region)
            return """
            <li><span><b>\(look.viewer.office)\(look.viewer.role.chinese)</b><span class="small">\(look.at.description)，查看了\(look.fields.sorted().map(\.chinese).joined(separator: "、"))</span><span class="small">用途：\(look.purpose.code.chinese)，\(look.purpose.text)</span>\(proof)</span></li>
            """
        }
        return desk.page(
            "谁看过我的信息", context, width: .narrow, scripts: ["looks.js"],
            """
            \(Parts.crumbs([("我的不动产", "/my")]))<h1>谁看过我的信息</h1><p class="lead">登记机构工作人员每一次查看您的个人信息，都须写明用途并留下记录，您在这里全部看得到。每一次查看同时写入公开的登记日志（不含您的信息），事后不能删改，由您的浏览器当场核对。</p>
            \(items.isEmpty ? Parts.empty("还没有人查看过", "系统自动办理时由程序核验，不需要工作人员查看。") : "<div class=\"card\"><ul class=\"tasks\" data-looks data-key=\"\(desk.logKeys)\">\(items)</ul></div>")
            \(Pager.links(page: page, isMore: found.count > 50) { "/my/looks?page=\($0)" })<p class="small soft">认为查看不当的，可以向登记机构投诉（《个人信息保护法》第五十条）。</p>
            """)
    }

    /// Where a look stands in the log, with what its entry commits to: the page's script proves the one with the other.
    private static func proof(_ look: Look, index: Int64?, region: String) throws -> Markup {
        guard let shown = try LookEntry.shown(look, region: region) else { return "<span class=\"small soft\">早于登记日志收录查看记录的时间</span>" }
        guard let index else { return "<span class=\"small soft\">正在写入登记日志</span>" }
        let disclosure = String(decoding: try CanonicalJSON.encode(shown), as: UTF8.self)
        return "<span class=\"small soft\" data-entry=\"\(Int(index))\" data-disclosure=\"\(disclosure)\">登记日志第 \(Int(index)) 条</span>"
    }
}
