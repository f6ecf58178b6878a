import Contracts
import Crypto
import Foundation
import Hummingbird
import JWTKit
import NIOCore
import Register
import Seals
import Synchronization

/// 统一身份认证: an OpenID Connect provider with the code flow and PKCE. A face is one way among others, never the only one
/// (个人信息保护法 16, 29; 人脸识别技术应用安全管理办法).
struct IdentityProvider: Sendable {
    private let town: Town
    private let base: Base
    private let keys = JWTKeyCollection()
    private let jwk: [String: String]
    private let clientSecret: String
    private let grants = Grants()

    struct IDToken: JWTPayload {
        var iss: IssuerClaim
        var sub: SubjectClaim
        var aud: AudienceClaim
        var exp: ExpirationClaim
        var iat: IssuedAtClaim
        var nonce: String?
        var name: String
        var id_number: String
        var phone: String?
        var amr: [String]
        var acr: String
        var org_name: String?
        var uscc: String?
        func verify(using _: some JWTAlgorithm) async throws { try exp.verifyNotExpired() }
    }

    /// Codes that were given out and not yet redeemed: once, within a minute.
    final class Grants: Sendable {
        struct Grant: Sendable {
            let clientID: String
            let redirect: String
            let challenge: String
            let nonce: String?
            let person: CityPerson
            let enterprise: CityEnterprise?
            let method: String
            let at: Moment
        }
        private let open = Mutex<[String: Grant]>([:])
        func give(_ grant: Grant) -> String {
            let code = Hex.encode(randomBytes(24))
            open.withLock { all in
                all = all.filter { Town.now.seconds(since: $0.value.at) < 60 }
                all[code] = grant
            }
            return code
        }
        func redeem(_ code: String) -> Grant? {
            open.withLock { $0.removeValue(forKey: code) }.flatMap { Town.now.seconds(since: $0.at) < 60 ? $0 : nil }
        }
    }

    init(town: Town, folder: String, base: Base) async throws {
        self.town = town
        self.base = base
        let keyPath = "\(folder)/identity-key.pem"
        let key: P256.Signing.PrivateKey
        if let pem = try? String(contentsOfFile: keyPath, encoding: .utf8) {
            key = try P256.Signing.PrivateKey(pemRepresentation: pem)
        } else {
            key = P256.Signing.PrivateKey()
            _ = FileManager.default.createFile(atPath: keyPath, contents: Data(key.pemRepresentation.utf8), attributes: [.posixPermissions: 0o600])
        }
        let secretPath = "\(folder)/client-secret"
        if let secret = try? String(contentsOfFile: secretPath, encoding: .utf8), !secret.isEmpty {
            clientSecret = secret
        } else {
            clientSecret = Hex.encode(randomBytes(24))
            _ = FileManager.default.createFile(atPath: secretPath, contents: Data(clientSecret.utf8), attributes: [.posixPermissions: 0o600])
        }
        await keys.add(ecdsa: try ES256PrivateKey(pem: key.pemRepresentation), kid: "identity-1")
        let point = key.publicKey.rawRepresentation
        jwk = [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "identity-1", "x": Self.base64url(point.prefix(32)),
            "y": Self.base64url(point.suffix(32)),
        ]
    }

    static func base64url(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private var issuer: String { "\(base.origin)/unified-identity" }

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/unified-identity/.well-known/openid-configuration") { _, _ in discovery() }
        router.get("/unified-identity/jwks") { _, _ in try json(["keys": [jwk]]) }
        router.get("/unified-identity/authorize") { request, _ in authorize(request.uri.query ?? "", error: nil) }
        router.post("/unified-identity/authorize") { request, _ in
            let fields = HTML.fields(try await request.body.collect(upTo: 16_384))
            return signIn(fields)
        }
        router.post("/unified-identity/token") { request, _ in
            try await token(HTML.fields(try await request.body.collect(upTo: 16_384)))
        }
    }

