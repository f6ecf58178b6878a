import Casework
import Exchange
import Hummingbird
import Identity
import Register

/// Call-backs, on an institution's own desk (状态回调).
///
/// | method | path                               | what                                          |
/// | ------ | ---------------------------------- | --------------------------------------------- |
/// | GET    | /institution/callbacks             | addresses, and how to check what comes        |
/// | POST   | /institution/callbacks             | adds one                                      |
/// | GET    | /institution/callbacks/{id}        | one: its state, what was sent, what came of it |
/// | POST   | /institution/callbacks/{id}/prove  | sends the test anew, switching it on          |
/// | POST   | /institution/callbacks/{id}/off    | switches it off                               |
/// | POST   | /institution/callbacks/{id}/remove | removes it with its log                       |
/// | POST   | /institution/callbacks/{id}/replay | sends one event again, or all that failed     |
struct CallbackRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let limit = 8 * 1024
        table.party(.page("callbacks", .get, Paths.callbacks.template, .manageCallbacks, "状态回调"), list)
        table.party(
            .page("callback.add", .post, Paths.callbacks.template, .manageCallbacks, "登记回调地址", bodyLimit: limit, rate: RateLimit(burst: 10, perMinute: 10)), add)
        table.party(
            .page(
                "callback", .get, Paths.callback.template, .manageCallbacks, "回调地址",
                query: [QueryParameter("state", .string, "送达状态"), QueryParameter("before", .string, "上一页的最后一条")]), show)
        table.party(.page("callback.prove", .post, Paths.callbackProof.template, .manageCallbacks, "重新验证", bodyLimit: limit), prove)
        table.party(.page("callback.off", .post, Paths.callbackEnd.template, .manageCallbacks, "停用回调地址", bodyLimit: limit), switchOff)
        table.party(.page("callback.remove", .post, Paths.callbackRemoval.template, .manageCallbacks, "移除回调地址", bodyLimit: limit), remove)
        table.party(.page("callback.replay", .post, Paths.callbackReplay.template, .manageCallbacks, "补发通知", bodyLimit: limit), replay)
    }

    private var callbacks: CallbackDesk { desk.office.callbacks }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response { try await page(context) }

    private func page(_ context: PartyContext, error: FieldError? = nil, typed: String = "") async throws -> Response {
        let endpoints = try await callbacks.endpoints(of: context.party.id)
        return desk.page(
            "状态回调", context, width: .narrow, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("机构工作台", Paths.institution())]))\(Parts.errors(error.map { [$0] } ?? []))<h1>状态回调</h1><p class="lead">办件有变化时，系统通知贵单位登记的地址；没有送达的自动重试三天。</p>
            \(CallbackMarkup.list(endpoints))\(CallbackMarkup.form(endpoints, error: error, typed: typed, token: desk.token(context)))\(CallbackMarkup.help)
            """)
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let typed = String((context.form["url"] ?? "").filter { !$0.isWhitespace }.prefix(600))
        do {
            let made = try await callbacks.add(typed, of: context.party.id, at: context.now)
            return .see(Paths.callback(made.id))
        } catch let refusal as CallbackDesk.Refusal {
            return try await page(context, error: FieldError("url", refusal.message), typed: typed)
        }
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.query()
        let endpoint = try await callbacks.endpoint(context.part("id"), of: context.party.id)
        let state = query["state"].flatMap(CallbackDelivery.State.init)
        let found = try await callbacks.log(of: endpoint.id, party: context.party.id, state: state, before: Self.place(query["before"]), limit: 51)
        let tally = try await callbacks.tally(of: endpoint.id)
        return desk.page(
            "回调地址", context,
            """
            \(Parts.crumbs([("机构工作台", Paths.institution()), ("状态回调", Paths.callbacks())]))<h1>回调地址</h1>
            \(CallbackMarkup.endpoint(endpoint, tally, token: desk.token(context)))\(CallbackMarkup.log(found, endpoint, state: state, limit: 50, token: desk.token(context)))
            """)
    }

    /// `microseconds/event`, the last of the page before.
    static func place(_ text: String?) -> (createdAt: Moment, event: String)? {
        guard let parts = text?.split(separator: "/", maxSplits: 1).map(String.init), parts.count == 2, let at = Int64(parts[0]) else { return nil }
        return (Moment(microseconds: at), parts[1])
    }

    @Sendable func prove(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        try await callbacks.prove(id, of: context.party.id, at: context.now)
        return .see(Paths.callback(id))
    }

    @Sendable func switchOff(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        try await callbacks.switchOff(id, of: context.party.id, at: context.now)
        return .see(Paths.callback(id))
    }

    @Sendable func remove(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await callbacks.remove(context.part("id"), of: context.party.id)
        return .see(Paths.callbacks())
    }

    @Sendable func replay(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let event = context.form["event"].flatMap { $0.isEmpty ? nil : String($0.prefix(120)) }
        try await callbacks.replay(event, of: id, party: context.party.id, at: context.now)
        return .see(Paths.callback(id))
    }
}

extension CallbackDesk.Refusal {
    /// For the person who asked.
    var message: String {
        switch self {
        case .address(let fault): fault.message
        case .unknown: "没有这个回调地址，可能已经移除。"
        case .tooMany: "最多登记\(CallbackDesk.limit)个回调地址，请先移除不用的。"
        case .known: "这个地址已经登记过。"
        case .notOn: "该地址没有启用，启用并验证之后才能补发。"
        }
    }

    var problem: Problem {
        switch self {
        case .address(let fault):
            Problem(.unprocessableContent, code: "callback-address", title: "回调地址有误", detail: fault.message, fields: [FieldError("url", fault.message)])
        case .unknown: Problem(.notFound, code: "unknown-callback", title: "没有找到", detail: message)
        case .tooMany: Problem(.conflict, code: "too-many-callbacks", title: "回调地址过多", detail: message)
        case .known: Problem(.conflict, code: "callback-known", title: "已经登记", detail: message)
        case .notOn: Problem(.conflict, code: "callback-not-on", title: "地址没有启用", detail: message)
        }
    }
}
