import Casework
import Exchange
import Foundation
import Hummingbird
import Identity
import Register
import Seals

/// Call-backs: where an institution's system wants to be told of its cases.
///
/// | method | path                                              | what                                           |
/// | ------ | ------------------------------------------------- | ---------------------------------------------- |
/// | GET    | /api/v1/institution/callback-keys                 | the registry's public keys that sign them      |
/// | GET    | /api/v1/institution/callbacks                     | my addresses                                   |
/// | POST   | /api/v1/institution/callbacks                     | add one                                        |
/// | GET    | /api/v1/institution/callbacks/{id}                | one                                            |
/// | DELETE | /api/v1/institution/callbacks/{id}                | remove it with its log                         |
/// | POST   | /api/v1/institution/callbacks/{id}/prove          | send the test anew, switching it on            |
/// | POST   | /api/v1/institution/callbacks/{id}/off            | switch it off                                  |
/// | GET    | /api/v1/institution/callbacks/{id}/deliveries     | what was sent, and what came of it             |
/// | POST   | /api/v1/institution/callbacks/{id}/replay         | send one event again, or all that failed       |
struct CallbackAPI: RouteGroup {
    let desk: Desk

    static let endpoint = Schema.object(
        "Callback", "一个回调地址", [
            .required("id", .string, "编号"), .required("url", .string, "网址"), .required("state", .cases(CallbackEndpoint.State.self), "unproved 待验证、on 使用中、off 已停用"),
            .required("created_at", .dateTime, "登记时间"), .optional("proved_at", .dateTime, "第一次验证的时间"), .optional("failing_since", .dateTime, "自此没有送达"),
            .optional("last_error", .string, "最近一次没有送达的原因"), .optional("off_reason", .string, "停用的原因"), .required("waiting", .integer, "待送达条数"),
            .required("failed", .integer, "未送达条数"),
        ])
    static let delivery = Schema.object(
        "CallbackDelivery", "一条通知", [
            .required("event", .string, "webhook-id"), .required("type", .string, "种类"), .optional("case", .string, "受理编号"),
            .required("state", .cases(CallbackDelivery.State.self), "waiting 待送达、done 已送达、failed 未送达"), .required("attempts", .integer, "已尝试次数"),
            .required("created_at", .dateTime, "发生时间"), .optional("next_at", .dateTime, "下次尝试"), .optional("done_at", .dateTime, "结束时间"),
            .optional("status", .integer, "最近一次答复的 HTTP 状态码"), .optional("error", .string, "最近一次没有送达的原因"),
        ])
    private static let adding = Schema.object("NewCallback", "登记回调地址", [.required("url", .text(1...500), "以 https:// 开头的网址")])
    private static let replaying = Schema.object("CallbackReplay", "补发", [.optional("event", .text(1...120), "一条通知的 webhook-id；不写则补发全部未送达的")])
    private static let replayed = Schema.object("CallbackReplayed", "补发的条数", [.required("events", .integer, "条数")])
    private static let nothing = Schema.object("Nothing", "没有内容", [])
    private static let keys = Schema.object(
        "CallbackKeys", "核对通知签名的公钥", [
            .required(
                "keys",
                .array(
                    .object(
                        "CallbackKey", "一把公钥", [
                            .required("id", .string, "请求头 dengbu-key-id 的值"), .required("key", .string, "Ed25519 公钥，十六进制"),
                            .required("webhook_key", .string, "同一公钥，Standard Webhooks 的写法（whpk_）"),
                        ])), "公钥"),
        ])

    func addRoutes(to table: inout RouteTable) {
        let all = PathTemplate("/api/v1/institution/callbacks")
        let one = PathTemplate("/api/v1/institution/callbacks/{id}")
        table.anyone(.api("api.callback.keys", .get, PathTemplate("/api/v1/institution/callback-keys"), .viewPublicPages, "核对通知签名的公钥", response: Self.keys), readKeys)
        table.party(.api("api.callbacks", .get, all, .manageCallbacks, "我的回调地址", response: .page(of: Self.endpoint, named: "CallbackPage")), list)
        table.party(
            .api(
                "api.callback.add", .post, all, .manageCallbacks, "登记回调地址；随即收到测试通知", request: Self.adding, response: Self.endpoint, success: .created,
                bodyLimit: 4 * 1024, rate: RateLimit(burst: 10, perMinute: 10), isIdempotent: true), add)
        table.party(.api("api.callback", .get, one, .manageCallbacks, "一个回调地址", response: Self.endpoint), show)
        table.party(.api("api.callback.remove", .delete, one, .manageCallbacks, "移除回调地址", response: Self.nothing), remove)
        table.party(
            .api(
                "api.callback.prove", .post, PathTemplate("/api/v1/institution/callbacks/{id}/prove"), .manageCallbacks, "重新发送测试通知，启用地址", request: Self.nothing,
                response: Self.endpoint, bodyLimit: 1024, rate: RateLimit(burst: 10, perMinute: 10), isIdempotent: true), prove)
        table.party(
            .api(
                "api.callback.off", .post, PathTemplate("/api/v1/institution/callbacks/{id}/off"), .manageCallbacks, "停用回调地址", request: Self.nothing,
                response: Self.endpoint, bodyLimit: 1024, isIdempotent: true), switchOff)
        table.party(
            .api(
                "api.callback.deliveries", .get, PathTemplate("/api/v1/institution/callbacks/{id}/deliveries"), .manageCallbacks, "发送记录",
                query: Cursor.parameters + [QueryParameter("state", .cases(CallbackDelivery.State.self), "只要这一种")],
                response: .page(of: Self.delivery, named: "CallbackDeliveryPage")), deliveries)
        table.party(
            .api(
                "api.callback.replay", .post, PathTemplate("/api/v1/institution/callbacks/{id}/replay"), .manageCallbacks, "补发通知", request: Self.replaying,
                response: Self.replayed, bodyLimit: 4 * 1024, isIdempotent: true), replay)
    }

