import Foundation
import Identity
import Register

/// Accounts as the security administrator reads them.
enum AccountMarkup {
    static let states = [("", "全部"), ("active", "可用"), ("disabled", "已停用"), ("locked", "暂时锁定")]

    static func matches(_ account: Account, state: String, at now: Moment) -> Bool {
        switch state {
        case "active": !account.isDisabled
        case "disabled": account.isDisabled
        case "locked": account.lockedUntil.map { $0 > now } ?? false
        default: true
        }
    }

    static func filters(role: Role?, state: String) -> Markup {
        let roles = Role.allCases.filter(Role.ofAccounts.contains).map { "<option value=\"\($0.rawValue)\"\((role == $0).markup(" selected"))>\($0.chinese)</option>" as Markup }
        let choices = states.map { "<option value=\"\($0.0)\"\((state == $0.0).markup(" selected"))>\($0.1)</option>" as Markup }
        return """
            <form method="get" action="\(AccountAdminRoutes.list())" class="filters"><div class="field"><label for="f-role">角色</label><select id="f-role" name="role"><option value="">全部</option>\(roles)</select></div><div class="field"><label for="f-state">状态</label><select id="f-state" name="state">\(choices)</select></div><button class="button small quiet" type="submit">筛选</button><a class="button small" href="\(AccountAdminRoutes.new())">新建账号</a></form>
            """
    }

    static func table(_ accounts: [Account], offices: [String: String], at now: Moment) -> Markup {
        let rows = accounts.map { account -> RowTable.Row in
            [
                "<a href=\"\(AccountAdminRoutes.one(account.id.text))\">\(account.userName)</a>", "\(account.displayName)", "\(roles(account.roles))",
                "\(account.office.map { offices[$0] ?? $0 } ?? "")", tag(account, at: now), "\(account.hasSecondFactor ? "已启用" : "未启用")",
                "\(account.signedInAt?.description ?? "从未登录")",
            ]
        }
        guard !rows.isEmpty else { return Parts.empty("没有账号", "没有符合条件的账号。") }
        return RowTable(
            columns: [.init("用户名", "mono"), .init("姓名"), .init("角色"), .init("机构"), .init("状态"), .init("动态验证码"), .init("最近登录")], rows: rows
        ).markup
    }

    static func roles(_ roles: Set<Role>) -> String { roles.map(\.chinese).sorted().joined(separator: "、") }

    static func tag(_ account: Account, at now: Moment) -> Markup {
        if account.isDisabled { return "<span class=\"tag bad\">已停用</span>" }
        if let until = account.lockedUntil, until > now { return "<span class=\"tag warn\">锁定至\(until.description)</span>" }
        return account.mustChangePassword ? "<span class=\"tag warn\">待修改密码</span>" : "<span class=\"tag good\">可用</span>"
    }

    static func facts(_ account: Account, offices: [Office], at now: Moment) -> Markup {
        var rows: [(String, Markup)] = [("状态", tag(account, at: now)), ("角色", "\(roles(account.roles))")]
        if let code = account.office { rows.append(("机构", "\(offices.first { $0.code == code }?.name ?? code)")) }
        rows += [
            ("动态验证码", account.hasSecondFactor ? "已启用" : "未启用"), ("建立时间", "\(account.createdAt.description)"),
            ("最近登录", "\(account.signedInAt?.description ?? "从未登录")"),
        ]
        return "<section class=\"card\"><h2>账号</h2>\(Parts.facts(rows))</section>"
    }

    static func events(_ events: [AccountEvent], names: [AccountID: String]) -> Markup {
        let items = events.map { event -> Markup in
            "<li><time>\(event.at.description)</time>\(event.kind.chinese)\(event.detail.isEmpty ? "" : "：\(detail(event))")<span class=\"small soft\">（\(names[AccountID(event.by)] ?? "运维人员")）</span></li>"
        }
        let list: Markup = items.isEmpty ? "<p class=\"soft\">还没有记录。</p>" : "<ul class=\"timeline\">\(items)</ul>"
        return "<section class=\"card\"><h2>账号记录</h2>\(list)</section>"
    }

    /// Roles in words, where the detail is a list of them.
    static func detail(_ event: AccountEvent) -> String {
        guard event.kind == .created || event.kind == .rolesChanged else { return event.detail }
        return event.detail.components(separatedBy: " -> ").map { list in
            list.split(separator: ",").map { Role(rawValue: String($0))?.chinese ?? String($0) }.joined(separator: "、")
        }.joined(separator: " → ")
    }

