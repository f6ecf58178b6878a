import Casework
import Hummingbird
import Identity
import Register
import Seals
import Storage

/// Accounts, for the security administrator. Who may do what to whom is the desk's to judge (`GrantTable`).
///
/// | method | path                               | who                    | what                                          |
/// | ------ | ---------------------------------- | ---------------------- | --------------------------------------------- |
/// | GET    | /admin/accounts                    | security administrator | all accounts                                  |
/// | GET    | /admin/new-account                 | the same               | the form                                      |
/// | POST   | /admin/accounts                    | the same               | makes one; its first password is shown once   |
/// | GET    | /admin/accounts/{id}               | the same               | one account, what happened to it              |
/// | POST   | /admin/accounts/{id}/roles         | the same               | other roles, another office; its sessions end |
/// | POST   | /admin/accounts/{id}/password      | the same               | a new first password, shown once              |
/// | POST   | /admin/accounts/{id}/state         | the same               | disable, enable, unlock                       |
/// | POST   | /admin/accounts/{id}/second-factor | the same               | removes a lost second factor                  |
struct AccountAdminRoutes: RouteGroup {
    let admin: AdminDesk

    func addRoutes(to table: inout RouteTable) {
        let limit = 16 * 1024
        let filter = [QueryParameter("role", .string, "角色"), QueryParameter("state", .string, "active、disabled、locked")]
        table.administrator(.page("admin.accounts", .get, Self.list.template, .manageAccounts, "账号管理", query: filter), index)
        table.administrator(.page("admin.newAccount", .get, Self.new.template, .manageAccounts, "新建账号"), form)
        table.administrator(.page("admin.create", .post, Self.list.template, .manageAccounts, "新建账号", bodyLimit: limit), create)
        table.administrator(.page("admin.account", .get, Self.one.template, .manageAccounts, "账号"), show)
        table.administrator(.page("admin.roles", .post, PathTemplate("/admin/accounts/{id}/roles"), .manageAccounts, "变更角色", bodyLimit: limit), roles)
        table.administrator(.page("admin.password", .post, PathTemplate("/admin/accounts/{id}/password"), .manageAccounts, "重置密码", bodyLimit: limit), password)
        table.administrator(.page("admin.state", .post, PathTemplate("/admin/accounts/{id}/state"), .manageAccounts, "停用与启用", bodyLimit: limit), state)
        table.administrator(
            .page("admin.secondFactor", .post, PathTemplate("/admin/accounts/{id}/second-factor"), .manageAccounts, "停用动态验证码", bodyLimit: limit), secondFactor)
    }

    static let list = Path("/admin/accounts")
    static let new = Path("/admin/new-account")
    static let one = Path1("/admin/accounts/{id}")

    private func offices() async throws -> [Office] {
        let region = admin.desk.office.region
        return try await admin.desk.office.database.read { try OfficeRecords.all(region: region, in: $0) }
    }

    @Sendable func index(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let query = try request.query()
        let role = query["role"].flatMap(Role.init)
        let accounts = try await admin.accounts.all().filter { account in
            (role.map(account.roles.contains) ?? true) && AccountMarkup.matches(account, state: query["state"] ?? "", at: context.now)
        }
        let offices = Dictionary(try await offices().map { ($0.code, $0.name) }) { first, _ in first }
        return admin.desk.page(
            "账号管理", context,
            """
            <h1>账号管理</h1><p class="soft">三类管理员相互独立（GB/T 22239—2019）：安全管理员不能变更自己、其他安全管理员和审计管理员的账号，这些账号由运维人员在服务器上设立。</p>
            \(AccountMarkup.filters(role: role, state: query["state"] ?? ""))
            \(AccountMarkup.table(accounts, offices: offices, at: context.now))<p class="soft small">共\(accounts.count)个账号</p>
            """)
    }

    @Sendable func form(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        try await formPage(context, errors: [])
    }

