import Casework
import Catalogue
import Escrow
import Hummingbird
import Identity
import Register
import Storage

/// Money in custody that a person has to see to: its cases may be registered or have ended, and stand in no other list.
///
/// | method | path          | role      | what                                                              |
/// | ------ | ------------- | --------- | ----------------------------------------------------------------- |
/// | GET    | /office/money | registrar | books that stopped, can't be paid out, or should have ended by now |
struct MoneyNeedRoutes: RouteGroup {
    let desk: Desk

    static let path = Path("/office/money")
    private static let size = 50

    func addRoutes(to table: inout RouteTable) {
        table.official(.page("office.money.needs", .get, Self.path.template, .clearMoney, "监管资金待处理", query: [QueryParameter("page", .string, "页码")]), list)
    }

    @Sendable func list(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let page = Pager.page(try request.query()["page"])
        let region = desk.office.region
        let now = context.now
        let divisions = context.office.divisions
        let (lines, total) = try await desk.office.database.read { connection in
            let lines = try MoneyNeeds.list(at: now, divisions: divisions, offset: (page - 1) * Self.size, limit: Self.size, region: region, in: connection)
            return (lines, try MoneyNeeds.count(at: now, divisions: divisions, region: region, in: connection))
        }
        let names = SourceNames(desk.office)
        let rows = lines.map { line -> RowTable.Row in
            let why = line.stop.map { "：\($0.chinese)" } ?? ""
            return RowTable.Row(
                [
                    "<a href=\"/office/cases/\(line.caseID)#money\">\(line.caseID)</a>", "\(desk.office.catalogue.service(line.service)?.shortName ?? line.service)",
                    CaseTag.tag(line.casePhase), "\(line.phase.chinese)", "<b>\(line.kind.chinese)</b>\(why)", "\(names.institution(line.custodian) ?? line.custodian)",
                    "\(line.inCustody.description)", "\(SystemMarkup.span(Int(now.seconds(since: line.since))))",
                ], attributes: " data-href=\"/office/cases/\(line.caseID)\"")
        }
        let columns: [RowTable.Column] = [
            .init("受理编号", "mono nowrap"), .init("事项", "nowrap"), .init("办件"), .init("资金"), .init("待处理"), .init("监管机构"), .init("账户余额（元）", "num"), .init("已等待", "nowrap"),
        ]
        let shown = total > CaseSearch.countLimit ? "超过\(CaseSearch.countLimit)件" : "共\(total)件"
        let table: Markup = rows.isEmpty ? Parts.empty("没有待处理的资金", "没有需要人员核对的监管资金。") : RowTable(columns: columns, rows: rows, style: "queue").markup
        return desk.page(
            "监管资金待处理", context, scripts: ["office.js"],
            """
            <h1>监管资金待处理</h1><p class="soft">两本账不一致而暂停划付的，多次未能付出的，有入账需要认定的，以及登簿或者开始退款后超过\(MoneyNeed.hours)小时仍没有划清的。已登簿和已经结束的办件也列在这里。</p>
            \(table)\(Pager.links(page: page, isMore: page * Self.size < total, total: shown) { Self.path(page == 1 && $0 == 1 ? [] : [("page", String($0))]) })
            """)
    }
}
