import Casework
import Register

/// The promise letter on its developer's page: to be signed, as it was signed, renewed, withdrawn.
struct PledgeMarkup {
    let overview: ProjectOverview
    let form: FormFields
    let errors: [FieldError]
    let token: Markup

    private var project: Project { overview.project }
    private func wrong(_ name: String) -> Markup { errors.contains { $0.name == name }.markup(" wrong") }

    /// A text of the catalogue, a paragraph a line.
    static func paragraphs(_ text: String) -> Markup {
        "\(text.split(whereSeparator: \.isNewline).map { line -> Markup in "<p>\(String(line))</p>" })"
    }

    static func texts(_ letter: String, _ masterApplication: String) -> Markup {
        "<section class=\"card\"><h2>承诺书</h2>\(paragraphs(letter))</section><section class=\"card\"><h2>分户转移登记申请表（总表）</h2>\(paragraphs(masterApplication))</section>"
    }

    // MARK: to be signed

    func toSign(_ texts: (letter: String, masterApplication: String)) -> Markup {
        let sign: Markup =
            !overview.isEditable || overview.selfService == 0
            ? "<div class=\"note\"><b>现在不能签署</b><p>\(overview.isEditable ? "请先导入房屋清单，并把可以自行办理的房屋填为“是”。" : "项目\(project.state.chinese)。")</p></div>"
            : "<form method=\"post\" action=\"\(Paths.developerPledge(project.id))\" class=\"card\" novalidate>\(token)<h2>签署</h2>\(signature)<button class=\"button\" type=\"submit\">签署</button></form>"
        return """
            <h1>签署承诺书</h1>\(Self.texts(texts.letter, texts.masterApplication))
            <section class="card"><h2>自办名单</h2><p>\(overview.units.count)套房屋中的\(overview.selfService)套，<a href="\(Paths.developerTemplate(project.id))">下载清单</a>核对。</p></section>\(sign)
            """
    }

    private var signature: Markup {
        let chosen = form["years"] ?? "3"
        let years = CaseOffice.pledgeYears.map { year -> Markup in "<option value=\"\(year)\"\((chosen == String(year)).markup(" selected"))>\(year)年</option>" }
        return """
            <div class="field\(wrong("years"))"><label for="f-years">有效期</label><select id="f-years" name="years">\(years)</select></div>
            <div class="field\(wrong("accept"))"><label class="choice"><input id="f-accept" type="checkbox" name="accept" value="yes"><span>我已阅读承诺书、申请表（总表）和\(overview.selfService)套房屋的自办名单，代表企业签署</span></label></div>
            \(name("name", "请键入企业全称作为电子签名。可靠的电子签名与盖章具有同等法律效力（《电子签名法》第十四条）。"))
            """
    }

    private func name(_ field: String, _ hint: String) -> Markup {
        "<div class=\"field\(wrong(field))\"><label for=\"f-\(field)\">企业名称</label><p class=\"hint\" id=\"h-\(field)\">\(hint)</p><input id=\"f-\(field)\" name=\"\(field)\" type=\"text\" autocomplete=\"organization\" maxlength=\"100\" aria-describedby=\"h-\(field)\" value=\"\(form[field] ?? "")\"></div>"
    }

    // MARK: as it was signed

    func signed(_ letter: PledgeLetter?, file: String?) -> Markup {
        guard let pledge = overview.pledge else { return .empty }
        let download: Markup = file.markup { digest in
            "<p class=\"actions\"><a class=\"button\" href=\"\(Paths.developerPledgeFile(project.id))\">下载承诺书（PDF）</a></p><p class=\"small soft\">文件指纹 <span class=\"mono\">\(digest)</span></p>"
        }
        return """
            <h1>承诺书</h1>\(standing(pledge))
            <section class="card">\(Parts.facts([("签署时间", "\(pledge.signedAt.description)"), ("有效期至", "\(pledge.validUntil.chinese)"), ("自办名单", "\(letter?.units.count ?? overview.selfService)套"), ("文书摘要", "<span class=\"mono\">\(pledge.digest)</span>")]))\(download)</section>\(letter.markup { Self.texts($0.letter, $0.masterApplication) })\(overview.pledgeMayChange.markup(changes(pledge)))
            """
    }

