import Casework
import Catalogue
import Contracts
import Exchange
import Register

/// The state of the system: figures first, then what needs somebody.
struct SystemMarkup {
    let state: SystemState
    let catalogue: ServiceCatalogue
    let names: SourceNames
    let now: Moment
    let startedAt: Moment

    var body: Markup { "\(tiles)\(departments)\(stuck)\(phases)" }

    private func tile(_ title: String, _ value: String, _ note: String, _ kind: String = "") -> Markup {
        "<li\(kind.isEmpty ? .empty : " class=\"\(kind)\"" as Markup)><span class=\"soft\">\(title)</span><b>\(value)</b><span class=\"small soft\">\(note)</span></li>"
    }

    private func bounded(_ count: Int) -> String { count > CaseSearch.countLimit ? "\(CaseSearch.countLimit)+" : String(count) }

    private var tiles: Markup {
        let breached = state.escalations.filter { $0.key >= 3 }.map(\.value).reduce(0, +)
        let warned = state.escalations.filter { $0.key < 3 }.map(\.value).reduce(0, +)
        let waiting = state.outbox.map(\.waiting).reduce(0, +)
        let refused = state.outbox.map(\.refused).reduce(0, +)
        let money = state.money.values.reduce(0, +)
        let why = MoneyNeed.Kind.allCases.compactMap { kind in state.money[kind].map { "\(kind.chinese)\($0)件" } }.joined(separator: "，")
        let age = state.checkpoint.map { Int(now.seconds(since: $0.at)) }
        return """
            <ul class="tiles">\(tile("待办滞后", bounded(state.overdueRuns), "超过一分钟未轮到的办件", state.overdueRuns > 0 ? "warn" : ""))\(tile("已超法定时限", String(breached), "临近时限\(warned)件", breached > 0 ? "bad" : ""))\(tile("待送达消息", String(waiting), "被拒收\(refused)条", refused > 0 ? "bad" : waiting > 100 ? "warn" : ""))\(tile("监管资金待处理", money >= CaseSearch.countLimit ? "\(CaseSearch.countLimit)+" : String(money), money == 0 ? "没有需要人员处理的资金" : why, money > 0 ? "bad" : ""))\(tile("登记日志", "\(state.logSize)条", "待编入\(bounded(state.logPending))条"))\(tile("最近检查点", state.checkpoint.map { "\($0.size)条" } ?? "无", age.map { "\(Self.span($0))前签发" } ?? "尚无登记", state.logPending > CaseSearch.countLimit ? "warn" : ""))\(tile("数据库", state.engine, "已运行\(Self.span(Int(now.seconds(since: startedAt))))"))</ul>
            """
    }

    static func span(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(max(0, seconds))秒"
        case ..<3_600: "\(seconds / 60)分钟"
        case ..<172_800: "\(seconds / 3_600)小时"
        default: "\(seconds / 86_400)天"
        }
    }

    /// Every department and institution, with what it has not been told and whether it is left alone.
    private var departments: Markup {
        let backlog = Dictionary(state.outbox.map { ($0.peer, $0) }) { first, _ in first }
        let rows = state.correspondents.map { correspondent -> RowTable.Row in
            let line = backlog[correspondent.peer.wire]
            let circuit: Markup =
                switch state.circuits[correspondent.peer] {
                case nil: "<span class=\"tag good\">正常</span>"
                case let until? where until > now: "<span class=\"tag bad\">暂停询问至\(until.description)</span>"
                case _?: "<span class=\"tag warn\">试探恢复</span>"
                }
            return [
                "\(correspondent.name)", circuit, "\(line?.waiting ?? 0)", "\(line?.refused ?? 0)",
                "\(line?.oldest.map { "\(Self.span(Int(now.seconds(since: $0))))" } ?? "—")", "\(line?.lastError ?? "")",
            ]
        }
        let table = RowTable(
            columns: [.init("部门"), .init("连接"), .init("待送达", "num"), .init("被拒收", "num"), .init("最早一条"), .init("最近原因", "small")], rows: rows, isNamed: true)
        return "<section class=\"card\"><h2>与各部门的往来</h2>\(table.markup)</section>"
    }

    private var stuck: Markup {
        let rows = state.stuck.map { item -> RowTable.Row in
            [
                "\(item.id)", "\(catalogue.service(item.service)?.shortName ?? item.service)", CaseTag.tag(item.phase),
                "\(item.waitingFor.map(names.department) ?? "")", "\(item.since.description)", "\(item.runAt?.description ?? "—")",
            ]
        }
        let body: Markup =
            rows.isEmpty
            ? "<p class=\"soft\">没有停滞的办件。</p>"
            : RowTable(
                columns: [.init("受理编号", "mono"), .init("事项"), .init("状态"), .init("等待"), .init("最近变化"), .init("下次处理")], rows: rows
            ).markup
        return "<section class=\"card\"><h2>停滞的办件</h2><p class=\"small soft\">应处理而超过五分钟没有处理，或者等待部门超过一小时；最多列出100件。</p>\(body)</section>"
    }

    private var phases: Markup {
        let rows = CaseState.Phase.allCases.compactMap { phase -> Markup? in
            state.phases[phase].map { "<tr><td>\(phase.chinese)</td><td class=\"num\">\(bounded($0))</td></tr>" }
        }
        let levels = state.escalations.sorted { $0.key < $1.key }.map { level, count -> Markup in
            "<tr><td>\(level >= 3 ? "超期（第\(level - 2)级督办）" : level == 2 ? "最后一日或次日到期" : "时限已用七成")</td><td class=\"num\">\(count)</td></tr>"
        }
        let risen: Markup =
            levels.isEmpty
            ? "<p class=\"soft\">没有临近或超过时限的办件。</p>"
            : "<table><thead><tr><th>级别</th><th>件数</th></tr></thead><tbody>\(levels)</tbody></table>"
        return """
            <div class="two"><section class="card"><h2>在办件</h2><table><thead><tr><th>状态</th><th>件数</th></tr></thead><tbody>\(rows)</tbody></table></section>
            <section class="card"><h2>时限督办</h2>\(risen)</section></div>
            """
    }
}
