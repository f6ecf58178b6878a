import Casework
import Catalogue
import Contracts
import Exchange
import Hummingbird
import Identity
import Register

/// How the installation is doing, for the system administrator. Nothing here names a person, nothing changes anything.
///
/// | method | path             | who                  | what                                                   |
/// | ------ | ---------------- | -------------------- | ------------------------------------------------------ |
/// | GET    | /admin/system    | system administrator | queues, outbox and circuits, log, stuck cases, limits  |
/// | GET    | /admin/catalogue | the same             | services in force, their fingerprints, their tests     |
/// | GET    | /admin/settings  | the same             | every setting as it stands, without secrets            |
struct OperationRoutes: RouteGroup {
    let admin: AdminDesk

    func addRoutes(to table: inout RouteTable) {
        table.administrator(.page("admin.system", .get, Path("/admin/system").template, .viewSystem, "系统状态"), system)
        table.administrator(.page("admin.catalogue", .get, Path("/admin/catalogue").template, .viewSystem, "服务目录"), catalogue)
        table.administrator(.page("admin.settings", .get, Path("/admin/settings").template, .viewSystem, "系统设置"), settings)
    }

    @Sendable func system(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let state = try await SystemState.read(from: admin.desk.office)
        let markup = SystemMarkup(state: state, catalogue: admin.desk.office.catalogue, names: SourceNames(admin.desk.office), now: context.now, startedAt: admin.startedAt)
        return admin.desk.page("系统状态", context, scripts: ["refresh.js"], "<h1>系统状态</h1><div data-refresh=\"/admin/system\" data-every=\"15\">\(markup.body)</div>")
    }

    @Sendable func catalogue(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let catalogue = admin.desk.office.catalogue
        let results = await admin.catalogueCheck.results()
        let rows = catalogue.services.map { service -> RowTable.Row in
            let result = results[service.id]
            let tag: Markup =
                switch result {
                case nil: "<span class=\"tag\">正在检查</span>"
                case let result? where result.failures.isEmpty: "<span class=\"tag good\">\(result.tests)项通过</span>"
                case let result?: "<span class=\"tag bad\">\(result.failures.count)项未通过</span>"
                }
            let failures = (result?.failures ?? []).map { "<li>\($0)</li>" as Markup }
            return [
                "<b>\(service.shortName)</b><br><span class=\"mono small soft\">\(service.id)</span>", "\(service.channels.map(\.chinese).joined(separator: "、"))",
                "\(service.review.chinese)", "\(service.within.legalWorkingDays)个工作日", "\(String((catalogue.hashes[service.file] ?? "").prefix(16)))",
                "\(tag)\(failures.isEmpty ? .empty : "<ul class=\"small\">\(failures)</ul>")",
            ]
        }
        let done = results.count == catalogue.services.count
        let columns: [RowTable.Column] = [.init("服务"), .init("渠道"), .init("审核方式"), .init("时限"), .init("文件指纹", "mono small"), .init("自带用例")]
        return admin.desk.page(
            "服务目录", context, scripts: ["refresh.js"],
            """
            <h1>服务目录</h1><div data-refresh="/admin/catalogue" data-every="\(done ? "0" : "2")"><section class="card">\(Parts.facts([("目录指纹", "<span class=\"mono\">\(catalogue.hash)</span>"), ("服务", "\(catalogue.services.count)项"), ("材料", "\(catalogue.materials.count)种"), ("法规", "\(catalogue.laws.count)部"), ("文书文本", "\(catalogue.texts.count)份")]))<p class="small soft">办件按受理时的目录指纹办结。服务文件自带用例，启动后在后台逐项运行，结果如下；修改目录须重新启动。</p></section>
            \(RowTable(columns: columns, rows: rows).markup)</div>
            """)
    }

    @Sendable func settings(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let rows = admin.settings.map { line -> RowTable.Row in
            ["\(line.key)", "\(line.value)", "\(line.isStandard ? "默认" : "已设定")", "\(line.meaning)"]
        }
        let columns: [RowTable.Column] = [.init("设置项", "mono"), .init("现值", "mono"), .init("来源"), .init("含义")]
        return admin.desk.page(
            "系统设置", context,
            """
            <h1>系统设置</h1><p class="soft">设置只能在服务器上的配置文件、环境变量或启动参数中修改，重新启动后生效；本页只供查看，不显示口令和密钥。</p>
            \(RowTable(columns: columns, rows: rows).markup)
            """)
    }
}
