import Casework
import Catalogue
import Identity
import Register

/// The wizard's pages.
struct ModeMarkup {
    let wish: ModeRequest
    let modes: UnitModes
    let desk: Desk
    let token: Markup
    let visitor: SignedIn?

    // MARK: which home

    static func homes(_ homes: [Choices.Choice], isComplete: Bool) -> Markup {
        let missing: Markup = isComplete ? .empty : "<p class=\"small soft\">暂时取不到住建部门的网签合同，您购买的房屋可以按单元号选择。</p>"
        guard !homes.isEmpty else {
            return "<section class=\"card\"><h2>选择房屋</h2><p>登记簿上没有您名下的房屋，也没有您已备案的二手房买卖合同。</p>\(missing)</section>"
        }
        let items = homes.map { home -> Markup in
            let action: Markup =
                home.problem.markup { "<span class=\"small\">\($0)</span>" }
                + (home.problem == nil).markup("<a class=\"button small\" href=\"\(Paths.ways([("unit", home.value)]))\">选择<span class=\"hidden\">\(home.title)</span></a>")
            return "<li><span><b>\(home.title)</b><span class=\"small\">\(home.detail)</span></span>\(action)</li>"
        }
        return "<section class=\"card\"><h2>选择房屋</h2><ul class=\"tasks\">\(items)</ul>\(missing)</section>"
    }

    static func byCode(_ error: (message: String, typed: String)?) -> Markup {
        let message = error.markup { "<p class=\"message\" id=\"e-unit\"><span class=\"hidden\">错误：</span>\($0.message)</p>" }
        return """
            <form method="get" action="\(Paths.ways())" class="card" novalidate><h2>按不动产单元号选择</h2><div class="field\((error != nil).markup(" wrong"))"><label for="f-unit">不动产单元号</label><p class="hint" id="h-unit">28位，印在不动产权证书上。</p>\(message)<input id="f-unit" name="unit" type="text" class="mono" maxlength="40" autocomplete="off" value="\(error?.typed ?? "")" aria-describedby="h-unit\(error == nil ? "" : " e-unit")"\((error != nil).markup(" aria-invalid=\"true\""))></div><button class="button quiet" type="submit">继续</button></form>
            """
    }

    // MARK: one question

    private var crumbs: Markup { Parts.crumbs([("服务目录", "/services"), ("过户方式向导", Paths.ways())]) }

