import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// What anybody may see.
///
/// | method | path                  | what                                                     |
/// | ------ | --------------------- | -------------------------------------------------------- |
/// | GET    | /                     | home: search, common tasks, figures                      |
/// | GET    | /services             | the catalogue, by theme or by words                      |
/// | GET    | /services/{id}        | one service: what it needs, costs, takes; start          |
/// | GET    | /projects             | projects whose buyers register alone                     |
/// | GET    | /projects/{id}        | one of them                                              |
/// | GET    | /about, /accessibility| what is trusted and how it is kept                       |
struct PublicRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let words = QueryParameter("q", .string, "搜索词")
        table.anyone(.page("home", .get, Paths.home.template, .viewPublicPages, "首页"), home)
        table.anyone(.page("services", .get, PathTemplate("/services"), .viewPublicPages, "服务目录", query: [words]), services)
        table.anyone(.page("service", .get, PathTemplate("/services/{id}"), .viewPublicPages, "服务指南"), service)
        table.anyone(.page("projects", .get, PathTemplate("/projects"), .viewPublicPages, "可自行办理的项目", query: [words]), projects)
        table.anyone(.page("project", .get, PathTemplate("/projects/{id}"), .viewPublicPages, "项目公示"), project)
        table.anyone(.page("about", .get, PathTemplate("/about"), .viewPublicPages, "关于与安全"), about)
        table.anyone(.page("accessibility", .get, PathTemplate("/accessibility"), .viewPublicPages, "无障碍声明"), accessibility)
    }

    @Sendable func home(_ request: Request, _ context: AppContext) async throws -> Response {
        let region = desk.office.region
        let figures = try await desk.office.database.read { connection -> (units: Int64, listed: Int64, done: Int64) in
            (
                try connection.row("SELECT COUNT(*) AS n FROM register_folio WHERE region = \(region)")?.int("n") ?? 0,
                try connection.row("SELECT COUNT(*) AS n FROM project WHERE region = \(region) AND state = 'listed'")?.int("n") ?? 0,
                try connection.row("SELECT COUNT(*) AS n FROM case_file WHERE region = \(region) AND phase = 'completed'")?.int("n") ?? 0
            )
        }
        let featured = ["transfer.presold.by-buyer", "transfer.existing.sale", "mortgage.first", "mortgage.cancel", "query.own", "certificate.reissue"]
            .compactMap { desk.office.catalogue.service($0) }
        let cards = featured.map { service -> Markup in
            "<li><a class=\"card\" href=\"/services/\(service.id)\"><h3>\(service.shortName)</h3><p>\(service.summary)</p><p class=\"small soft\">承诺时限:\(service.within.target.chinese)</p></a></li>"
        }
        let hero: Markup = """
            <div class="hero"><div class="row"><h1>不动产登记,一次办成</h1><p>合同、完税、维修资金由系统向各部门获取。核对、签名、缴费,约一秒后取得电子不动产权证书,每一笔登记都可以自己验证。</p>
            <form class="search" action="/services" role="search"><label class="hidden" for="q">搜索服务</label><input id="q" name="q" type="search" placeholder="您想办什么?例如:办房产证、抵押、补证" maxlength="60"><button class="button light" type="submit">搜索</button></form></div></div>
            """
        return desk.page(
            "不动产登记", context, hero: hero,
            """
            <h2>常办服务</h2><ul class="grid">\(cards)</ul>
            <h2>怎样办理</h2><ol class="grid"><li class="card"><h3>1 选房屋</h3><p>登录后,系统列出您已备案的合同和名下的不动产,直接选择即可。</p></li><li class="card"><h3>2 核对</h3><p>材料由住建、税务、公安等部门提供,逐项列明来源和时间,您只需核对。</p></li><li class="card"><h3>3 签名缴费</h3><p>在手机上签署申请,缴纳登记费。全程不强制人脸识别。</p></li><li class="card"><h3>4 取证</h3><p>登簿即发证。扫描证书二维码,可在自己的浏览器里验证登记簿确有此登记。</p></li></ol>
            <h2>登记簿今日</h2><div class="card"><dl class="figures"><div><dt>登记簿页</dt><dd>\(grouped(figures.units))</dd></div><div><dt>可自行办理的项目</dt><dd>\(grouped(figures.listed))</dd></div><div><dt>网上已办结</dt><dd>\(grouped(figures.done))</dd></div></dl></div>
            """)
    }

    private func grouped(_ value: Int64) -> String { String(Money(fen: value * 100).description.dropLast(3)) }

    @Sendable func services(_ request: Request, _ context: AppContext) async throws -> Response {
        let words = String((try request.query()["q"] ?? "").prefix(60))
        let catalogue = desk.office.catalogue
        if !words.isEmpty {
            let found = catalogue.search(words)
            let list = found.map(card)
            return desk.page(
                "搜索“\(words)”", context,
                """
                \(Parts.crumbs([("首页", "/"), ("服务目录", "/services")]))<h1>“\(words)”的搜索结果</h1>
                \(found.isEmpty ? Parts.empty("没有找到相关服务", "换一个说法试试,例如“办证”“抵押”“补证”“查询”。", action: ("查看全部服务", "/services")) : "<ul class=\"grid\">\(list)</ul>")
                """)
        }
        let themes = Dictionary(grouping: catalogue.services, by: \.category).sorted { $0.key.rawValue < $1.key.rawValue }
        let sections = themes.map { theme, services -> Markup in "<h2>\(theme.chinese)</h2><ul class=\"grid\">\(services.map(card))</ul>" }
        return desk.page("服务目录", context, "\(Parts.crumbs([("首页", "/")]))<h1>服务目录</h1>\(sections)")
    }

    private func card(_ service: ServiceDefinition) -> Markup {
        "<li><a class=\"card\" href=\"/services/\(service.id)\"><h3>\(service.name)</h3><p>\(service.summary)</p></a></li>"
    }

    @Sendable func service(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let service = desk.office.catalogue.service(try context.part("id")) else { throw PortalError.notFound }
        let catalogue = desk.office.catalogue
        let materials = service.materials.map { need -> Markup in
            let definition = catalogue.material(need.kind)
            let tag: Markup = need.isUploaded ? "<span class=\"tag warn\">需要您提交</span>" : "<span class=\"tag good\">无需提交,系统获取</span>"
            return "<li><span><b>\(definition?.name ?? need.kind)</b><span class=\"small\">\(definition?.about ?? "")</span></span>\(tag)</li>"
        }
        let requires = service.requires.map { "<li>\($0.says)</li>" as Markup }
        let law = service.law.map { "<li>\($0.chinese)</li>" as Markup }
        let who = service.applicants.map { role -> Markup in "<li>\(role.label)\(role.alone ? "(可单独申请)" : "")</li>" }
        return desk.page(
            service.name, context,
            """
            \(Parts.crumbs([("首页", "/"), ("服务目录", "/services")]))<h1>\(service.name)</h1><p class="lead">\(service.summary)</p>
            <div class="two"><div>
            <section class="card"><h2>办理条件</h2><ul>\(requires)</ul><h3>谁来申请</h3><ul>\(who)</ul></section>
            <section class="card"><h2>需要的材料</h2><ul class="tasks">\(materials)</ul></section>
            <section class="card"><h2>法律依据</h2><ul>\(law)</ul></section>
            </div><aside class="card"><h2>办理时限</h2><p>承诺 <b>\(service.within.target.chinese)</b><br><span class="soft">法定 \(service.within.legalChinese)</span></p><h2>费用</h2><p>\(service.fee.says)</p><h2>审核方式</h2><p>\(service.review.chinese)</p><p class="actions"><a class="button" href="/apply/\(service.id)">开始办理</a></p></aside></div>
            """)
    }

    @Sendable func projects(_ request: Request, _ context: AppContext) async throws -> Response {
        let words = String((try request.query()["q"] ?? "").prefix(40))
        let region = desk.office.region
        let list = try await desk.office.database.read {
            try ProjectRecords.publicList(region: region, matching: words.isEmpty ? nil : words, limit: 200, in: $0)
        }
        let items = list.map { project -> Markup in
            """
            <li><span><b><a href="/projects/\(project.id)">\(project.name)</a></b><span class="small">\(project.location)</span></span>\(state(project))</li>
            """
        }
        return desk.page(
            "可自行办理的项目", context,
            """
            \(Parts.crumbs([("首页", "/")]))<h1>可自行办理的商品房项目</h1><p class="lead">名单内的项目,开发企业已经提交承诺书和分户转移登记申请表(总表)。全款购房人可以自己办证,无需开发企业到场。</p>
            <form class="search" role="search"><label class="hidden" for="q">按项目名称查找</label><input id="q" name="q" type="search" value="\(words)" placeholder="项目名称" maxlength="40"><button class="button" type="submit">查找</button></form>
            <div class="card">\(items.isEmpty ? "<p>没有符合条件的项目。</p>" : "<ul class=\"tasks\">\(items)</ul>")</div>
            """)
    }

    private func state(_ project: Project) -> Markup {
        project.state == .listed ? "<span class=\"tag good\">可自行办理</span>" : "<span class=\"tag warn\">\(project.state.chinese)</span>"
    }

    @Sendable func project(_ request: Request, _ context: AppContext) async throws -> Response {
        let id = try context.part("id")
        let region = desk.office.region
        let found = try await desk.office.database.read { connection -> (Project, Pledge?, Int64)? in
            guard let project = try ProjectRecords.find(id, region: region, in: connection), project.state == .listed || project.state == .suspended else { return nil }
            let units = try connection.row("SELECT COUNT(*) AS n FROM project_unit WHERE region = \(region) AND project_id = \(id)")?.int("n") ?? 0
            return (project, try ProjectRecords.pledge(of: id, region: region, in: connection), units)
        }
        guard let (project, pledge, units) = found else { throw PortalError.notFound }
        return desk.page(
            project.name, context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/"), ("可自行办理的项目", "/projects")]))<h1>\(project.name)</h1>
            \(project.suspendedFor.markup { "<div class=\"note warn\"><b>已暂停自行办理</b><p>\($0)</p></div>" })
            <div class="card">\(Parts.facts([("状态", state(project)), ("坐落", "\(project.location)"), ("宗地代码", "<span class=\"mono\">\(project.parcel)</span>"), ("房屋套数", "\(Int(units))"), ("开发企业承诺有效期至", "\(pledge?.validUntil.chinese ?? "未提交")")]))</div>
            <p class="actions"><a class="button" href="/services/transfer.presold.by-buyer">去办证</a></p>
            """)
    }

    @Sendable func about(_ request: Request, _ context: AppContext) async throws -> Response {
        desk.page(
            "关于与安全", context, width: .narrow,
            """
            <h1>关于与安全</h1><p class="lead">登记簿是物权归属和内容的根据(《民法典》第二百一十六条)。本平台让每一笔登记都能被任何人验证,而不必相信我们。</p>
            <h2>怎样做到可以验证</h2><p>每一笔登记在写入登记簿的同时写入一份只能追加的公开日志。日志不含姓名、证件号等个人信息,只含加盐的摘要。证书上的二维码打开查验页,由您自己的浏览器核对日志签名和路径。</p>
            <div class="card">\(Parts.facts([("日志公钥", "<code>\(desk.logKey)</code>"), ("日志名称", "<code>\(desk.office.sequencer.origin)</code>")]))</div>
            <h2>个人信息</h2><p>姓名、证件号码和电话加密保存。工作人员查看个人信息须写明用途,每一次查看都有记录,您可以在“谁看过我的信息”中看到。登录从不强制人脸识别(《个人信息保护法》第十六条、第二十九条)。</p>
            <h2>自动审核</h2><p>系统只在全部核验通过时自动登簿。凡有疑点一律转人工,系统不会自动作出不予登记的决定(《个人信息保护法》第二十四条)。</p>
            """)
    }

    @Sendable func accessibility(_ request: Request, _ context: AppContext) async throws -> Response {
        desk.page(
            "无障碍声明", context, width: .narrow,
            """
            <h1>无障碍声明</h1><p class="lead">本网站按照 WCAG 2.2 AA 级建设:可用键盘完成全部操作,文字可放大,颜色不是唯一的提示方式。</p>
            <p>不使用脚本也可以办理全部业务;进度页在不使用脚本时请手动刷新。签名只需键入姓名。如有障碍,可到任一登记窗口办理。</p>
            """)
    }
}
