import Casework
import Catalogue
import Exchange
import Register

/// Parts of a lender's desk.
struct InstitutionMarkup {
    let catalogue: ServiceCatalogue
    let token: Markup

    /// What went wrong with being called back, before anything else: nobody looks for it otherwise.
    func alarms(_ endpoints: [CallbackEndpoint]) -> Markup {
        let broken = endpoints.filter { $0.state == .off && $0.offReason != nil && $0.failingSince != nil }
        let items = broken.map { endpoint -> Markup in
            "<div class=\"note bad\" role=\"status\"><b>状态回调已停用</b><p>\(endpoint.url)：\(endpoint.offReason ?? "")</p><p><a href=\"\(Paths.callback(endpoint.id))\">查看并重新启用</a></p></div>"
        }
        return "\(items)"
    }

    static func link(_ filter: InstitutionFilter, view: InstitutionFilter.View? = nil, after: String? = nil) -> String {
        var query = [("view", (view ?? filter.view).rawValue)]
        if let service = filter.service { query.append(("service", service)) }
        if let text = filter.text { query.append(("q", text)) }
        if let after { query.append(("after", after)) }
        return Paths.institution(query)
    }

    func tabs(_ filter: InstitutionFilter) -> Markup {
        let links = InstitutionFilter.View.allCases.map { view -> Markup in
            "<a class=\"button small\((view != filter.view).markup(" quiet"))\" href=\"\(Self.link(filter, view: view))\"\((view == filter.view).markup(" aria-current=\"page\""))>\(view.chinese)</a>"
        }
        return "<nav class=\"tabs\" aria-label=\"办件\">\(links)</nav>"
    }

    func form(_ filter: InstitutionFilter, _ services: [ServiceDefinition]) -> Markup {
        let options = services.map { service -> Markup in
            "<option value=\"\(service.id)\"\((filter.service == service.id).markup(" selected"))>\(service.shortName)</option>"
        }
        return """
            <form method="get" action="\(Paths.institution())" class="filters" role="search"><input type="hidden" name="view" value="\(filter.view.rawValue)"><div class="field"><label for="f-service">事项</label><select id="f-service" name="service"><option value="">全部</option>\(options)</select></div><div class="field"><label for="f-q">受理编号或单元号</label><input id="f-q" name="q" type="search" maxlength="40" autocomplete="off" value="\(filter.text ?? "")"></div><button class="button small quiet" type="submit">筛选</button></form>
            """
    }

    func search(_ text: String?, action: String, label: String) -> Markup {
        """
        <form method="get" action="\(action)" class="filters" role="search"><div class="field"><label for="f-q">\(label)</label><input id="f-q" name="q" type="search" maxlength="60" autocomplete="off" value="\(text ?? "")"></div><button class="button small quiet" type="submit">查找</button></form>
        """
    }

    func list(_ cases: [InstitutionCase], _ filter: InstitutionFilter) -> Markup {
        let shown = cases.prefix(filter.limit)
        guard !shown.isEmpty else {
            let text =
                switch filter.view {
                case .todo: "没有等待贵单位办理的事项。"
                case .invited: "没有等待贵单位参加的办件。客户在贵单位抵押的房屋上申请登记、需要贵单位同意或共同申请时，会列在这里。"
                case .open, .ended: "没有符合条件的办件。"
                }
            return Parts.empty("没有办件", text)
        }
        let more: Markup = cases.count > filter.limit
            ? "<nav class=\"pager\" aria-label=\"翻页\"><a class=\"button small quiet\" rel=\"next\" href=\"\(Self.link(filter, after: shown.last?.summary.id))\">更早的办件</a></nav>" : .empty
        return "<div class=\"card\"><ul class=\"tasks\">\(shown.map { row($0, filter.view) })</ul></div>\(more)"
    }

    private func row(_ item: InstitutionCase, _ view: InstitutionFilter.View) -> Markup {
        let summary = item.summary
        let service = catalogue.service(summary.service)
        let name = service?.shortName ?? summary.service
        let roles = item.roles.map { service?.role($0)?.label ?? $0 }.joined(separator: "、")
        let unit = summary.unit.map { (try? UnitCode($0))?.grouped ?? $0 }
        let about: Markup = "<span class=\"small\"><span class=\"mono\">\(summary.id)</span>\(unit.markup { "，<span class=\"mono\">\($0)</span>" })，\(summary.openedAt.description)</span>"
        guard view == .invited else {
            let task = item.task.markup { "<span class=\"small\"><b>\($0.chinese)</b></span>" }
            return """
                <li><span><b><a href="/cases/\(summary.id)">\(name)<span class="hidden">，\(summary.id)</span></a></b>\(about)\((!roles.isEmpty).markup("<span class=\"small\">我方身份：\(roles)</span>"))\(task)</span>\(CaseTag.tag(summary.phase))</li>
                """
        }
        // Taking part is the service's own way in: by the register, in a role that it waits for.
        let role = item.roles.first ?? ""
        return """
            <li><span><b>\(name)</b>\(about)<span class="small">需要贵单位作为\(roles)参加</span></span><form method="post" action="/apply/\(summary.service)">\(token)<input type="hidden" name="role" value="\(role)"><input type="hidden" name="subject" value="\(summary.unit ?? "")"><input type="hidden" name="case" value="\(summary.id)"><button class="button small" type="submit">参加<span class="hidden">\(name)，\(summary.id)</span></button></form></li>
            """
    }

    func begin(_ services: [ServiceDefinition]) -> Markup {
        let cards = services.map { service -> Markup in
            "<li><a class=\"card\" href=\"/apply/\(service.id)\"><h3>\(service.shortName)</h3><p>\(service.summary)</p></a></li>"
        }
        return "<h2>发起登记</h2><p class=\"soft\">客户在贵单位签订合同时即可一并申请；对方用自己的手机登录，在同一办件中核对并签署。</p><ul class=\"grid\">\(cards)</ul>"
    }

    func mortgages(_ found: [LentMortgage], limit: Int, text: String?) -> Markup {
        let shown = found.prefix(limit)
        guard !shown.isEmpty else { return Parts.empty("没有抵押权", text == nil ? "登记簿上没有以贵单位为抵押权人的抵押权。" : "没有符合条件的抵押权。") }
        let rows = shown.map { item -> RowTable.Row in
            let mortgage = item.mortgage
            let proof: Markup = item.proof.markup { "<a href=\"/certificates/\($0.token).pdf\">\($0.number)</a>" }
            let burden: Markup = item.folio.seizures.isEmpty ? .empty : " <span class=\"tag bad\">已查封</span>"
            return [
                "<b>\(item.folio.description.location)</b><br><span class=\"mono small\">\(item.folio.unit.grouped)</span>\(burden)", proof,
                "第\(mortgage.rank)顺位<br>\(mortgage.kind.chinese)", "\(mortgage.amount.description)", "\(mortgage.from.description)<br>\(mortgage.until.description)",
                "<span class=\"links\">\(begin("mortgage.cancel", "注销", item))\(begin("mortgage.change", "变更", item))<a href=\"\(Paths.ways([("unit", item.folio.unit.text)]))\">带押过户<span class=\"hidden\">，\(item.folio.description.location)</span></a></span>",
            ]
        }
        let last = shown.last.map { "\($0.holding.unit.text)/\($0.holding.entry.text)" } ?? ""
        let more: Markup = found.count > limit
            ? "<nav class=\"pager\" aria-label=\"翻页\"><a class=\"button small quiet\" rel=\"next\" href=\"\(Paths.institutionMortgages([("q", text ?? ""), ("after", last)]))\">下一页</a></nav>" : .empty
        let columns: [RowTable.Column] = [.init("不动产"), .init("登记证明"), .init("顺位和种类"), .init("债权数额（元）", "amount"), .init("期限", "nowrap"), .init("办理")]
        return "\(RowTable(columns: columns, rows: rows).markup)\(more)"
    }

    /// The way into a service on this very mortgage, where the catalogue has it.
    private func begin(_ id: String, _ word: String, _ item: LentMortgage) -> Markup {
        guard let service = catalogue.service(id), let role = service.applicants.first(where: { $0.knownAs.contains(.mortgagee) }) else { return .empty }
        return """
            <form method="post" action="/apply/\(id)">\(token)<input type="hidden" name="role" value="\(role.role)"><input type="hidden" name="subject" value="\(item.folio.unit.text)"><button class="button small quiet" type="submit">\(word)<span class="hidden">，\(item.folio.description.location)</span></button></form>
            """
    }
}