    func question(_ fact: SuitFact) -> Markup {
        let hidden = [("unit", wish.unit?.text ?? "")] + SuitFact.allCases.compactMap { fact in wish.said[fact].map { (fact.rawValue, $0) } }
        let kept = hidden.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as Markup }
        let id = "f-\(fact.rawValue)"
        let help = help(fact)
        let choices = fact.values.enumerated().map { index, value -> Markup in
            "<label class=\"choice\"><input type=\"radio\"\((index == 0).markup(" id=\"\(id)\"")) name=\"\(fact.rawValue)\" value=\"\(value.value)\" required><span>\(value.label)</span></label>"
        }
        return """
            \(crumbs)\(place)<form class="question" method="get" action="\(Paths.ways())">\(kept)<fieldset class="field"\(help.markup { _ in " aria-describedby=\"\(id)-help\"" })><legend><h1>\(fact.chinese)？</h1></legend>\(help.markup { "<p class=\"hint\" id=\"\(id)-help\">\($0)</p>" })\(choices)</fieldset><p class="actions"><button class="button" type="submit">继续</button></p></form>\(answered)
            """
    }

    /// What of the register helps to answer.
    private func help(_ fact: SuitFact) -> String? {
        let holders = modes.unit?.mortgagees ?? []
        switch fact {
        case .loan where !holders.isEmpty: return "现在的抵押权人：\(holders.joined(separator: "；"))。"
        case .loan: return "夫妻间变更、继承、赠与的，通常不贷款。"
        case .debt: return "原贷款是指这套房屋现在抵押所担保的贷款。"
        case .place: return "有的银行要求先办理买卖和抵押的预告登记，再发放贷款。"
        case .ban: return "不动产登记证明的“附记”写有“禁止转让”或者“转让须经抵押权人同意”的，选“有”。"
        case .mortgage, .transfer, .notices, .undetermined: return nil
        }
    }

    private var place: Markup {
        modes.unit.markup { "<p class=\"place\">\($0.location)<br><span class=\"mono small\">\($0.code.grouped)</span></p>" }
    }

    /// What is known, the register's part apart: that can't be changed here.
    private var answered: Markup {
        let rows = known
        guard !rows.text.isEmpty else { return .empty }
        return "<section class=\"card\"><h2>已经知道的</h2>\(rows)</section>"
    }

    private var known: Markup {
        let rows = SuitFact.allCases.compactMap { fact -> Markup? in
            guard modes.registered.contains(fact) || wish.said[fact] != nil, let value = modes.facts[fact] else { return nil }
            let label = fact.values.first { $0.value == value }?.label ?? value
            let change: Markup =
                modes.registered.contains(fact)
                ? "<span class=\"small soft\">登记簿记载</span>" : "<a href=\"\(wish.link(without: fact))\">更改<span class=\"hidden\">“\(fact.chinese)”</span></a>"
            return "<div><dt>\(fact.chinese)</dt><dd>\(label)</dd><dd class=\"change\">\(change)</dd></div>"
        }
        let holders = (modes.unit?.mortgagees ?? []).map { "<div><dt>现在的抵押权人</dt><dd>\($0)</dd></div>" as Markup }
        guard !rows.isEmpty || !holders.isEmpty else { return .empty }
        return "<dl class=\"facts\">\(rows)\(holders)</dl>"
    }

    // MARK: the answer

    var answer: Markup {
        let advice = modes.advice
        let others = advice.modes.filter { $0.service.id != advice.right?.service.id }
        return """
            \(crumbs)<h1>\(advice.right == nil ? "没有完全适合的办理方式" : "适合您的办理方式")</h1>\(place)
            <div class="two"><div>\(advice.right.map(right) ?? hopeless)\(notes)</div><div><section class="card"><h2>根据</h2>\(known)</section></div></div>
            <h2>\(advice.right == nil ? "各种方式为什么不适合" : "其他方式为什么不适合")</h2><div class="card"><ul class="tasks">\(others.map(other))</ul></div>
            <p><a href="\(Paths.ways())">换一套房屋，重新开始</a></p>
            """
    }

    private func right(_ mode: ModeWizard.Mode) -> Markup {
        let service = mode.service
        let because = mode.because.map { "<li>\($0)</li>" as Markup }
        return """
            <section class="card"><h2>\(service.name)</h2><p>\(service.summary)</p><p class="small soft">承诺时限：\(service.within.target.chinese)。\(service.fee.says)</p>
            <h3>因为</h3><ul>\(because)</ul>\(begin(service))</section>
            """
    }

    /// Into the order itself, in the asker's own role where the register or the kind of visitor says which.
    private func begin(_ service: ServiceDefinition) -> Markup {
        let guide: Markup = "<a class=\"button quiet\" href=\"/services/\(service.id)\">办理条件和材料</a>"
        if let visitor, visitor.isStaff {
            guard visitor.may(.acceptAtCounter), desk.office.counterServices.contains(where: { $0.id == service.id }) else { return "<p class=\"actions\">\(guide)</p>" }
            let link = Percent.link(CounterRoutes.new(service.id), wish.unit.map { [("subject", $0.text)] } ?? [])
            return "<p class=\"actions\"><a class=\"button\" href=\"\(link)\">窗口收件</a>\(guide)</p>"
        }
        let (lends, keeps) = (visitor?.may(.applyAsBank) == true, visitor?.may(.keepMoney) == true)
        if let unit = wish.unit, let party = visitor?.party, let role = modes.role(in: service, for: ApplicantKind(party.kind), lends: lends, keeps: keeps) {
            return """
                <form method="post" action="/apply/\(service.id)">\(token)<input type="hidden" name="role" value="\(role.role)"><input type="hidden" name="subject" value="\(unit.text)"><p class="actions"><button class="button" type="submit">作为\(role.label)开始办理</button>\(guide)</p><p class="small soft">不是这个身份？<a href="\(ApplyRoutes.link(service.id, unit: unit))">选择其他身份</a></p></form>
                """
        }
        return "<p class=\"actions\"><a class=\"button\" href=\"\(ApplyRoutes.link(service.id, unit: wish.unit))\">开始办理</a>\(guide)</p>"
    }

    private var hopeless: Markup {
        "<div class=\"note warn\"><b>按您的情况，没有一项网上服务完全适合</b><p>请看下面各种方式的条件，更改一两个回答再试；或者携带证件到任一登记窗口，由工作人员与贷款机构一起商定。</p></div>"
    }

    private func other(_ mode: ModeWizard.Mode) -> Markup {
        let why = mode.against.map { "<span class=\"small\">\($0.says)</span>" as Markup }
        let open = why.isEmpty ? mode.service.suits.filter { mode.open.contains($0.fact) } : []
        let less = open.map { suit -> Markup in
            let values = suit.fact.values.filter { suit.values.contains($0.value) }.map { "“\($0.label)”" }.joined(separator: "或者")
            return "<span class=\"small\">“\(suit.fact.chinese)”是\(values)的，才可以这样办理；上面的方式更贴合您的情况。</span>"
        }
        return "<li><span><b><a href=\"/services/\(mode.service.id)\">\(mode.service.name)</a></b>\(why)\(less)</span></li>"
    }

    private var notes: Markup {
        guard !modes.notes.isEmpty else { return .empty }
        let items = modes.notes.map { "<li>\($0.says)<span class=\"small\">\($0.statute)</span></li>" as Markup }
        return "<div class=\"note warn\"><b>办理之前请留意</b><ul>\(items)</ul></div>"
    }
}
