import Casework
import Register

/// The way to a first registration as a list of tasks: what is done, what is next, what still waits.
struct ProjectSteps {
    let overview: ProjectOverview
    let token: Markup

    private enum Standing {
        case done, now, later
    }

    private var project: Project { overview.project }
    private var isSurveyed: Bool { !overview.units.isEmpty && overview.units.allSatisfy { overview.surveyed.contains($0.unit) } }
    private var isPledged: Bool { overview.isPledged }

    var markup: Markup {
        let afterwards = project.state != .preparing
        let list: Standing = overview.units.isEmpty ? .now : .done
        let survey: Standing = overview.units.isEmpty ? .later : isSurveyed ? .done : .now
        let pledge: Standing = isPledged ? .done : overview.units.isEmpty ? .later : .now
        let apply: Standing = afterwards ? project.state == .applied ? .now : .done : overview.isReady ? .now : .later
        return """
            <ol class="todo" aria-label="首次登记的步骤">\(item("房屋清单", list, listTag, listBody))\(item("房屋分户测绘报告", survey, surveyTag, surveyBody))\(item("承诺书、申请表（总表）", pledge, pledgeTag, pledgeBody))\(item("申请首次登记", apply, applyTag, applyBody))</ol>
            """
    }

    private func item(_ title: String, _ standing: Standing, _ tag: Markup, _ body: Markup) -> Markup {
        let name = standing == .done ? " class=\"done\"" : standing == .now ? " class=\"now\"" : ""
        return "<li\(Markup(raw: name))><h2>\(title)</h2>\(tag)<div class=\"body\">\(body)</div></li>"
    }

    private func tag(_ text: String, _ kind: String) -> Markup { "<span class=\"tag \(kind)\">\(text)</span>" }

    // MARK: 房屋清单

    private var listTag: Markup { overview.units.isEmpty ? tag("待导入", "warn") : tag("\(overview.units.count)套", "good") }

    private var listBody: Markup {
        let about: Markup = overview.units.isEmpty
            ? "<p>用表格一次导入项目的全部房屋，并注明哪些房屋的购房人可以自行办证。</p>"
            : "<p>共\(overview.units.count)套，\(overview.totalArea.description)平方米，其中\(overview.selfService)套列入自办名单。\(outlines)</p>"
        guard overview.isEditable else { return about }
        return "\(about)<p class=\"actions\"><a class=\"button\(overview.units.isEmpty ? "" : " quiet")\" href=\"\(Paths.developerUnits(project.id))\">\(overview.units.isEmpty ? "导入房屋清单" : "重新导入")</a></p>"
    }

    private var outlines: String {
        switch overview.outlined {
        case 0: "清单中没有平面轮廓，不动产权证书上将没有房产分户图。"
        case overview.units.count: "各套都有平面轮廓。"
        default: "\(overview.outlined)套有平面轮廓，其余房屋的不动产权证书上将没有房产分户图。"
        }
    }

    // MARK: 测绘报告

    private var surveyTag: Markup {
        if overview.units.isEmpty { return tag("待清单导入", "") }
        let missing = overview.units.count { !overview.surveyed.contains($0.unit) }
        return missing == 0 ? tag("已齐全", "good") : tag("\(missing)套没有", "warn")
    }

    private var surveyBody: Markup {
        guard !overview.units.isEmpty else { return "<p>每幢一份，按不动产单元号挂接到该幢的每一套房屋，购房人办证时无需再提交。</p>" }
        let reports = Dictionary(overview.reports.map { ($0.building, $0) }) { first, _ in first }
        let items = overview.buildings.map { code, count -> Markup in
            let name = ProjectMarkup.building(code)
            let covered = overview.units.filter { $0.unit.buildingCode == code }.allSatisfy { overview.surveyed.contains($0.unit) }
            let link = Paths.developerReport(project.id, code)
            if let report = reports[code] {
                let replace: Markup = overview.isEditable ? "<a class=\"button small quiet\" href=\"\(link)\">更换</a>" : .empty
                return "<li><span><b>\(name)：<a href=\"\(link)?file=1\">\(report.fileName)</a></b><span class=\"small\">\(count)套，\(report.number)，\(report.surveyor)</span></span>\(replace)</li>"
            }
            let source = covered ? "\(count)套，权籍调查时已逐套存档" : "\(count)套"
            let upload: Markup = overview.isEditable ? "<a class=\"button small\(covered ? " quiet" : "")\" href=\"\(link)\">提交报告<span class=\"hidden\">\(name)</span></a>" : .empty
            return "<li><span><b>\(name)</b><span class=\"small\">\(source)</span></span>\(upload)</li>"
        }
        return "<ul class=\"tasks\">\(items)</ul>"
    }

    // MARK: 承诺书

    private var pledgeTag: Markup {
        if isPledged { return tag("已签署", "good") }
        if let pledge = overview.pledge { return tag(pledge.revokedAt == nil ? "已到期" : "已撤回", "warn") }
        return overview.units.isEmpty ? tag("待清单导入", "") : overview.selfService == 0 ? tag("无需签署", "") : tag("待签署", "warn")
    }

    private var pledgeBody: Markup {
        if let pledge = overview.pledge {
            return """
                <p>\(pledge.signedAt.date.chinese)签署，有效期至\(pledge.validUntil.chinese)\(pledge.revokedAt.markup { "，\($0.date.chinese)撤回" })。</p><p class="actions"><a class="button small quiet" href="\(Paths.developerPledge(project.id))">\(overview.pledgeMayChange ? "查看、续签、撤回" : "查看")</a></p>
                """
        }
        guard overview.isEditable, overview.selfService > 0 else { return "<p>名单内的购房人凭此自行办证，贵公司不必到场。清单变化后需要重新签署。</p>" }
        return "<p>名单内的\(overview.selfService)套房屋，购房人凭此自行办证，贵公司不必到场。</p><p class=\"actions\"><a class=\"button\" href=\"\(Paths.developerPledge(project.id))\">阅读并签署</a></p>"
    }

    // MARK: 首次登记

    private var applyTag: Markup {
        switch project.state {
        case .preparing: overview.isReady ? tag("可以申请", "good") : tag("还不能申请", "")
        case .applied: tag("办理中", "accent")
        case .registered, .listed: tag("已登记", "good")
        case .suspended: tag("已登记", "good")
        }
    }

    private var applyBody: Markup {
        let caseLink = overview.caseID.markup { "<p class=\"actions\"><a class=\"button quiet\" href=\"/cases/\($0)\">查看办件</a></p>" }
        switch project.state {
        case .preparing:
            guard overview.isReady else { return "<p>以上各项完成后即可申请。规划核实、竣工验收备案由系统向有关部门获取，无需提交。</p>" }
            return """
                <p>规划核实、竣工验收备案由系统向有关部门获取，无需提交。申请之后，清单和承诺书不能再修改。</p><form method="post" action="/apply/first.project.by-developer">\(token)<input type="hidden" name="role" value="developer"><input type="hidden" name="subject" value="\(project.id)"><button class="button" type="submit">申请首次登记</button></form>
                """
        case .applied: return "<p>正在办理。由两名审核人员先后审核，登簿后项目即列入可自行办理的项目名单。</p>\(caseLink)"
        case .registered: return "<p>已办结。没有签署承诺书，房屋转移登记须与购房人共同申请。</p>\(caseLink)"
        case .listed, .suspended: return "<p>已办结，<a href=\"/projects/\(project.id)\">项目公示页</a>对外公开。</p>\(caseLink)"
        }
    }
}
