import Casework
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// What has been registered on a unit since its first registration, for everybody: kinds and times, nobody's name. The browser proves
/// that the chain is complete and ends where the log's map ends for everybody.
///
/// | method | path                   | what                                              |
/// | ------ | ---------------------- | ------------------------------------------------- |
/// | GET    | /units/{unit}/history  | the chain; `/api/v1/log/units/{unit}` is its data |
struct UnitHistoryRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.anyone(.page("unit.history", .get, PathTemplate("/units/{unit}/history"), .viewPublicPages, "登记历史"), history)
    }

    private struct Entry: Decodable {
        let at: String
        let kind: String
    }

    @Sendable func history(_ request: Request, _ context: AppContext) async throws -> Response {
        let unit = try context.unitCode()
        let region = desk.office.region
        let (chain, folio) = try await desk.office.database.read { connection in
            (try UnitChain.read(unit, region: region, in: connection), try FolioRecords.find(unit, region: region, in: connection)?.folio)
        }
        guard let chain, let folio else { throw PortalError.notFound }
        let rows = chain.links.enumerated().map { number, link -> Markup in
            let entry = link.entry.flatMap { try? CanonicalJSON.decode(Entry.self, from: $0) }
            let place: Markup = link.index.map { "登记日志第 \(Int($0)) 条" } ?? "正在写入登记日志"
            let time = entry.map { String($0.at.prefix(19)).replacing("T", with: " ") } ?? ""
            return """
                <li data-leaf="\(Hexadecimal.encode(link.leaf))"><span><b>\(number + 1). \(entry.map { ActNames.chinese($0.kind) } ?? "登记")</b><span class="small">\(time)，\(place)</span><span class="small soft">指纹 <span class="mono">\(String(Hexadecimal.encode(link.leaf).prefix(16)))</span></span></span></li>
                """
        }
        let list: Markup = rows.isEmpty ? Parts.empty("还没有登记", "这个不动产单元还没有办理过登记。") : "<div class=\"card\"><ol class=\"tasks\">\(rows)</ol></div>"
        let proof: Markup = rows.isEmpty ? .empty : """
            <section class="note" data-chain="\(unit.text)" data-key="\(desk.logKeys)" data-witnesses="\(desk.witnesses.policy.text)" aria-live="polite"><b>正在您的浏览器中核对登记历史…</b><ol></ol><noscript><p>您的浏览器没有启用脚本。可以<a href="/api/v1/log/units/\(unit.text)">下载全部条目</a>，用公钥在任何工具中核验。</p></noscript></section>
            """
        return desk.page(
            "登记历史", context, width: .narrow, scripts: ["history.js"],
            """
            <h1>登记历史</h1><p class="lead">\(folio.description.location)<br><span class="small mono">\(unit.grouped)</span></p>\(proof)\(list)
            <p class="small soft">每一条都写明前一条的指纹，登记日志的检查点又承诺了每个单元的最后一条，因此缺少任何一条、隐去最新的一条，都会被发现。这里不显示任何人的姓名；权利人是谁，只有权利人和利害关系人可以查询（《民法典》第二百一十八条、第二百一十九条）。数据接口：<a href="/api/v1/log/units/\(unit.text)">JSON</a></p>
            """)
    }
}
