import Casework
import Catalogue
import Register

/// The counters of mortgaged transfers: figures, a chart of the months, tables.
struct TransferReportMarkup {
    let report: TransferReport
    let catalogue: ServiceCatalogue

    static let path = Path("/office/statistics/mortgaged-transfers")

    /// - Parameter typed: as it was sent, where it was wrong.
    static func form(from: String, until: String, presets: [(label: String, period: TransferReport.Period)], error: String?) -> Markup {
        let links = presets.map { preset -> Markup in
            let isCurrent = preset.period.from == from && preset.period.until == until
            return "<a class=\"button small\(isCurrent ? "" : " quiet")\" href=\"\(path([("from", preset.period.from), ("until", preset.period.until)]))\"\(isCurrent.markup(" aria-current=\"page\""))>\(preset.label)</a>"
        }
        let message = error.markup { "<p class=\"message\" id=\"e-from\"><span class=\"hidden\">错误：</span>\($0)</p>" }
        func field(_ name: String, _ label: String, _ value: String) -> Markup {
            "<div class=\"field\"><label for=\"f-\(name)\">\(label)</label><input id=\"f-\(name)\" name=\"\(name)\" type=\"month\" value=\"\(value)\" pattern=\"[0-9]{4}-[0-9]{2}\" placeholder=\"2026-01\" required\((error != nil).markup(" aria-invalid=\"true\" aria-describedby=\"e-from\""))></div>"
        }
        return """
            <nav class="periods" aria-label="统计期间">\(links)</nav>\(message)<form method="get" action="\(path())" class="filters" novalidate>\(field("from", "从（年月）", from))\(field("until", "到（年月）", until))<button class="button small quiet" type="submit">统计</button></form>
            """
    }

    var body: Markup {
        guard report.total.number > 0 else {
            return "\(Parts.empty("这段时间没有登记带押过户", "\(report.period.from) 至 \(report.period.until) 没有登簿的带押过户。登簿的同时计入，不用填报。"))\(auctions)"
        }
        return "\(figures)\(chart)\(byKind)\(byMode)\(byMonth)\(auctions)"
    }

    private var figures: Markup {
        let total = report.total
        let items: [(String, String)] = [
            ("登簿件数", "\(total.number)"), ("其中企业之间", "\(total.betweenEnterprises)"), ("成交金额（万元）", Self.tenThousands(total.price)),
            ("新发放贷款（万元）", Self.tenThousands(total.lent)), ("节省过桥资金（万元）", Self.tenThousands(total.bridge)),
            ("完税到登簿平均用时", total.meanSeconds.map(Self.duration) ?? "—"), ("其中最长", total.longestSeconds.map(Self.duration) ?? "—"),
            ("一小时内登簿", Self.withinHour(total)),
        ]
        return Self.list(items)
    }

    private static func list(_ items: [(String, String)]) -> Markup {
        let list = items.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as Markup }
        return "<dl class=\"figures report\">\(list)</dl>"
    }

    private static func withinHour(_ sum: TransferReport.Sum) -> String { sum.taxed == 0 ? "—" : "\(sum.withinHour * 100 / sum.taxed)%" }

    /// What courts sold (案例十二). Whether an hour was kept is told as for the others.
    private var auctions: Markup {
        let sum = report.auctions
        guard sum.number > 0 else { return .empty }
        return """
            <section class="card"><h2>司法拍卖过户</h2><p class="soft">法院拍卖后过户的登记，不计入上面的带押过户。</p>\(Self.list([
                ("登簿件数", "\(sum.number)"), ("成交金额（万元）", Self.tenThousands(sum.price)), ("法院划付历史欠费（万元）", Self.tenThousands(sum.arrears)),
                ("完税到登簿平均用时", sum.meanSeconds.map(Self.duration) ?? "—"), ("其中最长", sum.longestSeconds.map(Self.duration) ?? "—"),
                ("一小时内登簿", Self.withinHour(sum)),
            ]))</section>
            """
    }

    /// One bar a month. What it shows stands in the table below too.
    private var chart: Markup {
        let most = max(1, report.months.map(\.sum.number).max() ?? 1)
        let width = 46
        let height = 150
        let all = report.months.count * width
        let bars = report.months.enumerated().map { index, month -> Markup in
            let tall = month.sum.number * 110 / most
            let x = index * width
            let label: Markup = report.months.count <= 24 || month.month % 100 == 1 ? "<text x=\"\(x + width / 2)\" y=\"\(height - 4)\" text-anchor=\"middle\">\(month.month % 100 == 1 ? "\(month.month / 100)年" : "\(month.month % 100)月")</text>" : .empty
            let value: Markup = month.sum.number > 0 ? "<text x=\"\(x + width / 2)\" y=\"\(height - 26 - tall)\" text-anchor=\"middle\" class=\"value\">\(month.sum.number)</text>" : .empty
            return "<rect x=\"\(x + 6)\" y=\"\(height - 20 - tall)\" width=\"\(width - 12)\" height=\"\(tall)\" rx=\"3\"/>\(value)\(label)"
        }
        return """
            <section class="card"><h2>各月登簿件数</h2><div class="scroll latest" role="group" aria-label="图，可左右滚动" tabindex="0"><svg class="bars" role="img" aria-label="各月登簿件数，最多的一个月\(most)件；逐月数字见下表" viewBox="0 0 \(all) \(height)" width="\(all)" height="\(height)"><path d="M0 \(height - 20)h\(all)"/>\(bars)</svg></div></section>
            """
    }

    private static let columns = ["件数", "企业之间", "成交金额（元）", "新贷款（元）", "节省过桥资金（元）", "平均用时", "一小时内"].map { RowTable.Column($0, "amount") }

    private static func row(_ name: String, _ sum: TransferReport.Sum) -> RowTable.Row {
        [
            "\(name)", "\(sum.number)", "\(sum.betweenEnterprises)", "\(sum.price.description)", "\(sum.lent.description)", "\(sum.bridge.description)",
            "\(sum.meanSeconds.map(duration) ?? "—")", "\(sum.taxed == 0 ? "—" : "\(sum.withinHour)/\(sum.taxed)")",
        ]
    }

    private func table(_ title: String, _ first: String, _ rows: [RowTable.Row]) -> Markup {
        "<section class=\"card\"><h2>\(title)</h2>\(RowTable(columns: [.init(first)] + Self.columns, rows: rows, isNamed: true).markup)</section>"
    }

    /// One transfer may stand in several of these lines, and in none.
    private var byKind: Markup {
        table(
            "其中", "种类",
            [("企业之间买卖", report.enterprises), ("换了贷款机构（跨行、跨机构）", report.acrossLenders), ("有公积金贷款", report.providentFund)].map { Self.row($0.0, $0.1) })
    }

    private var byMode: Markup {
        table(
            "按办理方式", "办理方式",
            report.modes.map { mode in Self.row(catalogue.service(mode.service)?.shortName ?? mode.service, mode.sum) })
    }

    private var byMonth: Markup {
        table(
            "按月份", "月份",
            report.months.reversed().filter { $0.sum.number > 0 }.map { month in Self.row("\(month.month / 100)年\(month.month % 100)月", month.sum) })
    }

    /// In 万元 with one decimal, grouped.
    static func tenThousands(_ money: Money) -> String {
        // A tenth of 万元 is a thousand yuan.
        let tenths = (money.fen + 50_000) / 100_000
        return "\(Money(yuan: tenths / 10).description.dropLast(3)).\(tenths % 10)"
    }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: "\(Int(seconds.rounded()))秒"
        case ..<3_600: "\(Int((seconds / 60).rounded()))分钟"
        case ..<86_400: "\(Int(seconds) / 3_600)小时\(Int(seconds) % 3_600 / 60)分"
        default: "\(Int(seconds) / 86_400)天\(Int(seconds) % 86_400 / 3_600)小时"
        }
    }
}
