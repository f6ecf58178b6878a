import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import JWTKit
import Portal
import Register
import Storage
import StorageTesting
import Testing

/// Institutions' own systems: signed assertions for short tokens.
@Suite("API clients")
struct ClientTests {
    private struct Claims: JWTPayload {
        var iss = "hongcheng-bank"
        var sub = "hongcheng-bank"
        var aud = "http://localhost/api/v1/token"
        var exp = Double(testNoon.microseconds) / 1e6 + 120
        var iat: Double? = Double(testNoon.microseconds) / 1e6
        var jti = UUID().uuidString
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private let key = ES256PrivateKey()

    private func assertion(_ key: ES256PrivateKey? = nil, _ change: (inout Claims) -> Void = { _ in }) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: key ?? self.key)
        var claims = Claims()
        change(&claims)
        return try await keys.sign(claims)
    }

    private func token(_ portal: TestPortal, _ assertion: String, type: String = "client_credentials") async throws -> TestResponse {
        try await portal.anonymous.post(
            "/api/v1/token",
            [
                ("grant_type", type), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion),
            ])
    }

    private func run(
        settings: @escaping @Sendable (inout PortalSettings) -> Void = { _ in }, _ body: @escaping @Sendable (TestPortal, CaseOffice) async throws -> Void
    ) async throws {
        let pem = key.publicKey.pemRepresentation
        try await RealPortal.run(settings: settings) { portal, office in
            let parties = office.parties
            try await office.database.write { connection in
                let party = try parties.ensure(
                    PartyClaim(name: "洪城银行南昌分行", identifier: PartyIdentifier(kind: .creditCode, number: "91360102MA35C3D468"), kind: .enterprise), at: testNoon,
                    in: connection)
                try OrganisationRoles.grant(.bank, to: party.id, at: testNoon, region: testRegion, in: connection)
                try ClientRecords.put(
                    APIClient(id: "hongcheng-bank", party: party, name: "洪城银行信贷系统", publicKey: ClientKey.read(pem: pem), createdAt: testNoon), region: testRegion,
                    in: connection)
            }
            try await body(portal, office)
        }
    }

    private func bearer(_ response: TestResponse) -> HTTPFields { [.authorization: "Bearer \(response.json["access_token"] as? String ?? "")"] }

    @Test("A signed assertion gets a token that acts for the institution without a form's token, for ten minutes")
    func token() async throws {
        try await run { portal, _ in
            let answer = try await token(portal, assertion())
            #expect(answer.status == .ok)
            #expect(answer.json["token_type"] as? String == "Bearer" && answer.json["expires_in"] as? Int == 600)
            let who = try await portal.anonymous.get("/api/v1/session", bearer(answer))
            #expect(who.json["name"] as? String == "洪城银行信贷系统")
            #expect(who.json["roles"] as? [String] == ["bank", "citizen"])
            let opened = try await portal.anonymous.send(
                .post, "/api/v1/cases", bearer(answer).with(.contentType, "application/json"),
                body: Array(#"{"service":"mortgage.first","role":"mortgagee","subject":"\#(RealPortal.unit.text)"}"#.utf8))
            #expect(opened.status == .created || opened.json["code"] as? String == "department-unavailable", "\(opened.text)")
            #expect(try await portal.anonymous.get("/api/v1/office/cases", bearer(answer)).status == .forbidden)
            #expect(try await portal.anonymous.get("/my", bearer(answer)).status == .seeOther, "no page takes a token")
            let value = answer.json["access_token"] as? String ?? ""
            #expect(try await portal.anonymous.get("/api/v1/my/property", [.cookie: "session=\(value)"]).status == .unauthorized, "a token is no cookie")
            portal.clock.advance(seconds: 601)
            let late = try await portal.anonymous.get("/api/v1/session", bearer(answer))
            #expect(late.status == .unauthorized && late.json["code"] as? String == "token-rejected")
        }
    }

    @Test("An assertion that is used again, altered, or not for us, gets nothing")
    func refusals() async throws {
        try await run { portal, _ in
            let once = try await assertion()
            #expect(try await token(portal, once).status == .ok)
            let lies: [(String, String)] = [
                ("replayed", once), ("another key", try await assertion(ES256PrivateKey())),
                ("another audience", try await assertion { $0.aud = "https://elsewhere.example/token" }),
                ("over", try await assertion { $0.exp -= 1_000 }), ("too long", try await assertion { $0.exp += 100_000 }),
                ("unknown", try await assertion { $0.iss = "nobody"; $0.sub = "nobody" }), ("for another", try await assertion { $0.sub = "other" }),
                ("not yet", try await assertion { $0.iat = $0.exp + 100_000 }), ("short jti", try await assertion { $0.jti = "1" }),
                ("no signature", once.split(separator: ".").prefix(2).joined(separator: ".") + "."), ("nonsense", "a.b.c"),
            ]
            for (name, lie) in lies {
                let answer = try await token(portal, lie)
                #expect(answer.status == .unauthorized, "\(name): \(answer.text)")
                #expect(answer.json["error"] as? String == "invalid_client", "\(name)")
                #expect(answer.json["access_token"] == nil)
            }
            let grant = try await token(portal, assertion(), type: "password")
            #expect(grant.status == .badRequest && grant.json["error"] as? String == "unsupported_grant_type")
        }
    }

    @Test("Disabling a client, or giving it another key, ends its tokens at once", arguments: [true, false])
    func ended(disabling: Bool) async throws {
        let pem = ES256PrivateKey().publicKey.pemRepresentation
        try await run { portal, office in
            let answer = try await token(portal, assertion())
            #expect(try await portal.anonymous.get("/api/v1/my/property", bearer(answer)).status == .ok)
            try await office.database.write { connection in
                if disabling {
                    #expect(try ClientRecords.disable("hongcheng-bank", region: testRegion, in: connection))
                } else if let known = try ClientRecords.find("hongcheng-bank", region: testRegion, in: connection) {
                    try ClientRecords.put(
                        APIClient(id: known.id, party: known.party, name: known.name, publicKey: pem, createdAt: testNoon), region: testRegion, in: connection)
                }
            }
            #expect(try await portal.anonymous.get("/api/v1/my/property", bearer(answer)).status == .unauthorized)
            #expect(try await token(portal, assertion()).status == .unauthorized)
        }
    }

    @Test("A system's requests count for its institution, however many tokens it has, and not for the address that it calls from")
    func ownLimit() async throws {
        try await run(settings: {
            $0.clientRate = RateLimit(burst: 4, perMinute: 0.01)
            $0.systemRate = RateLimit(burst: 6, perMinute: 0.01)
        }) { portal, _ in
            let tokens = [try await token(portal, assertion()), try await token(portal, assertion())]
            // Two of the address's four are gone.
            for index in 0..<6 { #expect(try await portal.anonymous.get("/api/v1/session", bearer(tokens[index % 2])).status == .ok) }
            let over = try await portal.anonymous.get("/api/v1/session", bearer(tokens[0]))
            #expect(over.status == .tooManyRequests && Int(over.headers[.retryAfter] ?? "") ?? 0 >= 1)
            #expect(try await portal.anonymous.get("/api/v1/services").status == .ok, "the address has what it had")
            let unknown: HTTPFields = [.authorization: "Bearer nobody"]
            #expect(try await portal.anonymous.get("/api/v1/session", unknown).status == .unauthorized)
            #expect(try await portal.anonymous.get("/api/v1/session", unknown).status == .tooManyRequests, "what isn't believed counts for the address")
        }
    }

    @Test("A system opens its customers' cases without the limit of a person who opens their own")
    func opensMany() async throws {
        try await run { portal, _ in
            let answer = try await token(portal, assertion())
            let body = Array(#"{"service":"nothing","role":"mortgagee"}"#.utf8)
            for _ in 0..<40 {
                let opened = try await portal.anonymous.send(.post, "/api/v1/cases", bearer(answer).with(.contentType, "application/json"), body: body)
                #expect(opened.status == .notFound, "\(opened.text)")
            }
        }
    }

    @Test("Used assertions are forgotten once they would not be believed anyway, and not before")
    func purged() async throws {
        try await run { portal, office in
            #expect(try await token(portal, assertion()).status == .ok)
            let count: @Sendable () async throws -> Int64 = {
                try await office.database.read { try $0.row("SELECT COUNT(*) AS n FROM api_assertion WHERE region = \(testRegion)")?.int("n") ?? 0 }
            }
            try await office.database.write { try ClientRecords.purge(at: testNoon.adding(seconds: 179), region: testRegion, in: $0) }
            #expect(try await count() == 1)
            try await office.database.write { try ClientRecords.purge(at: testNoon.adding(seconds: 181), region: testRegion, in: $0) }
            #expect(try await count() == 0)
        }
    }
}

extension HTTPFields {
    func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var copy = self
        copy[name] = value
        return copy
    }
}
