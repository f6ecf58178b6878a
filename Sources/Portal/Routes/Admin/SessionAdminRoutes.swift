import Hummingbird
import Identity
import Register

/// Who is signed in, for the security administrator.
///
/// | method | path                | who                    | what                                    |
/// | ------ | ------------------- | ---------------------- | --------------------------------------- |
/// | GET    | /admin/sessions     | security administrator | running sessions; citizens stay masked  |
/// | POST   | /admin/sessions/end | the same               | ends one; written down                  |
struct SessionAdminRoutes: RouteGroup {
    let admin: AdminDesk

    func addRoutes(to table: inout RouteTable) {
        let query = [QueryParameter("of", .string, "accounts 或 parties"), QueryParameter("page", .string, "页码")]
        table.administrator(.page("admin.sessions", .get, Self.list.template, .manageSessions, "会话管理", query: query), index)
        table.administrator(.page("admin.endSession", .post, Path("/admin/sessions/end").template, .manageSessions, "结束会话", bodyLimit: 8 * 1024), end)
    }

    private static let list = Path("/admin/sessions")
    private static let size = 50

    @Sendable func index(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let query = try request.query()
        let accounts = query["of"] != "parties"
        let page = Pager.page(query["page"])
        let (lines, total) = try await admin.sessions.running(accounts: accounts, at: context.now, offset: (page - 1) * Self.size, limit: Self.size)
        let token = admin.desk.token(context)
        let rows = lines.map { line -> RowTable.Row in
            [
                "\(line.name)", "\(AccountMarkup.roles(line.roles))", "\(Self.method(line.method))", "\(line.createdAt.description)", "\(line.seenAt.description)",
                "\(min(line.idleUntil, line.endsAt).description)",
                "<form method=\"post\" action=\"/admin/sessions/end\">\(token)<input type=\"hidden\" name=\"key\" value=\"\(line.key)\"><input type=\"hidden\" name=\"subject\" value=\"\(line.subject.word)\"><input type=\"hidden\" name=\"of\" value=\"\(accounts ? "accounts" : "parties")\"><button class=\"button small bad\" type=\"submit\">结束</button></form>",
            ]
        }
        let columns: [RowTable.Column] = [.init("姓名"), .init("角色"), .init("登录方式"), .init("登录时间"), .init("最近访问"), .init("最迟结束"), .init("操作")]
        func tab(_ of: String, _ label: String, _ current: Bool) -> Markup {
            "<a href=\"\(Self.list([("of", of)]))\"\(current.markup(" aria-current=\"page\""))>\(label)</a>"
        }
        return admin.desk.page(
            "会话管理", context,
            """
            <h1>会话管理</h1><nav class="tabs" aria-label="会话种类">\(tab("accounts", "工作人员和单位经办人", accounts))\(tab("parties", "个人和企业", !accounts))</nav>
            \(rows.isEmpty ? Parts.empty("没有会话", "现在没有人登录。") : RowTable(columns: columns, rows: rows).markup)
            \(Pager.links(page: page, isMore: page * Self.size < total, total: "共\(total)个会话") { Self.list([("of", accounts ? "accounts" : "parties"), ("page", String($0))]) })
            """)
    }

    private static func method(_ method: SignedIn.Method) -> String {
        switch method {
        case .unifiedIdentity: "统一身份认证"
        case .password: "密码"
        case .passwordAndCode: "密码和动态验证码"
        case .clientAssertion: "机构系统密钥"
        }
    }

    @Sendable func end(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        guard let subject = context.form["subject"].flatMap(SessionSubject.init(word:)), let key = context.form["key"] else {
            throw PortalError.invalid([FieldError("key", "请从页面上的按钮操作。")])
        }
        // A session that has ended meanwhile is what was wanted.
        try await admin.sessions.end(key: key, subject: subject, by: context.account, at: context.now)
        return .see(Self.list([("of", context.form["of"] == "parties" ? "parties" : "accounts")]))
    }
}
