import Casework
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Register
import Storage

/// The audit trail, for the audit administrator.
///
/// | method | path          | who                 | what                                                              |
/// | ------ | ------------- | ------------------- | ----------------------------------------------------------------- |
/// | GET    | /audit        | audit administrator | officials' actions, looks at personal data, sign-ins and accounts |
/// | POST   | /audit/export | the same            | the same as CSV; the export is itself written down                |
struct AuditRoutes: RouteGroup {
    let admin: AdminDesk

    func addRoutes(to table: inout RouteTable) {
        let query = [
            QueryParameter("kind", .string, "action、look、account"), QueryParameter("account", .string, "账号"), QueryParameter("from", .string, "起始日期"),
            QueryParameter("to", .string, "截止日期"), QueryParameter("after", .string, "从哪一条之后"),
        ]
        table.administrator(.page("audit.trail", .get, Self.path.template, .viewAudit, "审计记录", query: query), index)
        table.administrator(.page("audit.export", .post, Path("/audit/export").template, .exportAudit, "导出审计记录", bodyLimit: 8 * 1024), export)
    }

    static let path = Path("/audit")
    private static let size = 100
    /// Lines of one export. More is asked for in parts.
    private static let exportLimit = 100_000

    struct Wish: Sendable {
        var kind: AuditEntry.Kind?
        var account: AccountID?
        var from: LegalDate
        var to: LegalDate

        init(_ fields: FormFields, today: LegalDate) {
            kind = fields["kind"].flatMap(AuditEntry.Kind.init)
            account = fields["account"].flatMap { $0.isEmpty ? nil : AccountID($0) }
            let last = fields["to"].flatMap { LegalDate($0) } ?? today
            let first = fields["from"].flatMap { LegalDate($0) } ?? last.adding(days: -6)
            from = min(first, last)
            to = max(first, last)
        }

        var filter: AuditFilter {
            AuditFilter(
                kinds: kind.map { [$0] } ?? Set(AuditEntry.Kind.allCases), account: account, from: Moment(startOf: from), until: Moment(startOf: to.adding(days: 1)))
        }

        var fields: [(String, String)] {
            [("kind", kind?.rawValue ?? ""), ("account", account?.text ?? ""), ("from", from.description), ("to", to.description)].filter { !$0.1.isEmpty }
        }
    }

    @Sendable func index(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let query = try request.query()
        let wish = Wish(query, today: context.now.date)
        let cursor = query["after"].flatMap(AuditCursor.init)
        let region = admin.desk.office.region
        let parties = admin.desk.office.parties
        let (entries, next, masked) = try await admin.desk.office.database.read { connection in
            let page = try AuditTrail.page(wish.filter, after: cursor, limit: Self.size, region: region, in: connection)
            return (page.entries, page.next, try parties.masked(AuditMarkup.parties(page.entries), in: connection).mapValues(\.name))
        }
        let accounts = try await admin.accounts.all()
        let names = Dictionary(accounts.map { ($0.id, "\($0.displayName)（\($0.userName)）") }) { first, _ in first }
        let rows = entries.map { AuditLine($0, names: names, masked: masked, sources: SourceNames(admin.desk.office)).row }
        let more: Markup = next.markup { "<a class=\"button small quiet\" rel=\"next\" href=\"\(Self.path(wish.fields + [("after", $0.text)]))\">更早的记录</a>" }
        return admin.desk.page(
            "审计记录", context,
            """
            <h1>审计记录</h1>\(AuditMarkup.filters(wish, accounts: accounts, token: admin.desk.token(context)))
            \(rows.isEmpty ? Parts.empty("没有记录", "这段时间没有符合条件的记录。") : AuditMarkup.table(rows))<nav class="pager" aria-label="翻页">\(cursor == nil ? .empty : "<a class=\"button small quiet\" href=\"\(Self.path(wish.fields))\">最新的记录</a>")\(more)</nav>
            """)
    }

    @Sendable func export(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let wish = Wish(context.form, today: context.now.date)
        let detail = "\(wish.kind?.chinese ?? "全部")，\(wish.from)至\(wish.to)\(wish.account.map { "，账号\($0.text)" } ?? "")"
        // Written down before anything leaves the house.
        try await admin.accounts.note(.auditExported, by: context.account, detail: detail, at: context.now)
        let names = try await admin.names()
        let office = admin.desk.office
        let region = office.region
        var headers: HTTPFields = [.contentType: "text/csv; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentDisposition] = "attachment; filename=\"audit-\(wish.from)-\(wish.to).csv\""
        let filter = wish.filter
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                // Spreadsheets take a file for UTF-8 by its mark.
                try await writer.write(ByteBuffer(string: "\u{FEFF}" + CSV.line(AuditLine.columns)))
                var cursor: AuditCursor?
                var written = 0
                repeat {
                    let after = cursor
                    let (text, count, next) = try await office.database.read { connection -> (String, Int, AuditCursor?) in
                        let page = try AuditTrail.page(filter, after: after, limit: 1_000, region: region, in: connection)
                        let masked = try office.parties.masked(AuditMarkup.parties(page.entries), in: connection).mapValues(\.name)
                        return (page.entries.map { CSV.line(AuditLine($0, names: names, masked: masked, sources: SourceNames(office)).cells) }.joined(), page.entries.count, page.next)
                    }
                    try await writer.write(ByteBuffer(string: text))
                    written += count
                    cursor = next
                } while cursor != nil && written < Self.exportLimit
                if cursor != nil { try await writer.write(ByteBuffer(string: CSV.line(["已达\(Self.exportLimit)行的上限，请缩小时间范围后分次导出。"]))) }
                try await writer.finish(nil)
            })
    }
}

/// Comma-separated values (RFC 4180) that a spreadsheet can't take for formulas.
enum CSV {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    static func cell(_ text: String) -> String {
        // A cell that begins like a formula would be run by whoever opens the file.
        let safe = text.unicodeScalars.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } == true ? "'\(text)" : text
        // By scalars: CR and LF together are one character to Swift, and neither of the two.
        guard safe.unicodeScalars.contains(where: { [",", "\"", "\r", "\n"].contains($0) }) else { return safe }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}
