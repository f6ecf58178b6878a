import Casework
import Register

/// Parts of a developer's project page.
enum ProjectMarkup {
    private static let pageSize = 50

    static func tag(_ state: Project.State) -> Markup {
        switch state {
        case .preparing: "<span class=\"tag accent\">\(state.chinese)</span>"
        case .applied: "<span class=\"tag\">\(state.chinese)</span>"
        case .registered, .listed: "<span class=\"tag good\">\(state.chinese)</span>"
        case .suspended: "<span class=\"tag warn\">\(state.chinese)</span>"
        }
    }

    static func figures(_ overview: ProjectOverview) -> Markup {
        let items: [(String, Int)] = [
            ("房屋（套）", overview.units.count), ("已首次登记", overview.registered), ("已转移登记", overview.sold), ("购房人自行办证", overview.selfRegistered),
        ]
        let figures = items.map { item -> Markup in "<div><dt>\(item.0)</dt><dd>\(item.1)</dd></div>" }
        return "<dl class=\"figures\">\(figures)</dl>"
    }

    /// The units, by state and page.
    static func units(_ overview: ProjectOverview, state: ProjectOverview.UnitState?, page: Int) -> Markup {
        guard !overview.units.isEmpty else { return .empty }
        let base = Paths.developerProject(overview.project.id)
        let found = overview.units.filter { state == nil || overview.states[$0.unit] == state }
        let pages = max(1, (found.count + pageSize - 1) / pageSize)
        let page = min(pages, max(1, page))
        func link(_ state: ProjectOverview.UnitState?, _ page: Int) -> String {
            Percent.link(base, [("state", state?.rawValue ?? ""), ("page", String(page))].filter { !$0.1.isEmpty })
        }
        let used = ProjectOverview.UnitState.allCases.filter { word in overview.states.values.contains(word) }
        let tabs = ([nil] + used).map { tab -> Markup in
            "<a class=\"button small\(tab == state ? "" : " quiet")\" href=\"\(link(tab, 1))\"\((tab == state).markup(" aria-current=\"true\""))>\(tab?.chinese ?? "全部")</a>"
        }
        let rows = found.dropFirst((page - 1) * pageSize).prefix(pageSize).map { unit -> RowTable.Row in
            [
                "\(unit.room)", "\(unit.description.location)", "\(unit.unit.grouped)", "\(unit.description.buildingArea.description)", unit.outline == nil ? "无" : "有",
                unit.selfService ? "可自行办理" : "共同申请", stateTag(overview.states[unit.unit] ?? .planned),
            ]
        }
        let earlier: Markup = page > 1 ? "<a class=\"button small quiet\" href=\"\(link(state, page - 1))\">上一页</a>" : .empty
        let later: Markup = page < pages ? "<a class=\"button small quiet\" href=\"\(link(state, page + 1))\">下一页</a>" : .empty
        return """
            <section class="plain" aria-label="房屋清单"><h2>房屋清单</h2>\((used.count > 1).markup("<p class=\"tabs\">\(tabs)</p>"))
            \(RowTable(columns: columns, rows: rows).markup)
            <p class="soft small">共 \(found.count) 套\(pages > 1 ? "，第 \(page) 页，共 \(pages) 页" : "")。<a href="\(Paths.developerTemplate(overview.project.id))">下载清单（CSV）</a></p><p class="actions">\(earlier)\(later)</p></section>
            """
    }

    private static let columns: [RowTable.Column] = [
        .init("室号", "nowrap"), .init("坐落", "wide"), .init("不动产单元号", "mono nowrap"), .init("建筑面积（㎡）", "num"), .init("平面轮廓", "nowrap"), .init("办理方式", "nowrap"),
        .init("状态", "nowrap"),
    ]

    private static func stateTag(_ state: ProjectOverview.UnitState) -> Markup {
        switch state {
        case .planned: "<span class=\"tag\">\(state.chinese)</span>"
        case .registered: "<span class=\"tag accent\">\(state.chinese)</span>"
        case .sold, .selfRegistered: "<span class=\"tag good\">\(state.chinese)</span>"
        }
    }

    static func history(_ events: [ProjectEvent]) -> Markup {
        guard !events.isEmpty else { return .empty }
        let items = events.map { event -> Markup in
            "<li><time>\(event.at.description)</time>\(event.kind.chinese)\((!event.detail.isEmpty).markup("<span class=\"small soft\">（\(event.detail)）</span>"))</li>"
        }
        return "<section class=\"card\"><h2>项目记录</h2><ul class=\"timeline\">\(items)</ul></section>"
    }

    /// 幢 as people say it: the four digits of its number in the code.
    static func building(_ code: String) -> String { "\(Int(code.suffix(4)) ?? 0)幢" }

    /// What officials see of a project in its case: list, letter and reports, each with its digest.
    static func official(_ facts: CaseFacts.ProjectFacts?, reports: [SurveyReport], letter: PledgeLetter?) -> Markup {
        guard let facts else { return .empty }
        let units = facts.units
        let area = units.reduce(Area.zero) { $0 + $1.description.buildingArea }
        let rows = units.prefix(500).map { unit -> RowTable.Row in
            [
                "\(unit.room)", "\(unit.unit.grouped)", "\(unit.description.location)", "\(CodeLists.uses[unit.description.use] ?? unit.description.use)",
                "\(unit.description.buildingArea.description)", "\(unit.description.innerArea.description)", "\(unit.description.sharedArea.description)",
                "\(unit.selfService ? "是" : "否")",
            ]
        }
        let table = RowTable(
            columns: [
                .init("室号"), .init("不动产单元号", "mono"), .init("坐落"), .init("用途"), .init("建筑", "num"), .init("专有", "num"), .init("分摊", "num"), .init("自办"),
            ], rows: rows, isNamed: true)
        let files = reports.map { report -> Markup in
            "<li><span><b><a href=\"\(Paths.officeReport(report.project, report.building))\">\(building(report.building))：\(report.fileName)</a></b><span class=\"small\">\(report.number)，\(report.surveyor)，摘要 <span class=\"mono\">\(String(report.digest.prefix(16)))…</span></span></span></li>"
        }
        let promise: Markup = facts.pledge.markup { pledge in
            "<details class=\"card\"><summary><b>承诺书和申请表（总表）</b></summary><p class=\"small\">\(pledge.signedAt.description)签署，有效期至\(pledge.validUntil.chinese)，摘要 <span class=\"mono\">\(pledge.digest)</span></p>\((letter != nil).markup("<p><a href=\"\(Paths.officePledge(pledge.project))\">下载承诺书（PDF）</a></p>"))\(letter.markup { "\(PledgeMarkup.paragraphs($0.letter))<h3>分户转移登记申请表（总表）</h3>\(PledgeMarkup.paragraphs($0.masterApplication))" })</details>"
        }
        return """
            <section class="card"><h2>项目</h2>\(Parts.facts([("项目", "\(facts.project.name)"), ("宗地代码", "<span class=\"mono\">\(facts.project.parcel)</span>"), ("房屋", "\(units.count)套，合计\(area.description)平方米"), ("可自行办理", "\(units.count { $0.selfService })套"), ("有测绘成果", "\(facts.surveyed.count)套")]))\((!files.isEmpty).markup("<h3>分户测绘报告</h3><ul class=\"tasks\">\(files)</ul>"))</section>\(promise)
            <details class="card"><summary><b>房屋清单（\(units.count)套）</b></summary>\(table.markup)</details>
            """
    }
}
