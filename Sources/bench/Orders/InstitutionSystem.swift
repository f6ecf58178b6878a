import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1

/// A lender's own system: known to the registry by its public key, it signs assertions and works with the tokens that it gets for them.
actor InstitutionSystem {
    struct Institution: Sendable {
        let name: String
        let creditCode: String
        /// As the registry knows the system.
        var client: String { "lender-\(creditCode.lowercased())" }
    }

    private struct Answer: Decodable {
        let access_token: String
        let expires_in: Double
    }

    private let institution: Institution
    private let key: P256.Signing.PrivateKey
    private let origin: String
    private let http: HTTPClient
    private var current: (token: String, renew: ContinuousClock.Instant)?

    /// - Parameter folder: where `bench systems` put the keys.
    init(_ institution: Institution, folder: String, origin: String, http: HTTPClient) throws {
        self.institution = institution
        key = try P256.Signing.PrivateKey(pemRepresentation: String(contentsOfFile: "\(folder)/\(institution.client).key", encoding: .utf8))
        self.origin = origin
        self.http = http
    }

    /// Good for two more minutes at least.
    func token() async throws -> String {
        if let current, ContinuousClock.now < current.renew { return current.token }
        var request = HTTPClientRequest(url: "\(origin)/api/v1/token")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let form = "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
        request.body = .bytes(ByteBuffer(string: form + (try assertion())))
        let response = try await http.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 64 * 1024)
        guard response.status == .ok else { throw Citizen.Failed(description: "no token for \(institution.client): \(String(buffer: body).prefix(300))") }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        current = (answer.access_token, .now + .seconds(answer.expires_in - 120))
        return answer.access_token
    }

    /// A JWT after RFC 7523, as docs/API.md wants it.
    private func assertion() throws -> String {
        let claims: [String: Any] = [
            "iss": institution.client, "sub": institution.client, "aud": "\(origin)/api/v1/token", "exp": Date.now.timeIntervalSince1970 + 120, "jti": UUID().uuidString,
        ]
        let signed = Self.base64URL(Data(#"{"alg":"ES256","typ":"JWT"}"#.utf8)) + "." + Self.base64URL(try JSONSerialization.data(withJSONObject: claims))
        return signed + "." + Self.base64URL(try key.signature(for: Data(signed.utf8)).rawRepresentation)
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
