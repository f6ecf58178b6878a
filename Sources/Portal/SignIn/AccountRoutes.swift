import HTTPTypes
import Hummingbird
import Identity
import Register

/// What the holder of an account does with it.
///
/// | method | path                   | who             | what                                              |
/// | ------ | ---------------------- | --------------- | ------------------------------------------------- |
/// | GET    | /account/password      | account holders | the form                                          |
/// | POST   | /account/password      | account holders | a new password; a new session, the others end     |
/// | GET    | /account/second-factor | account holders | whether codes are asked for                       |
/// | POST   | /account/second-factor | account holders | prepare a secret, confirm it with a code          |
struct AccountRoutes: RouteGroup {
    let desk: SignInDesk
    let cookie: SessionCookie
    let pages: PageRenderers
    let rate: RateLimit
    let siteName: String

    func addRoutes(to table: inout RouteTable) {
        table.signedIn(.page("account.passwordForm", .get, Paths.password.template, .changeOwnPassword, "修改密码"), passwordForm)
        table.signedIn(
            .page("account.password", .post, Paths.password.template, .changeOwnPassword, "修改密码", bodyLimit: 8 * 1024, rate: rate), password)
        table.signedIn(.page("account.secondFactorForm", .get, Paths.secondFactor.template, .changeOwnPassword, "动态验证码"), secondFactorForm)
        table.signedIn(
            .page("account.secondFactor", .post, Paths.secondFactor.template, .changeOwnPassword, "动态验证码", bodyLimit: 8 * 1024, rate: rate),
            secondFactor)
    }

    @Sendable func passwordForm(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try passwordPage(errors: [], context)
    }

    @Sendable func password(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try account(context)
        let form = context.form
        let new = form["password"] ?? ""
        guard new == form["again"] else { return try passwordPage(errors: [FieldError("again", "两次输入的新密码不一致。")], context) }
        do {
            try await desk.accounts.changePassword(of: id, from: form["current"] ?? "", to: new, at: context.now)
        } catch let refusal as SignInRefusal {
            return try passwordPage(errors: [FieldError("current", refusal == .wrongCredentials ? "当前密码不正确。" : refusal.message)], context)
        } catch let error as IdentityError {
            return try passwordPage(errors: [FieldError("password", error.message)], context)
        }
        // All sessions of the account ended with the old password; this browser gets a new one.
        guard let account = try await desk.accounts.find(id) else { throw IdentityError.unknownAccount }
        let (token, _) = try await desk.start(account, replacing: nil, at: context.now)
        let page = PasswordPage(errors: [], isForced: false, isDone: true)
        var response = Response.html(try pages.password(page, context.visitor))
        cookie.set(token, on: &response)
        return response
    }

    @Sendable func secondFactorForm(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await secondFactorPage(context)
    }

    @Sendable func secondFactor(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try account(context)
        guard context.form["step"] == "confirm" else {
            return try await secondFactorPage(setup: desk.accounts.prepareSecondFactor(of: id, issuer: siteName), context)
        }
        do {
            try await desk.accounts.confirmSecondFactor((context.form["code"] ?? "").filter { !$0.isWhitespace }, of: id, at: context.now)
            return try await secondFactorPage(message: "已启用。下次登录请同时输入动态验证码。", context)
        } catch let error as IdentityError {
            return try await secondFactorPage(message: error.message, context, status: .unprocessableContent)
        }
    }

    private func account(_ context: SignedInContext) throws(PortalError) -> AccountID {
        guard let account = context.signedIn.account else { throw .forbidden }
        return account
    }

    private func passwordPage(errors: [FieldError], _ context: SignedInContext) throws -> Response {
        let page = PasswordPage(errors: errors, isForced: context.signedIn.mustChangePassword, isDone: false)
        return .html(try pages.password(page, context.visitor), status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func secondFactorPage(
        setup: SecondFactorSetup? = nil, message: String? = nil, _ context: SignedInContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let isActive = try await desk.accounts.find(account(context))?.hasSecondFactor ?? false
        return .html(try pages.secondFactor(SecondFactorPage(isActive: isActive, setup: setup, message: message), context.visitor), status: status)
    }
}