    private static func roleBoxes(_ chosen: Set<Role>, granter: Set<Role>) -> Markup {
        let grantable = GrantTable.grantable(by: granter)
        let boxes = Role.allCases.filter(grantable.contains).map { role -> Markup in
            "<label class=\"choice\"><input type=\"checkbox\" name=\"role\" value=\"\(role.rawValue)\"\(chosen.contains(role).markup(" checked"))><span>\(role.chinese)</span></label>"
        }
        return "<fieldset class=\"field\" id=\"f-role\"><legend>角色</legend><p class=\"hint\">受理、审核、登簿可以兼任；管理员不能兼任其他角色。</p>\(boxes)</fieldset>"
    }

    private static func officeField(_ current: String?, _ offices: [Office]) -> Markup {
        let options = offices.map { "<option value=\"\($0.code)\"\((current == $0.code).markup(" selected"))>\($0.name)</option>" as Markup }
        return "<div class=\"field\"><label for=\"f-office\">登记机构（受理、审核、登簿人员必选）</label><select id=\"f-office\" name=\"office\"><option value=\"\">不选</option>\(options)</select></div>"
    }

    static func newForm(_ form: FormFields, offices: [Office], granter: Set<Role>, token: Markup) -> Markup {
        """
        <form method="post" action="\(AccountAdminRoutes.list())" class="card">\(token)
        <div class="field"><label for="f-user_name">用户名</label><p class="hint">3至64位小写字母、数字、点、横线或下划线，以字母开头。</p><input id="f-user_name" name="user_name" type="text" value="\(form["user_name"] ?? "")" maxlength="64" autocomplete="off" required></div>
        <div class="field"><label for="f-display_name">姓名</label><p class="hint">显示在办理意见旁。</p><input id="f-display_name" name="display_name" type="text" value="\(form["display_name"] ?? "")" maxlength="60" autocomplete="off" required></div>
        \(roleBoxes(Set(form.all("role").compactMap(Role.init)), granter: granter))\(officeField(form["office"], offices))
        <div class="field"><label for="f-organisation">所属单位的统一社会信用代码（开发企业、金融机构经办人必填）</label><input id="f-organisation" name="organisation" type="text" value="\(form["organisation"] ?? "")" maxlength="18" autocomplete="off"></div>
        <button class="button" type="submit">建立账号</button></form>
        """
    }

    static func actions(_ account: Account, offices: [Office], granter: Set<Role>, token: Markup, at now: Moment) -> Markup {
        let path = AccountAdminRoutes.one(account.id.text)
        func button(_ to: String, _ label: String, _ style: String) -> Markup {
            "<form method=\"post\" action=\"\(path)/state\">\(token)<input type=\"hidden\" name=\"to\" value=\"\(to)\"><button class=\"button small \(style)\" type=\"submit\">\(label)</button></form>"
        }
        let isLocked = account.lockedUntil.map { $0 > now } ?? false
        return """
            <section class="card"><h2>变更角色</h2><form method="post" action="\(path)/roles">\(token)\(roleBoxes(account.roles, granter: granter))\(officeField(account.office, offices))<button class="button small quiet" type="submit">保存</button></form></section>
            <section class="card"><h2>停用与重置</h2><p class="small soft">停用、重置密码和变更角色会立即结束该账号的全部会话。</p><div class="actions">\(account.isDisabled ? button("enabled", "启用", "quiet") : button("disabled", "停用", "bad"))\(isLocked.markup(button("unlocked", "解除锁定", "quiet")))
            <form method="post" action="\(path)/password">\(token)<button class="button small quiet" type="submit">重置密码</button></form>\(account.hasSecondFactor.markup("<form method=\"post\" action=\"\(path)/second-factor\">\(token)<button class=\"button small quiet\" type=\"submit\">停用动态验证码</button></form>"))</div></section>
            """
    }

    static func untouchable(isOwn: Bool) -> Markup {
        isOwn
            ? "<div class=\"note\"><b>这是您自己的账号</b><p>不能变更自己的角色和状态。密码可以在<a href=\"/account/password\">修改密码</a>中修改。</p></div>"
            : "<div class=\"note\"><b>不能在此变更</b><p>安全管理员和审计管理员的账号由运维人员在服务器上用 dengbu user 命令办理。</p></div>"
    }

    /// The field of the form that an error is about.
    static func field(of error: IdentityError) -> String {
        switch error {
        case .badUserName, .userNameTaken: "user_name"
        case .badName: "display_name"
        case .affiliationMissing(let role): role.isMember ? "organisation" : "office"
        case .unknownOffice, .badOffice: "office"
        default: "role"
        }
    }
}