    private func discovery() -> Response {
        let fields: [(String, String)] = [
            ("issuer", issuer), ("authorization_endpoint", "\(issuer)/authorize"), ("token_endpoint", "\(issuer)/token"), ("jwks_uri", "\(issuer)/jwks"),
        ]
        var text = "{" + fields.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",")
        text += ",\"response_types_supported\":[\"code\"],\"subject_types_supported\":[\"public\"],\"id_token_signing_alg_values_supported\":[\"ES256\"],"
        text += "\"code_challenge_methods_supported\":[\"S256\"],\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],\"scopes_supported\":[\"openid\",\"profile\"]}"
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private func json(_ value: some Encodable) throws -> Response {
        Response(status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"], body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(value))))
    }

    /// Where a code may be sent: only to the registry that this program was started for, or to a loopback address.
    private func mayReturn(to redirect: String) -> Bool {
        redirect.hasPrefix(town.registryURL + "/") || redirect.hasPrefix("http://127.0.0.1:") || redirect.hasPrefix("http://localhost:")
    }

    private func authorize(_ query: String, error: String?) -> Response {
        let fields = HTML.fields(query)
        guard fields["response_type"] == "code", fields["client_id"] == "dengbu", fields["code_challenge_method"] == "S256",
            let redirect = fields["redirect_uri"], mayReturn(to: redirect), fields["code_challenge"]?.isEmpty == false
        else { return HTML.page("登录请求无效", department: "统一身份认证平台", "<p class=\"error\">请从办事网站重新进入。</p>", status: .badRequest) }
        let demos = town.read { $0.demos }
        let options = demos.map { demo in
            """
            <tr><td>\(HTML.escape(demo.name))</td><td><code>\(HTML.escape(demo.creditCode ?? demo.identityNumber))</code></td>\
            <td>\(HTML.escape(demo.story))\(demo.unit.map { "<br><span class=\"hint\">不动产单元号 <code>\($0.text)</code></span>" } ?? "")</td></tr>
            """
        }.joined()
        return HTML.page(
            "登录", department: "统一身份认证平台",
            """
            \(error.map { "<p class=\"error\" role=\"alert\">\(HTML.escape($0))</p>" } ?? "")
            <form method="post" action="/unified-identity/authorize"><input type="hidden" name="request" value="\(HTML.escape(query))">
            <label for="number">身份证号（企业填统一社会信用代码）</label><input id="number" name="number" autocomplete="username" required>
            <fieldset><legend>验证方式</legend>
            <label><input type="radio" name="method" value="pwd" checked>密码</label><label><input type="radio" name="method" value="sms">短信验证码</label>
            <label><input type="radio" name="method" value="face">人脸核验（可选）</label></fieldset>
            <p class="hint">人脸核验不是必选项，任何一种方式都可以登录。</p>
            <label for="secret">密码或验证码</label><input id="secret" name="secret" type="password" autocomplete="current-password">
            <p class="hint">演示环境：密码和验证码都是证件号的后六位。</p>
            <button type="submit">登录</button></form>
            \(options.isEmpty ? "" : "<h2>演示账号</h2><div class=\"card\"><table><tr><th>姓名</th><th>证件号</th><th>可以体验</th></tr>\(options)</table></div>")
            """)
    }

    private func signIn(_ fields: [String: String]) -> Response {
        let query = fields["request"] ?? ""
        let wanted = HTML.fields(query)
        guard let redirect = wanted["redirect_uri"], mayReturn(to: redirect) else { return authorize(query, error: nil) }
        let number = (fields["number"] ?? "").uppercased().filter { !$0.isWhitespace }
        let method = ["pwd", "sms", "face"].contains(fields["method"]) ? fields["method"] ?? "pwd" : "pwd"
        let (person, enterprise) = town.read { state -> (CityPerson?, CityEnterprise?) in
            if let enterprise = state.enterprises[number] { return (state.people[enterprise.agent], enterprise) }
            return (state.people[number], nil)
        }
        guard let person, person.alive else { return authorize(query, error: "没有这个账号。请核对证件号码。") }
        // The camera check is played: it always recognises the person who typed the number.
        guard method == "face" || fields["secret"] == String(number.suffix(6)) else { return authorize(query, error: "密码或验证码不对。") }
        let code = grants.give(
            Grants.Grant(
                clientID: "dengbu", redirect: redirect, challenge: wanted["code_challenge"] ?? "", nonce: wanted["nonce"], person: person,
                enterprise: enterprise, method: method, at: Town.now))
        let separator = redirect.contains("?") ? "&" : "?"
        return .redirect(to: "\(redirect)\(separator)code=\(code)&state=\(HTML.encode(wanted["state"] ?? ""))", type: .normal)
    }

    private func token(_ fields: [String: String]) async throws -> Response {
        func refuse(_ error: String) -> Response {
            Response(status: .badRequest, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: "{\"error\":\"\(error)\"}")))
        }
        guard fields["client_id"] == "dengbu", fields["client_secret"] == clientSecret else { return refuse("invalid_client") }
        guard fields["grant_type"] == "authorization_code", let grant = grants.redeem(fields["code"] ?? ""), grant.redirect == fields["redirect_uri"] else {
            return refuse("invalid_grant")
        }
        if town.takeFault(.unifiedIdentity, [.down], in: grant.person.identityNumber) != nil { return Response(status: .serviceUnavailable) }
        let proof = Self.base64url(SHA256.hash(data: Data((fields["code_verifier"] ?? "").utf8)))
        guard proof == grant.challenge else { return refuse("invalid_grant") }
        let now = Date()
        let subject = SHA256.hash(data: Data((grant.enterprise?.creditCode ?? grant.person.identityNumber).utf8))
        let payload = IDToken(
            iss: .init(value: issuer), sub: .init(value: Hex.encode(Array(subject).prefix(16))), aud: .init(value: grant.clientID),
            exp: .init(value: now.addingTimeInterval(300)), iat: .init(value: now), nonce: grant.nonce, name: grant.person.name,
            id_number: grant.person.identityNumber, phone: grant.person.phone, amr: [grant.method], acr: "L3", org_name: grant.enterprise?.name,
            uscc: grant.enterprise?.creditCode)
        var signers = keys
        if town.takeFault(.unifiedIdentity, [.forged], in: grant.person.identityNumber) != nil {
            // Somebody else's key under the name of this one.
            signers = JWTKeyCollection()
            await signers.add(ecdsa: ES256PrivateKey(), kid: "identity-1")
        }
        let jwt = try await signers.sign(payload, kid: "identity-1")
        return try json(["access_token": Hex.encode(randomBytes(16)), "token_type": "Bearer", "expires_in": "300", "id_token": jwt])
    }
}
