import Foundation
import Identity
import JWTKit
import Register
import Seals

/// Why an assertion was not believed. The word is for the client's developers; it says nothing about our inside.
struct AssertionRefused: Error, Hashable, Sendable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// A signed client assertion (RFC 7523 section 3, private_key_jwt), checked word by word.
struct ClientAssertion: Sendable {
    let client: APIClient
    /// What makes it unique: the digest of its `jti`.
    let digest: [UInt8]
    let expires: Moment

    /// Seconds that an assertion may live at most, and by which clocks may differ.
    static let longest = 300.0
    static let skew = 60.0

    private struct Header: Decodable { let alg: String }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: AudienceClaim
        let exp: Double
        let nbf: Double?
        let iat: Double?
        let jti: String
        /// The time is checked by our own clock below.
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    /// - Parameters:
    ///   - audiences: what `aud` may name: the token endpoint or the site.
    ///   - find: the client with an id, nil for one that may not sign in.
    /// - Throws: ``AssertionRefused``.
    init(_ text: String, audiences: Set<String>, at now: Moment, find: (String) async throws -> APIClient?) async throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 4_096, parts.count == 3, let head = Base64URL.decode(String(parts[0])), let body = Base64URL.decode(String(parts[1])),
            let header = try? JSONDecoder().decode(Header.self, from: Data(head)), let claimed = try? JSONDecoder().decode(Claims.self, from: Data(body))
        else { throw AssertionRefused("malformed") }
        // A token must not choose how it is checked.
        guard header.alg == "ES256" else { throw AssertionRefused("alg must be ES256") }
        guard claimed.iss == claimed.sub, claimed.iss.utf8.count <= 40, let client = try await find(claimed.iss) else { throw AssertionRefused("unknown client") }
        let claims: Claims
        do {
            let keys = JWTKeyCollection()
            await keys.add(ecdsa: try ES256PublicKey(pem: client.publicKey))
            claims = try await keys.verify(text, as: Claims.self)
        } catch {
            throw AssertionRefused("signature")
        }
        guard claims.aud.value.contains(where: audiences.contains) else { throw AssertionRefused("aud") }
        let seconds = Double(now.microseconds) / 1e6
        guard claims.exp.isFinite, claims.exp > seconds - Self.skew else { throw AssertionRefused("exp is over") }
        guard claims.exp <= seconds + Self.longest + Self.skew else { throw AssertionRefused("exp is too far off") }
        guard (claims.nbf ?? 0) <= seconds + Self.skew, (claims.iat ?? 0) <= seconds + Self.skew else { throw AssertionRefused("not yet valid") }
        guard (8...128).contains(claims.jti.utf8.count) else { throw AssertionRefused("jti") }
        self.client = client
        digest = Digests.sha256(claims.jti)
        // Remembered for as long as it could be believed again.
        expires = Moment(microseconds: Int64((claims.exp + Self.skew) * 1e6))
    }
}
