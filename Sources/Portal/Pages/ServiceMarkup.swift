import Casework
import Catalogue
import Register

/// The page of one service, generated from its definition.
struct ServiceMarkup {
    let service: ServiceDefinition
    let catalogue: ServiceCatalogue
    let today: LegalDate

    static func card(_ service: ServiceDefinition) -> Markup {
        """
        <li><a class="card" href="/services/\(service.id)"><h3>\(service.shortName)</h3><p>\(service.summary)</p><p class="meta">承诺\(service.within.target.chinese)<span class="hidden">，\(service.name)</span></p></a></li>
        """
    }

    /// The way to the wizard, among the services.
    static let wizardCard: Markup = """
        <li><a class="card" href="/transfer-ways"><h3>房屋还有贷款，怎么过户？</h3><p>选房屋、答几个问题，就知道适合哪一种办理方式，以及其他方式为什么不适合。</p><p class="meta">过户方式向导</p></a></li>
        """

    /// Where several services lead to the same end, nobody has to know which is right.
    private var wizard: Markup {
        (!service.suits.isEmpty).markup("<p class=\"soft\">不确定是不是这种办理方式？<a href=\"\(Paths.ways())\">回答几个问题，看看哪一种适合</a></p>")
    }

    var page: Markup {
        """
        <h1>\(service.name)</h1><p class="lead">\(service.summary)</p>\(key)
        <p class="actions start"><a class="button" href="/apply/\(service.id)">开始办理</a></p>\(wizard)
        <div class="two"><div>\(conditions)\(materials)\(process)</div><div>\(applicants)\(costs)\(channels)\(law)</div></div>
        """
    }

    // MARK: at a glance

    private var examples: [FeeExample] { FeeAssessment.examples(of: service, on: today) }

    private var key: Markup {
        let fee = examples.first.map { "\($0.title == "每件" ? "" : $0.title)\(Self.yuan($0.total))" } ?? "免费"
        let uploads = service.materials.count(where: \.isUploaded)
        let items: [(String, String)] = [
            ("承诺时限", service.within.target.chinese), ("费用", fee), ("需要您提交的材料", uploads == 0 ? "无" : "\(uploads)项"),
            ("跑动次数", service.channels.contains(.web) ? "0次" : "1次"),
        ]
        let list = items.map { item -> Markup in "<div><dt>\(item.0)</dt><dd>\(item.1)</dd></div>" }
        return "<dl class=\"key\">\(list)</dl>"
    }

    private static func yuan(_ money: Money) -> String {
        let text = money.description
        return (text.hasSuffix(".00") ? String(text.dropLast(3)) : text) + "元"
    }

    // MARK: what is needed

    private var conditions: Markup {
        guard !service.requires.isEmpty else { return .empty }
        let items = service.requires.map { "<li>\($0.says)</li>" as Markup }
        return "<section class=\"card\"><h2>办理条件</h2><ul>\(items)</ul></section>"
    }

    private var materials: Markup {
        let items = service.materials.map { need -> Markup in
            let definition = catalogue.material(need.kind)
            let tag: Markup = need.isUploaded ? "<span class=\"tag warn\">由您上传</span>" : "<span class=\"tag good\">系统获取</span>"
            var notes = [definition?.about ?? ""]
            if !need.isUploaded { notes.append("来源：\(MaterialNames.issuer(need.from))。") }
            if let when = need.when { notes.append("仅在\(situation(when))时需要。") }
            if let definition, need.isUploaded, !definition.formats.isEmpty {
                notes.append("格式：\(definition.formats.map(\.chinese).joined(separator: "、"))，不超过\(definition.maxMegabytes)MB。")
            }
            return "<li><span><b>\(definition?.name ?? need.kind)</b><span class=\"small\">\(notes.joined())</span></span>\(tag)</li>"
        }
        let free: Markup = service.materials.contains(where: \.isUploaded) ? .empty : "<p>全部材料由系统向有关部门获取，您什么都不用交。</p>"
        return "<section class=\"card\"><h2>需要的材料</h2>\(free)<ul class=\"tasks\">\(items)</ul></section>"
    }

    private func situation(_ condition: Condition) -> String {
        switch condition {
        case .applicant(let kind, let roles):
            let labels = roles.compactMap { service.role($0)?.label }
            return labels.isEmpty ? "\(kind.chinese)申请" : "\(labels.joined(separator: "、"))是\(kind.chinese)"
        case .answer(let name, let values):
            let labels = values.map { value in service.field(name)?.options.first { $0.value == value }?.label ?? value }
            return "选择“\(labels.joined(separator: "”“"))”"
        case .charged: return "约定从监管资金中支付"
        }
    }