    private func formPage(_ context: AdministratorContext, errors: [FieldError]) async throws -> Response {
        let offices = try await offices()
        return admin.desk.page(
            "新建账号", context, width: .narrow, status: errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("账号管理", Self.list())]))\(Parts.errors(errors))<h1>新建账号</h1>
            \(AccountMarkup.newForm(context.form, offices: offices, granter: context.signedIn.roles, token: admin.desk.token(context)))
            """)
    }

    @Sendable func create(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        var reader = FormReader(context.form)
        let userName = reader.text("user_name", "用户名", length: 3...64)
        let name = reader.personName("display_name", "姓名")
        let roles = Set(context.form.all("role").compactMap(Role.init))
        if roles.isEmpty { reader.fail("role", "请选择至少一个角色。") }
        let organisation = try await organisation(&reader, needed: roles.contains(where: \.isMember))
        guard let userName, let name, reader.errors.isEmpty else { return try await formPage(context, errors: reader.errors) }
        let office = roles.contains(where: \.isOfficial) ? context.form["office"].flatMap { $0.isEmpty ? nil : $0 } : nil
        let password = FirstPassword.make()
        do {
            let account = try await admin.accounts.create(
                NewAccount(userName: userName, displayName: name, roles: roles, office: office, organisation: organisation, password: password),
                by: context.account.text, at: context.now)
            return handOver(account, password, "账号已建立", context)
        } catch let error as IdentityError {
            return try await formPage(context, errors: [FieldError(AccountMarkup.field(of: error), error.message)])
        }
    }

    /// The organisation that a member acts for: known to the party book by its credit code.
    private func organisation(_ reader: inout FormReader, needed: Bool) async throws -> PartyRef? {
        guard needed else { return nil }
        guard let code = reader.identifier("organisation", kind: .creditCode, "所属单位的统一社会信用代码") else { return nil }
        let parties = admin.desk.office.parties
        guard let party = try await admin.desk.office.database.read({ try parties.find(code, in: $0) }) else {
            reader.fail("organisation", "登记系统中没有这个单位，请核对统一社会信用代码。")
            return nil
        }
        return party
    }

    private func handOver(_ account: Account, _ password: String, _ title: String, _ context: AdministratorContext) -> Response {
        admin.desk.page(
            title, context, width: .narrow,
            """
            <h1>\(title)</h1><div class="note good"><b>\(account.displayName)（\(account.userName)）</b><p>首次登录密码只在本页显示一次，请当面交给本人：</p><p class="mono" data-first-password>\(password)</p><p>首次登录时必须修改。</p></div>
            <p class="actions"><a class="button" href="\(Self.one(account.id.text))">查看账号</a><a class="button quiet" href="\(Self.list())">返回列表</a></p>
            """)
    }

    // MARK: one account

    private func load(_ context: AdministratorContext) async throws -> Account {
        guard let account = try await admin.accounts.find(AccountID(try context.part("id"))) else { throw PortalError.notFound }
        return account
    }

    @Sendable func show(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        try await page(try await load(context), context, error: nil)
    }

    private func page(_ account: Account, _ context: AdministratorContext, error: IdentityError?) async throws -> Response {
        let region = admin.desk.office.region
        let events = try await admin.desk.office.database.read {
            try AccountEventRecords.events(of: account.id, before: context.now.adding(seconds: 1), limit: 50, region: region, in: $0)
        }
        let names = try await admin.names()
        let offices = try await offices()
        // What the desk would refuse isn't offered; it judges again.
        let may = account.id != context.account && GrantTable.governs(context.signedIn.roles, over: account.roles)
        return admin.desk.page(
            account.displayName, context, status: error == nil ? .ok : .conflict,
            """
            \(Parts.crumbs([("账号管理", Self.list())]))\(error.markup { "<div class=\"errors\" role=\"alert\"><h2>没有变更</h2><p>\($0.message)</p></div>" })
            <h1>\(account.displayName) <span class="soft mono">\(account.userName)</span></h1>
            <div class="two wide-aside"><div>\(AccountMarkup.facts(account, offices: offices, at: context.now))\(AccountMarkup.events(events, names: names))</div>
            <aside>\(may ? AccountMarkup.actions(account, offices: offices, granter: context.signedIn.roles, token: admin.desk.token(context), at: context.now) : AccountMarkup.untouchable(isOwn: account.id == context.account))</aside></div>
            """)
    }

    /// Does something to an account and shows it again; what is refused is told on its page.
    private func change(_ context: AdministratorContext, _ work: (Account) async throws -> Void) async throws -> Response {
        let account = try await load(context)
        do {
            try await work(account)
        } catch let error as IdentityError {
            return try await page(account, context, error: error)
        }
        return .see(Self.one(account.id.text))
    }

    @Sendable func roles(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let roles = Set(context.form.all("role").compactMap(Role.init))
        let office = roles.contains(where: \.isOfficial) ? context.form["office"].flatMap { $0.isEmpty ? nil : $0 } : nil
        return try await change(context) {
            try await admin.accounts.setRoles(roles, office: office, of: $0.id, by: context.account.text, at: context.now)
        }
    }

    @Sendable func password(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let account = try await load(context)
        let password = FirstPassword.make()
        do {
            try await admin.accounts.resetPassword(password, of: account.id, by: context.account.text, at: context.now)
        } catch let error as IdentityError {
            return try await page(account, context, error: error)
        }
        return handOver(account, password, "密码已重置", context)
    }

    @Sendable func state(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        let wish = context.form["to"] ?? ""
        return try await change(context) { account in
            switch wish {
            case "disabled": try await admin.accounts.setDisabled(true, of: account.id, by: context.account.text, at: context.now)
            case "enabled": try await admin.accounts.setDisabled(false, of: account.id, by: context.account.text, at: context.now)
            case "unlocked": try await admin.accounts.unlock(account.id, by: context.account.text, at: context.now)
            default: throw PortalError.invalid([FieldError("to", "请从页面上的按钮操作。")])
            }
        }
    }

    @Sendable func secondFactor(_ request: Request, _ context: AdministratorContext) async throws -> Response {
        try await change(context) { try await admin.accounts.removeSecondFactor(of: $0.id, by: context.account.text, at: context.now) }
    }
}

/// A password that somebody else hands over: random, easy to read out, good for one sign-in.
enum FirstPassword {
    /// Without letters and digits that are taken for each other.
    private static let signs = Array("ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789")

    /// Sixteen signs in four groups, some 90 bits, of at least three classes.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        while true {
            let groups = (0..<4).map { _ in String((0..<4).compactMap { _ in signs.randomElement(using: &generator) }) }
            let password = groups.joined(separator: "-")
            if (try? PasswordRule.check(password, userName: "")) != nil { return password }
        }
    }
}
