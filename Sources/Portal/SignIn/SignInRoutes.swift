import HTTPTypes
import Hummingbird
import Identity
import Register

/// Signing in and out. No way in asks for a face, and every way has another beside it (个人信息保护法 16, 29).
///
/// | method | path                | who      | what                                                   |
/// | ------ | ------------------- | -------- | ------------------------------------------------------ |
/// | GET    | /sign-in            | anybody  | the choice                                             |
/// | GET    | /sign-in/unified    | anybody  | off to unified identity                                |
/// | GET    | /sign-in/callback   | anybody  | back from it: session, home or where one wanted to go  |
/// | GET    | /sign-in/official   | anybody  | the officials' form                                    |
/// | POST   | /sign-in/official   | anybody  | name, password, code                                   |
/// | POST   | /sign-out           | signed in| ends the session                                       |
/// | GET    | /api/v1/session     | anybody  | who am I, and the token for changes                    |
struct SignInRoutes: RouteGroup {
    let desk: SignInDesk
    let identity: UnifiedIdentity?
    let tickets: TicketCookie
    let cookie: SessionCookie
    let pages: PageRenderers
    let limiter: RateLimiter
    let rate: RateLimit
    /// Where somebody goes who wanted nothing in particular.
    let landing: @Sendable (SignedIn) -> String

    func addRoutes(to table: inout RouteTable) {
        let next = QueryParameter("next", .string, "登录后要去的页面")
        table.anyone(.page("signIn.choose", .get, Paths.signIn.template, .signIn, "选择登录方式", query: [next]), choose)
        table.anyone(.page("signIn.unified", .get, Paths.signInUnified.template, .signIn, "前往统一身份认证", query: [next], rate: rate), leave)
        table.anyone(.page("signIn.callback", .get, Paths.signInCallback.template, .signIn, "从统一身份认证返回", rate: rate), comeBack)
        table.anyone(.page("signIn.officialForm", .get, Paths.signInOfficial.template, .signIn, "工作人员登录", query: [next]), officialForm)
        table.anyone(
            .page("signIn.official", .post, Paths.signInOfficial.template, .signIn, "工作人员登录", bodyLimit: 8 * 1024, rate: rate), official)
        table.signedIn(.page("signOut", .post, Paths.signOut.template, .signOut, "退出登录"), signOut)
        table.anyone(.api("session.show", .get, Paths.apiSession.template, .signIn, "当前登录信息", response: Self.sessionSchema), session)
    }

    // MARK: Unified identity

    @Sendable func choose(_ request: Request, _ context: AppContext) async throws -> Response {
        let next = try request.query()["next"]
        if let signedIn = context.signedIn { return .see(LocalPath.safe(next, otherwise: landing(signedIn))) }
        return try page(next: LocalPath.safe(next, otherwise: ""), isOfficial: false, context)
    }

    @Sendable func leave(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let identity else { throw PortalError.signInFailed(.notConfigured) }
        let ticket = SignInTicket(next: LocalPath.safe(try request.query()["next"], otherwise: ""), at: context.now)
        var response = Response.see(try await identity.authorizationURL(for: ticket, at: context.now))
        try tickets.set(ticket, on: &response)
        return response
    }

    @Sendable func comeBack(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let identity else { throw PortalError.signInFailed(.notConfigured) }
        let query = try request.query()
        guard let ticket = tickets.ticket(in: request, at: context.now), query["state"] == ticket.state else {
            throw PortalError.signInFailed(.expired)
        }
        if let error = query["error"] { throw PortalError.signInFailed(error == "access_denied" ? .cancelled : .rejected("error")) }
        guard let code = query["code"], !code.isEmpty else { throw PortalError.signInFailed(.rejected("code")) }
        let verified = try await identity.identity(code: code, ticket: ticket, at: context.now)
        let (token, session) = try await desk.start(verified, replacing: cookie.token(in: request), at: context.now)
        var response = Response.see(ticket.next.isEmpty ? landing(session.signedIn) : LocalPath.safe(ticket.next))
        cookie.set(token, on: &response)
        tickets.clear(on: &response)
        return response
    }

    // MARK: Officials

    @Sendable func officialForm(_ request: Request, _ context: AppContext) async throws -> Response {
        try page(next: LocalPath.safe(try request.query()["next"], otherwise: ""), isOfficial: true, context)
    }

    @Sendable func official(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        let userName = (form["user_name"] ?? "").lowercased().filter { !$0.isWhitespace }
        let next = LocalPath.safe(form["next"], otherwise: "")
        // Guessing one account's password from many addresses is slowed down as well.
        if case .refused(let seconds) = limiter.take("sign-in:\(userName.prefix(64))", rate) {
            throw PortalError.tooManyRequests(retryAfter: seconds)
        }
        do {
            let (token, session) = try await desk.start(
                userName: userName, password: form["password"] ?? "", code: form["code"]?.filter { !$0.isWhitespace },
                replacing: cookie.token(in: request), at: context.now)
            let signedIn = session.signedIn
            var response = Response.see(signedIn.mustChangePassword ? Paths.password() : next.isEmpty ? landing(signedIn) : next)
            cookie.set(token, on: &response)
            return response
        } catch let refusal as SignInRefusal {
            var response = try page(
                next: next, isOfficial: true, userName: userName, message: refusal.message, asksCode: refusal == .codeMissing, context,
                status: .unprocessableContent)
            if case .locked(let until) = refusal {
                response.status = .tooManyRequests
                response.headers[.retryAfter] = String(max(1, Int(until.seconds(since: context.now).rounded(.up))))
            }
            return response
        }
    }

    @Sendable func signOut(_ request: Request, _ context: SignedInContext) async throws -> Response {
        if let token = cookie.token(in: request) { try await desk.sessions.end(token) }
        var response = Response.see(Paths.home())
        cookie.clear(on: &response)
        return response
    }

    private func page(
        next: String, isOfficial: Bool, userName: String = "", message: String? = nil, asksCode: Bool = false, _ context: AppContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let page = SignInPage(
            next: next, hasUnifiedIdentity: identity != nil, unifiedIdentityLink: Paths.signInUnified(next.isEmpty ? [] : [("next", next)]),
            userName: userName, message: message, asksCode: asksCode, isOfficial: isOfficial)
        return .html(try pages.signIn(page, context.visitor), status: status)
    }

    // MARK: For scripts

    static let sessionSchema = Schema.object(
        "Session", "当前登录信息",
        [
            .required("signed_in", .boolean, "是否已登录"), .optional("name", .string, "显示的姓名或名称"),
            .optional("roles", .array(.cases(Role.self)), "角色"), .optional("party", .string, "当事人编号"),
            .optional("csrf_token", .string, "会改变内容的请求须放入 X-CSRF-Token"), .optional("ends_at", .dateTime, "会话最迟结束时间"),
        ])

    @Sendable func session(_ request: Request, _ context: AppContext) async throws -> Response {
        .json { json in
            guard let session = context.session else { return json.field("signed_in", false) }
            json.field("signed_in", true)
            json.field("name", session.signedIn.name)
            json.array("roles", session.signedIn.roles.map(\.rawValue).sorted()) { $0.value($1) }
            if let party = session.signedIn.party { json.field("party", party.id.text) }
            json.field("csrf_token", session.formToken())
            json.field("ends_at", session.endsAt.rfc3339)
        }
    }
}