    // MARK: how it goes

    private static let stages: [(step: String, title: String, text: String)] = [
        ("identify", "登录", "通过统一身份认证确认身份，不强制人脸识别。"), ("gather", "获取材料", "系统同时向各部门查询，逐项列明来源。"),
        ("check", "核验", "有问题当场一次性告知，并说明怎样解决。"), ("sign", "核对并签署", "逐项核对申请内容，签名后提交。"),
        ("fee", "缴费", "通过非税收入缴款平台缴纳，登记机构不经手资金。"), ("decide", "审核", ""), ("register", "登簿", "记载于登记簿时物权变动发生效力。"),
        ("certify", "发证", "电子证书加盖电子印章，可以随时下载和查验。"),
    ]

    private var process: Markup {
        var items: [Markup] = []
        for stage in Self.stages where service.steps.contains(stage.step) {
            let text = stage.step == "decide" ? review : stage.text
            items.append("<li><b>\(stage.title)</b><span class=\"small\">\(text)</span></li>")
            if stage.step == "decide", let notice = service.publicNotice {
                let scope = notice.when.map { "\(situation($0))的，" } ?? ""
                items.append("<li><b>公告</b><span class=\"small\">\(scope)\(notice.workingDays == 0 ? "登记机构在网站刊发声明，随即继续办理。" : "在登记机构网站公告\(notice.workingDays)个工作日，公告期间不计入办理时限。")</span></li>")
            }
        }
        return """
            <section class="card"><h2>办理流程</h2><ol class="steps plan">\(items)</ol><p class="small soft">法定时限\(service.within.legalChinese)，自受理之日的次日起算；补正、公告\(service.within.notCounted.map { "、\($0.chinese)" }.joined())的时间不计入。</p></section>
            """
    }

    private var review: String {
        service.review == .automatic ? "全部核验通过的由系统自动审核，有疑点的转工作人员审核。" : "由登记机构\(service.review.chinese)。"
    }

    // MARK: who, how much, where, why

    /// How somebody in a role takes part.
    static func manner(_ role: ApplicantRole) -> String {
        role.optional ? "只在须取得其同意时参加，登录后签署即为书面同意" : role.alone ? "可以单独申请" : "与其他各方共同申请，各自登录签署"
    }

    private var applicants: Markup {
        let items = service.applicants.map { role -> Markup in
            """
            <li><span><b>\(role.label)</b><span class="small">\(role.kinds.map(\.chinese).joined(separator: "、"))；\(ServiceMarkup.manner(role))。</span><span class="small">身份确认：\(role.identify.map(\.chinese).joined(separator: "、"))。</span></span></li>
            """
        }
        return "<section class=\"card\"><h2>谁来申请</h2><ul class=\"tasks\">\(items)</ul></section>"
    }

    private var costs: Markup {
        let examples = examples
        guard !examples.isEmpty else { return "<section class=\"card\"><h2>费用</h2><p>\(service.fee.says)</p></section>" }
        let rows = examples.map { example -> Markup in
            let basis = Set(example.lines.map(\.basis)).sorted().joined(separator: "；")
            return "<tr><td>\(example.title)<br><span class=\"small soft\">\(example.lines.map(\.name).joined(separator: "、"))。\(basis)</span></td><td class=\"amount\">\(Self.yuan(example.total))</td></tr>"
        }
        return """
            <section class="card"><h2>费用</h2><table><caption class="hidden">各种情形的登记费</caption><thead><tr><th scope="col">情形</th><th scope="col" class="amount">登记费</th></tr></thead><tbody>\(rows)</tbody></table><p class="small soft">\(service.fee.says)</p></section>
            """
    }

    private var channels: Markup {
        let items = service.channels.map { "<li>\($0.chinese)</li>" as Markup }
        return "<section class=\"card\"><h2>在哪里办</h2><ul>\(items)</ul></section>"
    }

    /// Each law once, with its articles and the form in which it is cited.
    private var law: Markup {
        var order: [Law] = []
        for statute in service.law where !order.contains(statute.law) { order.append(statute.law) }
        let items = order.map { law -> Markup in
            let articles = service.law.filter { $0.law == law && $0.article != nil }.map { String($0.chinese.dropFirst(law.title.count + 2)) }
            return "<li>《\(law.title)》\(articles.joined(separator: "、"))<small>\(law.issued)</small></li>"
        }
        return "<section class=\"card\"><h2>法律依据</h2><ul class=\"law\">\(items)</ul></section>"
    }
}
