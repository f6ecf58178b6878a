import Foundation
import Identity
import JWTKit
import Register
import Seals

/// Signs people in through the unified identity service: OpenID Connect with an authorisation code, PKCE, state and nonce.
///
/// Its discovery document and keys are fetched when first needed and kept for an hour; an unknown key makes it look again,
/// at most once a minute.
actor UnifiedIdentity {
    private let provider: IdentityProvider
    private let redirectURI: String
    private let fetch: HTTPFetch
    private var discovered: (document: Discovery, at: Moment)?
    private var keys: (set: JWTKeyCollection, ids: Set<String>, at: Moment)?

    init(provider: IdentityProvider, redirectURI: String, fetch: @escaping HTTPFetch) {
        self.provider = provider
        self.redirectURI = redirectURI
        self.fetch = fetch
    }

    private struct Discovery: Decodable {
        let issuer: String
        let authorization: String
        let token: String
        let keys: String

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorization = "authorization_endpoint"
            case token = "token_endpoint"
            case keys = "jwks_uri"
        }
    }

    private struct TokenAnswer: Decodable { let id_token: String }
    private struct TokenHeader: Decodable {
        let alg: String
        let kid: String?
    }

    /// Where to send the browser.
    func authorizationURL(for ticket: SignInTicket, at now: Moment) async throws -> String {
        let document = try await discovery(at: now)
        return Percent.link(
            document.authorization,
            [
                ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", redirectURI), ("scope", provider.scopes),
                ("state", ticket.state), ("nonce", ticket.nonce), ("code_challenge", ticket.challenge), ("code_challenge_method", "S256"),
            ])
    }

    /// Trades the code for a token and believes it only if everything fits.
    /// - Throws: ``PortalError/signInFailed(_:)``.
    func identity(code: String, ticket: SignInTicket, at now: Moment) async throws -> VerifiedIdentity {
        let document = try await discovery(at: now)
        var form = FormFields([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI), ("client_id", provider.clientID),
            ("code_verifier", ticket.verifier),
        ])
        if let secret = provider.clientSecret { form.append("client_secret", secret) }
        let answer: TokenAnswer = try await get(FetchRequest(url: document.token, form: form))
        let claims = try await claims(of: answer.id_token, document, at: now)
        let seconds = Double(now.microseconds) / 1e6
        try require(claims.issuer == document.issuer, "iss")
        try require(claims.audience.value.contains(provider.clientID), "aud")
        try require(claims.audience.value.count == 1 || claims.authorisedParty == provider.clientID, "azp")
        // A minute for clocks that differ.
        try require(claims.expires > seconds - 60, "exp")
        try require((claims.issuedAt ?? seconds) < seconds + 60 && (claims.issuedAt ?? seconds) > seconds - 600, "iat")
        try require(claims.nonce.map { equalInConstantTime(Array($0.utf8), Array(ticket.nonce.utf8)) } == true, "nonce")
        try require(!claims.subject.isEmpty, "sub")
        return try VerifiedIdentity(claims)
    }

    private func claims(of token: String, _ document: Discovery, at now: Moment) async throws -> IDTokenClaims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Self.base64URL(parts[0]), let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(head)) else {
            throw PortalError.signInFailed(.rejected("token"))
        }
        // Nothing but the algorithm we expect: a token must not choose how it is checked.
        try require(header.alg == "ES256", "alg")
        let keys = try await keys(for: header.kid, document, at: now)
        do {
            return try await keys.verify(token, as: IDTokenClaims.self)
        } catch {
            throw PortalError.signInFailed(.rejected("signature"))
        }
    }

    // MARK: Documents

    private func discovery(at now: Moment) async throws -> Discovery {
        if let discovered, now.seconds(since: discovered.at) < 3600 { return discovered.document }
        let base = provider.issuer.hasSuffix("/") ? String(provider.issuer.dropLast()) : provider.issuer
        let document: Discovery = try await get(FetchRequest(url: base + "/.well-known/openid-configuration"))
        try require(document.issuer == provider.issuer, "discovered issuer")
        if provider.issuer.hasPrefix("https://") {
            try require([document.authorization, document.token, document.keys].allSatisfy { $0.hasPrefix("https://") }, "endpoints")
        }
        discovered = (document, now)
        return document
    }

    private func keys(for id: String?, _ document: Discovery, at now: Moment) async throws -> JWTKeyCollection {
        if let keys {
            let age = now.seconds(since: keys.at)
            if age < 60 || age < 3600 && (id.map(keys.ids.contains) ?? true) { return keys.set }
        }
        var set: JWKS = try await get(FetchRequest(url: document.keys))
        set.keys = set.keys.filter { $0.keyType == .ecdsa && ($0.algorithm == nil || $0.algorithm == .es256) }
        let collection = JWTKeyCollection()
        do {
            try await collection.add(jwks: set)
        } catch {
            throw PortalError.signInFailed(.rejected("keys"))
        }
        keys = (collection, Set(set.keys.compactMap { $0.keyIdentifier?.string }), now)
        return collection
    }

    private func get<T: Decodable>(_ request: FetchRequest) async throws -> T {
        let answer: FetchAnswer
        do {
            answer = try await fetch(request)
        } catch {
            throw PortalError.signInFailed(.unavailable)
        }
        guard answer.status < 500 else { throw PortalError.signInFailed(.unavailable) }
        guard answer.status == 200, let value = try? JSONDecoder().decode(T.self, from: Data(answer.body)) else {
            throw PortalError.signInFailed(.rejected("answer \(answer.status)"))
        }
        return value
    }

    private func require(_ condition: Bool, _ what: String) throws(PortalError) {
        if !condition { throw .signInFailed(.rejected(what)) }
    }

    private static func base64URL(_ text: Substring) -> [UInt8]? { Base64URL.decode(String(text)) }
}