    private func standing(_ pledge: Pledge) -> Markup {
        if let at = pledge.revokedAt {
            return "<div class=\"note warn\"><b>已于\(at.date.chinese)撤回</b><p>原因：\(pledge.revokedFor ?? "")。此前已经受理的办件继续办理；其他购房人须与贵公司共同申请。</p></div>"
        }
        guard pledge.isInForce(on: overview.today) else {
            return "<div class=\"note warn\"><b>已于\(pledge.validUntil.chinese)到期</b><p>此前已经受理的办件继续办理；续签后，购房人可以继续自行办证。</p></div>"
        }
        let last = Int(pledge.validUntil.dayNumber - overview.today.dayNumber)
        return last <= 60
            ? "<div class=\"note warn\"><b>还有\(last)天到期</b><p>到期后购房人不能自行办证，请及时续签。</p></div>"
            : "<div class=\"note good\"><b>有效</b><p>购房人据此可以自行办证。</p></div>"
    }

    private func changes(_ pledge: Pledge) -> Markup {
        let isInForce = pledge.isInForce(on: overview.today)
        let title = pledge.revokedAt == nil ? "续签" : "重新签署"
        let from = isInForce ? "新的有效期接续原有效期，自今天起最长\(CaseOffice.pledgeYears.upperBound)年。" : "有效期从今天起算。"
        let renewing = errors.contains { ["years", "accept", "name"].contains($0.name) }
        let withdrawing = errors.contains { ["reason", "withdraw-name"].contains($0.name) }
        let renew: Markup = """
            <details class="card"\((renewing || !isInForce).markup(" open"))><summary><b>\(title)</b></summary><form method="post" action="\(Paths.developerRenewal(project.id))" novalidate>\(token)<p>文书内容和自办名单不变，\(from)</p>\(signature)<button class="button" type="submit">\(title)</button></form></details>
            """
        guard isInForce else { return renew }
        return """
            \(renew)<details class="card"\(withdrawing.markup(" open"))><summary><b>撤回承诺书</b></summary><form method="post" action="\(Paths.developerWithdrawal(project.id))" novalidate>\(token)<p>撤回后，购房人不能再自行申请。此前已经受理的办件继续办理，不受影响（《不动产登记暂行条例实施细则》第十三条）。</p>
            <div class="field\(wrong("reason"))"><label for="f-reason">撤回的原因</label><p class="hint" id="h-reason">在项目公示页和购房人的办件中显示。</p><textarea id="f-reason" name="reason" rows="3" maxlength="200" aria-describedby="h-reason">\(form["reason"] ?? "")</textarea></div>
            \(name("withdraw-name", "请键入企业全称作为电子签名。"))<button class="button bad" type="submit">撤回承诺书</button></form></details>
            """
    }
}

/// The letter on the public page of a project: everybody sees what buyers rely on.
enum PublicPledgeMarkup {
    static func section(_ found: ListedProject, file: String?) -> Markup {
        guard let pledge = found.pledge else { return .empty }
        let ended: Markup = pledge.revokedAt.markup { "，\($0.date.chinese)撤回" }
        let link: Markup = file.markup { digest in
            "<p class=\"actions\"><a class=\"button quiet\" href=\"\(Paths.projectPledge(found.project.id))\">查看承诺书（PDF）</a></p>\(Parts.facts([("文书摘要", "<span class=\"mono\">\(pledge.digest)</span>"), ("文件指纹", "<span class=\"mono\">\(digest)</span>")]))<p class=\"small soft\">摘要和指纹均为 SHA-256。文件加盖登记机构电子印章，不含个人信息。</p>"
        }
        return "<section class=\"card\"><h2>开发企业承诺书</h2><p>\(pledge.signedAt.date.chinese)签署，有效期至\(pledge.validUntil.chinese)\(ended)。</p>\(link)</section>"
    }

    /// Why buyers can't apply alone now, and what of those who have applied.
    static func standing(_ standing: ListedProject.Standing) -> Markup {
        switch standing {
        case .open, .unpledged: .empty
        case .suspended(let reason): "<div class=\"note warn\"><b>已暂停自行办理</b><p>\(reason)</p></div>"
        case .withdrawn(let day, let reason):
            "<div class=\"note warn\"><b>开发企业已于\(day.chinese)撤回承诺书</b><p>原因：\(reason)。此前已经受理的办件继续办理；其他购房人请与开发企业共同申请，或到窗口咨询。</p></div>"
        case .expired(let day):
            "<div class=\"note warn\"><b>承诺书已于\(day.chinese)到期</b><p>此前已经受理的办件继续办理；开发企业续签后，其他购房人可以自行办理。</p></div>"
        }
    }
}
