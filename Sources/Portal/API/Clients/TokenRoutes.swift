import HTTPTypes
import Hummingbird
import Identity
import Logging
import Register

/// Access tokens for institutions' own systems (OAuth 2.0 client credentials, RFC 6749 4.4, with private_key_jwt).
///
/// | method | path          | who                | what                                      |
/// | ------ | ------------- | ------------------ | ----------------------------------------- |
/// | POST   | /api/v1/token | registered clients | a signed assertion for ten minutes' token |
struct TokenRoutes: RouteGroup {
    let clients: ClientDesk
    let origin: String

    static let request = Schema.object(
        "TokenRequest", "换取访问令牌",
        [
            .required("grant_type", .oneOf(["client_credentials"]), "固定值"),
            .required("client_assertion_type", .oneOf([assertionType]), "固定值"),
            .required("client_assertion", .text(20...4_096), "ES256 签名的 JWT：iss 与 sub 为客户端编号，aud 为本地址，exp 在五分钟内，jti 只用一次"),
            .optional("client_id", .text(3...40), "可不填；填写时须与 iss 一致"), .optional("scope", .text(0...200), "不使用"),
        ])
    static let response = Schema.object(
        "Token", "访问令牌",
        [
            .required("access_token", .string, "放入 Authorization: Bearer"), .required("token_type", .oneOf(["Bearer"]), "固定值"),
            .required("expires_in", .integer, "有效秒数"),
        ])
    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            Endpoint(
                "token.issue", .post, Paths.apiToken.template, .signIn, .api, "机构系统换取访问令牌", body: .form, request: Self.request,
                response: Self.response, bodyLimit: 16 * 1024, rate: RateLimit(burst: 30, perMinute: 60)), issue)
    }

    @Sendable func issue(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        guard form["grant_type"] == "client_credentials" else { return refused("unsupported_grant_type", "grant_type", context, status: .badRequest) }
        guard form["client_assertion_type"] == Self.assertionType, let text = form["client_assertion"] else {
            return refused("invalid_request", "client_assertion", context, status: .badRequest)
        }
        do {
            let assertion = try await ClientAssertion(text, audiences: [origin, origin + Paths.apiToken()], at: context.now) { try await clients.find($0) }
            if let id = form["client_id"], id != assertion.client.id { throw AssertionRefused("client_id") }
            guard let (token, _) = try await clients.start(assertion.client, assertion: assertion.digest, expires: assertion.expires, at: context.now) else {
                throw AssertionRefused("jti was used before")
            }
            return .json { json in
                json.field("access_token", token)
                json.field("token_type", "Bearer")
                json.field("expires_in", Int(ClientDesk.lifetime))
            }
        } catch let refusal as AssertionRefused {
            context.logger.notice("client assertion refused", metadata: ["reason": "\(refusal.reason)"])
            return refused("invalid_client", refusal.reason, context, status: .unauthorized)
        }
    }

    /// Problem details that OAuth clients understand as well (RFC 6749 5.2).
    private func refused(_ error: String, _ reason: String, _ context: AppContext, status: HTTPResponse.Status) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.field("type", "urn:dengbu:problem:client-refused")
            json.field("title", "未能换取访问令牌")
            json.field("status", status.code)
            json.field("detail", "客户端断言未通过核验（\(reason)）。")
            json.field("instance", "urn:request:\(context.visit.id)")
            json.field("code", "client-refused")
            json.field("error", error)
            json.field("error_description", reason)
        }
        return .json(
            json, status: status,
            headers: [.contentType: "application/problem+json; charset=utf-8", .wwwAuthenticate: "Bearer realm=\"dengbu\""])
    }
}
