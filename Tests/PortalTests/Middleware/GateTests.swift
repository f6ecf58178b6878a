import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Testing

@Suite("The gate before every endpoint")
struct GateTests {
    private let unit = "360102001002GB00003F00010203"

    /// What the table of permissions says must come out for a role.
    enum Outcome { case signIn, forbidden, through }

    @Test("Every route refuses every role that its permission doesn't name, and lets the others through", arguments: Role.allCases)
    func everyRouteAsEveryRole(role: Role) async throws {
        guard role != .department else { return }
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            for endpoint in portal.server.table.all where endpoint.kind != .machine && endpoint.path != Paths.sampleSlow.template {
                let path = endpoint.path.filled(endpoint.path.parts.map { _ in unit })
                // A session for each: signing out is one of the routes.
                let browser: Browser =
                    switch role {
                    case .public: portal.anonymous
                    case .citizen, .department: try await portal.citizen()
                    case .developer, .bank, .court:
                        try await portal.official([role], organisation: PartyRef(id: PartyID("firm"), kind: .enterprise))
                    default: try await portal.official([role])
                    }
                let response: TestResponse
                if endpoint.method == .get {
                    response = try await browser.get(path)
                } else if endpoint.kind == .page {
                    response = try await browser.post(path, [])
                } else {
                    response = try await browser.postJSON(path, "{}")
                }
                let name = "\(endpoint.id) as \(role)"
                if PermissionTable.allows(role, endpoint.permission) {
                    #expect(response.status != .forbidden && response.status != .unauthorized, "\(name): \(response.text)")
                } else if role == .public {
                    let isAskedToSignIn = response.status == .unauthorized || response.location?.hasPrefix("/sign-in?next=") == true
                    #expect(isAskedToSignIn, "\(name): \(response.status)")
                } else {
                    #expect(response.status == .forbidden, "\(name): \(response.status)")
                }
            }
        }
    }

    @Test("Whoever must sign in first comes back to where they wanted to go")
    func comesBack() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let response = try await portal.anonymous.get("/my/property?sort=area")
            #expect(response.status == .seeOther)
            #expect(response.location == "/sign-in?next=%2Fmy%2Fproperty%3Fsort%3Darea")
        }
    }

    @Test("An official sees nothing of another office's division")
    func territory() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            #expect(try await portal.official().get("/office/units/\(unit)").status == .ok)
            let elsewhere = try await portal.official(divisions: ["360103"]).get("/office/units/\(unit)")
            #expect(elsewhere.status == .forbidden)
            #expect(elsewhere.text.contains("辖区"))
            #expect(try await portal.official().get("/office/units/nonsense").status == .notFound)
        }
    }

    @Test("A form needs its token, and may not come from another site")
    func forgery() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let citizen = try await portal.citizen()
            let fields = [("unit", unit), ("name", "张三")]
            #expect(try await citizen.post("/apply", fields).status == .seeOther)
            #expect(try await citizen.post("/apply", fields, token: false).status == .forbidden)
            #expect(try await citizen.post("/apply", fields, [.origin: "https://evil.example"]).status == .forbidden)
            #expect(try await citizen.post("/apply", fields, [secFetchSite: "cross-site"]).status == .forbidden)
            #expect(try await citizen.post("/apply", fields, [secFetchSite: "same-site"]).status == .forbidden)
            var other = citizen
            other.formToken = try await portal.citizen("李四").formToken
            #expect(try await other.post("/apply", fields).status == .forbidden, "another session's token is worth nothing")
            #expect(try await citizen.send(.post, "/apply", [.contentType: "text/plain"], body: Array("unit=x".utf8)).status == .unsupportedMediaType)
            #expect(try await portal.anonymous.post("/sign-in/official", [], [.origin: "https://evil.example"]).status == .forbidden)
        }
    }

    @Test("The API takes the token in a header, and nothing but JSON")
    func forgeryOfJSON() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            var citizen = try await portal.citizen()
            let body = #"{"unit":"\#(unit)"}"#
            #expect(try await citizen.postJSON("/api/v1/cases", body).status == .created)
            let plain = try await citizen.send(
                .post, "/api/v1/cases", [.contentType: "text/plain", csrfHeader: citizen.formToken ?? ""], body: Array(body.utf8))
            #expect(plain.status == .unsupportedMediaType)
            citizen.formToken = nil
            let without = try await citizen.postJSON("/api/v1/cases", body)
            #expect(without.status == .forbidden)
            #expect(without.json["code"] as? String == "forged-request")
        }
    }

    @Test("Everything that is wrong with a form is told at once")
    func errors() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let citizen = try await portal.citizen()
            let response = try await citizen.post("/apply", [("unit", "123")], [.accept: "application/json"])
            #expect(response.status == .unprocessableContent)
            let text = try await citizen.post("/apply", [("unit", "123"), ("name", "坏\u{7}人")]).text
            #expect(text.contains("28位") && text.contains("不能使用的字符"))
        }
    }

    @Test(
        "What is wrong with JSON is told by its field",
        arguments: [
            ("{}", "unit"), (#"{"unit":5}"#, "unit"), ("{", ""), ("", ""), ("[]", ""),
        ])
    func jsonErrors(body: String, field: String) async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let response = try await portal.citizen().postJSON("/api/v1/cases", body)
            #expect(response.status.code == (field.isEmpty ? 400 : 422))
            let errors = response.json["errors"] as? [[String: String]]
            #expect(errors?.first?["field"] == (field.isEmpty ? nil : field))
        }
    }

    @Test("A body that is too large is refused by its declared length and by its real one")
    func tooLarge() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let citizen = try await portal.citizen()
            let response = try await citizen.post("/apply", [("name", String(repeating: "x", count: 300_000))])
            #expect(response.status == .contentTooLarge)
            #expect(response.headers[.connection] == "close")
        }
    }

    @Test("An expired session is taken back, and its owner asked to sign in again")
    func expired() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let citizen = try await portal.citizen()
            #expect(try await citizen.get("/my/property").status == .ok)
            portal.clock.advance(seconds: 3600)
            let response = try await citizen.get("/my/property")
            #expect(response.location?.hasPrefix("/sign-in") == true)
            #expect(response.cookies.contains { $0.hasPrefix("session=;") && $0.contains("Max-Age=0") })
            let form = try await citizen.post("/apply", [("unit", unit), ("name", "张三")])
            #expect(form.status == .unauthorized)
        }
    }

    @Test("Who must change the password can do nothing else")
    func passwordChange() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let official = try await portal.official(mustChangePassword: true)
            #expect(try await official.get("/office/units/\(unit)").location == "/account/password")
            #expect(try await official.get("/account/password").status == .ok)
            #expect(try await official.get("/").status == .ok)
        }
    }

    @Test("A machine is believed by its signature alone")
    func machines() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let unsigned = try await portal.official().send(.post, "/exchange/in", [:], body: [1, 2, 3])
            #expect(unsigned.status == .unauthorized)
            #expect(unsigned.json["code"] as? String == "signature")
            let signed = try await portal.anonymous.send(.post, "/exchange/in", [.authorization: "signed"], body: [1, 2, 3])
            #expect(signed.text == "tax:3")
        }
    }
}