    private var callbacks: CallbackDesk { desk.office.callbacks }

    @Sendable func readKeys(_ request: Request, _ context: AppContext) async throws -> Response {
        let keys = try await desk.messageKeys()
        return .json { json in
            json.array("keys", keys) { json, key in
                json.object { json in
                    json.field("id", key.id)
                    json.field("key", Hex.encode(key.publicKey))
                    json.field("webhook_key", "whpk_\(Data(key.publicKey).base64EncodedString())")
                }
            }
        }
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        var found: [(CallbackEndpoint, (waiting: Int, failed: Int))] = []
        for endpoint in try await callbacks.endpoints(of: context.party.id) { found.append((endpoint, try await callbacks.tally(of: endpoint.id))) }
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.0.id]) }.write(to: &json) { Self.write($1.0, $1.1, to: &$0) }
        }
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let fields = try await request.checkedBody(in: context)
        let made = try await callbacks.add(fields["url"] ?? "", of: context.party.id, at: context.now)
        var response = try await answer(made.id, context)
        response.status = .created
        response.headers[.location] = "/api/v1/institution/callbacks/\(made.id)"
        return response
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response { try await answer(context.part("id"), context) }

    @Sendable func remove(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await callbacks.remove(context.part("id"), of: context.party.id)
        return .json { _ in }
    }

    @Sendable func prove(_ request: Request, _ context: PartyContext) async throws -> Response {
        _ = try await request.checkedBody(in: context)
        let id = try context.part("id")
        try await callbacks.prove(id, of: context.party.id, at: context.now)
        return try await answer(id, context)
    }

    @Sendable func switchOff(_ request: Request, _ context: PartyContext) async throws -> Response {
        _ = try await request.checkedBody(in: context)
        let id = try context.part("id")
        try await callbacks.switchOff(id, of: context.party.id, at: context.now)
        return try await answer(id, context)
    }

    @Sendable func deliveries(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 2).map { cursor in
            guard let at = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return (createdAt: Moment(microseconds: at), event: cursor.parts[1])
        }
        let found = try await callbacks.log(
            of: context.part("id"), party: context.party.id, state: query["state"].flatMap(CallbackDelivery.State.init), before: before, limit: limit + 1)
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.createdAt.microseconds), $0.event]) }.write(to: &json) { json, item in
                json.field("event", item.event)
                json.field("type", item.kind)
                json.optional("case", item.caseID)
                json.field("state", item.state.rawValue)
                json.field("attempts", Int(item.attempts))
                json.field("created_at", item.createdAt.rfc3339)
                if item.state == .waiting { json.field("next_at", item.nextAt.rfc3339) }
                json.optional("done_at", item.doneAt)
                if let status = item.lastStatus { json.field("status", Int(status)) }
                json.optional("error", item.lastError)
            }
        }
    }

    @Sendable func replay(_ request: Request, _ context: PartyContext) async throws -> Response {
        let fields = try await request.checkedBody(in: context)
        let count = try await callbacks.replay(fields["event"], of: context.part("id"), party: context.party.id, at: context.now)
        return .json { $0.field("events", count) }
    }

    private func answer(_ id: String, _ context: PartyContext) async throws -> Response {
        let endpoint = try await callbacks.endpoint(id, of: context.party.id)
        let tally = try await callbacks.tally(of: id)
        return .json { Self.write(endpoint, tally, to: &$0) }
    }

    private static func write(_ endpoint: CallbackEndpoint, _ tally: (waiting: Int, failed: Int), to json: inout JSONWriter) {
        json.field("id", endpoint.id)
        json.field("url", endpoint.url)
        json.field("state", endpoint.state.rawValue)
        json.field("created_at", endpoint.createdAt.rfc3339)
        json.optional("proved_at", endpoint.provedAt)
        json.optional("failing_since", endpoint.failingSince)
        json.optional("last_error", endpoint.lastError)
        json.optional("off_reason", endpoint.offReason)
        json.field("waiting", tally.waiting)
        json.field("failed", tally.failed)
    }
}
