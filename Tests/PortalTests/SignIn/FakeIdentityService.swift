import Foundation
import Identity
import JWTKit
import Portal
import Register
import Seals
import Synchronization

/// A unified identity service that answers in the process, and lies where a test wants it to.
final class FakeIdentityService: Sendable {
    static let issuer = "http://identity.test"

    struct Lies: Sendable {
        var claims: [String: Value?] = [:]
        var algorithmKey: ES256PrivateKey?
        var isDown = false
        var discoveredIssuer = FakeIdentityService.issuer
        var tokenIsUnsigned = false
    }

    enum Value: Codable, Sendable {
        case text(String), number(Double), list([String])
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .list(let list): try container.encode(list)
            }
        }
    }

    struct Claims: JWTPayload {
        var values: [String: Value]
        init(values: [String: Value]) { self.values = values }
        init(from decoder: any Decoder) throws { values = [:] }
        func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    let key = ES256PrivateKey()
    let clock: TestClock
    private let state = Mutex((lies: Lies(), challenges: [String: (challenge: String, nonce: String)](), fetches: [String]()))

    init(clock: TestClock) { self.clock = clock }

    var fetches: [String] { state.withLock { $0.fetches } }
    func lie(_ change: (inout Lies) -> Void) { state.withLock { change(&$0.lies) } }

    /// What the browser would do there: signs in, and is sent back with a code.
    func authorize(_ url: String) -> (code: String, state: String) {
        let query = try? FormFields(decoding: Array(url.drop { $0 != "?" }.dropFirst().utf8))
        let code = "code-\(UUID().uuidString)"
        state.withLock { $0.challenges[code] = (query?["code_challenge"] ?? "", query?["nonce"] ?? "") }
        return (code, query?["state"] ?? "")
    }

    func fetch(_ request: FetchRequest) async throws -> FetchAnswer {
        let lies = state.withLock { state in
            state.fetches.append(request.url)
            return state.lies
        }
        if lies.isDown { throw CancellationError() }
        switch request.url {
        case Self.issuer + "/.well-known/openid-configuration":
            return json(
                """
                {"issuer":"\(lies.discoveredIssuer)","authorization_endpoint":"\(Self.issuer)/authorize","token_endpoint":"\(Self.issuer)/token",
                "jwks_uri":"\(Self.issuer)/keys"}
                """)
        case Self.issuer + "/keys":
            let parameters = key.publicKey.parameters
            func url(_ text: String?) -> String {
                (text ?? "").replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            }
            return json(
                #"{"keys":[{"kty":"RSA","kid":"old","n":"AQAB","e":"AQAB","alg":"RS256"},{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","use":"sig","x":"\#(url(parameters?.x))","y":"\#(url(parameters?.y))"}]}"#
            )
        case Self.issuer + "/token": return try await token(request, lies)
        default: return FetchAnswer(status: 404, body: [])
        }
    }

    private func token(_ request: FetchRequest, _ lies: Lies) async throws -> FetchAnswer {
        // The code is good once, and only for who knows the verifier.
        guard let form = request.form, let code = form["code"], let known = state.withLock({ $0.challenges.removeValue(forKey: code) }),
            Base64URL.encode(Digests.sha256(form["code_verifier"] ?? "")) == known.challenge, form["client_secret"] == "s3cret"
        else { return FetchAnswer(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8)) }
        let now = Double(clock.now.microseconds) / 1e6
        var values: [String: Value] = [
            "iss": .text(Self.issuer), "sub": .text("u1"), "aud": .text("dengbu"), "exp": .number(now + 300), "iat": .number(now),
            "nonce": .text(known.nonce), "name": .text("张三"), "id_number": .text("11010519491231002X"), "amr": .list(["pwd", "otp"]),
            "acr": .text("L3"),
        ]
        for (name, value) in lies.claims { values[name] = value }
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: lies.algorithmKey ?? key, kid: "k1")
        var token = try await keys.sign(Claims(values: values), kid: "k1")
        if lies.tokenIsUnsigned {
            let parts = token.split(separator: ".")
            token = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8)) + ".\(parts[1])."
        }
        return json(#"{"id_token":"\#(token)","access_token":"x","token_type":"Bearer"}"#)
    }

    private func json(_ text: String) -> FetchAnswer { FetchAnswer(status: 200, body: Array(text.utf8)) }
}
