import Casework
import Hummingbird
import Identity
import Register

/// Having the register verified from the pages: what `dengbu verify` does, in the background, while the register is in use.
///
/// | method | path                       | who                 | what                                         |
/// | ------ | -------------------------- | ------------------- | -------------------------------------------- |
/// | GET    | /audit/verification        | audit administrator | the run that goes on, and earlier ones       |
/// | POST   | /audit/verification        | the same            | starts one, if none goes on                  |
/// | POST   | /audit/verification/cancel | the same            | stops it                                     |
struct VerificationRoutes: RouteGroup {
    let admin: AdminDesk

    func addRoutes(to table: inout RouteTable) {
        table.administrator(.page("audit.verification", .get, Self.path.template, .viewAudit, "登记簿校验"), index)
        table.administrator(.page("audit.verify", .post, Self.path.template, .runVerification, "开始校验", bodyLimit: 4 * 1024), start)
        table.administrator(.page("audit.stopVerify", .post, Path("/audit/verification/cancel").template, .runVerification, "停止校验", bodyLimit: 4 * 1024), cancel)
    }

    private static let path = Path("/audit/verification")

    @Sendable func index(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let runs = try await admin.verification.runs()
        let names = try await admin.names()
        let running = runs.first { $0.state == .running }
        let token = admin.desk.token(context)
        let now: Markup =
            running.map { run in
                """
                <div class="note" role="status"><b>正在校验：\(Self.stage(run.stage))</b><p>已核对\(run.done)项，已用\(SystemMarkup.span(Int(context.now.seconds(since: run.startedAt))))。校验期间登记照常办理。</p><progress aria-label="校验进度"></progress></div><form method="post" action="/audit/verification/cancel">\(token)<button class="button small quiet" type="submit">停止</button></form>
                """
            } ?? """
            <form method="post" action="\(Self.path())">\(token)<button class="button" type="submit">开始校验</button></form>
            """
        let rows = runs.filter { $0.state != .running }.map { row($0, names) }
        let columns: [RowTable.Column] = [
            .init("开始"), .init("发起人"), .init("结果"), .init("单元", "num"), .init("登记行为", "num"), .init("证书", "num"), .init("日志", "num"), .init("用时"),
        ]
        let history: Markup =
            rows.isEmpty
            ? "<p class=\"soft\">还没有校验过。</p>"
            : RowTable(columns: columns, rows: rows).markup
        return admin.desk.page(
            "登记簿校验", context, scripts: ["refresh.js"],
            """
            <h1>登记簿校验</h1><p class="soft">从每一次登记行为重新推演登记簿，与现存的登记簿页、权利人索引、登记日志及其签名、证书编号逐一比对，指出第一处不一致。一次只进行一项校验，最长一小时。</p>
            <div data-refresh="\(Self.path())" data-every="\(running == nil ? "0" : "1")">\(now)
            <section class="card"><h2>历次校验</h2>\(history)</section></div>
            """)
    }

    private func row(_ run: VerificationRun, _ names: [AccountID: String]) -> RowTable.Row {
        let tag: Markup =
            switch run.state {
            case .clean: "<span class=\"tag good\">\(run.state.chinese)</span>"
            case .divergent, .failed: "<span class=\"tag bad\">\(run.state.chinese)</span>"
            case .running, .cancelled, .interrupted: "<span class=\"tag warn\">\(run.state.chinese)</span>"
            }
        let lines = run.divergences.prefix(100).map { "<li class=\"mono small\">\($0)</li>" as Markup }
        let spent = run.endedAt.map { SystemMarkup.span(Int($0.seconds(since: run.startedAt))) } ?? "—"
        return [
            "\(run.startedAt.description)", "\(names[AccountID(run.startedBy)] ?? "—")", "\(tag)\(lines.isEmpty ? .empty : "<ul>\(lines)</ul>")",
            "\(run.units)", "\(run.acts)", "\(run.certificates)", "\(run.entries)", "\(spent)",
        ]
    }

    private static func stage(_ stage: String) -> String {
        switch stage {
        case "units": "登记簿页"
        case "log entries": "登记日志"
        case "certificates": "证书编号"
        case "cases": "办件"
        case "looks": "查阅记录"
        case "surveys": "测绘成果"
        case "imported records": "存量登记数据"
        case "people": "当事人资料"
        default: stage
        }
    }

    @Sendable func start(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        if let run = try await admin.verification.start(by: context.account.text) {
            try await admin.accounts.note(.verificationStarted, by: context.account, detail: run.id, at: context.now)
        }
        return .see(Self.path())
    }

    @Sendable func cancel(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        admin.verification.cancel()
        return .see(Self.path())
    }
}
