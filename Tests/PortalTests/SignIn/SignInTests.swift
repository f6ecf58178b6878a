import HTTPTypes
import HummingbirdTesting
import Identity
import JWTKit
import Portal
import Register
import Seals
import Storage
import Testing

@Suite("Signing in")
struct SignInTests {
    private func withService(_ body: @Sendable (TestPortal, FakeIdentityService) async throws -> Void) async throws {
        let clock = TestClock()
        let service = FakeIdentityService(clock: clock)
        try await withPortal(
            settings: { $0.identityProvider = IdentityProvider(issuer: FakeIdentityService.issuer, clientID: "dengbu", clientSecret: "s3cret") },
            fetch: { try await service.fetch($0) }, features: { _ in [SampleRoutes()] }
        ) { portal async throws in try await body(portal, service) }
    }

    /// Goes there and comes back; answers the last response and the sign-in cookie.
    private func goThrough(
        _ portal: TestPortal, _ service: FakeIdentityService, next: String? = nil, cookie: String? = nil, change: (inout String) -> Void = { _ in }
    ) async throws -> TestResponse {
        let leaving = try await portal.anonymous.get(Paths.signInUnified(next.map { [("next", $0)] } ?? []))
        #expect(leaving.status == .seeOther)
        let target = try #require(leaving.location)
        #expect(target.hasPrefix("http://identity.test/authorize?response_type=code&client_id=dengbu&"))
        #expect(target.contains("code_challenge_method=S256"))
        let ticket = try #require(leaving.cookies.first?.split(separator: ";").first.map(String.init))
        let (code, state) = service.authorize(target)
        var back = "/sign-in/callback?code=\(code)&state=\(state)"
        change(&back)
        return try await portal.anonymous.get(back, [.cookie: ([ticket] + (cookie.map { [$0] } ?? [])).joined(separator: "; ")])
    }

    private func sessionCookie(_ response: TestResponse) -> String? {
        response.cookies.first { $0.hasPrefix("session=") }?.split(separator: ";").first.map(String.init)
    }

    @Test("A citizen comes back signed in, to where they wanted to go, and the book knows them")
    func citizen() async throws {
        try await withService { portal, service async throws in
            let response = try await goThrough(portal, service, next: "/my/property")
            #expect(response.status == .seeOther)
            #expect(response.location == "/my/property")
            let cookie = try #require(sessionCookie(response))
            let browser = Browser(portal: portal, cookie: cookie, formToken: nil, token: "")
            let session = try await browser.get("/api/v1/session").json
            #expect(session["signed_in"] as? Bool == true)
            #expect(session["name"] as? String == "张三")
            #expect(session["roles"] as? [String] == ["citizen"])
            let identifier = try PartyIdentifier(kind: .identityCard, number: "11010519491231002X")
            let known = try await portal.database.read { try portal.desk.book.find(identifier, in: $0) }
            #expect(known?.id.text == session["party"] as? String)
            #expect(try await browser.get("/my/property").text.contains(known?.id.text ?? "-"))
            #expect(service.fetches.filter { $0.hasSuffix("/keys") }.count == 1)
            _ = try await goThrough(portal, service)
            #expect(service.fetches.filter { $0.hasSuffix("/keys") }.count == 1, "keys are remembered")
        }
    }

    @Test("Whoever acts for an organisation gets its roles")
    func organisation() async throws {
        try await withService { portal, service async throws in
            service.lie { $0.claims = ["org_name": .text("南昌某置业有限公司"), "uscc": .text("91350100M000100Y43")] }
            let code = try PartyIdentifier(kind: .creditCode, number: "91350100M000100Y43")
            let firm = try await portal.database.write { connection in
                let claim = try PartyClaim(name: "南昌某置业有限公司", identifier: code, kind: .enterprise)
                let firm = try portal.desk.book.ensure(claim, at: testNoon, in: connection)
                try OrganisationRoles.grant(.developer, to: firm.id, at: testNoon, region: testRegion, in: connection)
                return firm
            }
            let cookie = try #require(sessionCookie(try await goThrough(portal, service)))
            let session = try await Browser(portal: portal, cookie: cookie, formToken: nil, token: "").get("/api/v1/session").json
            #expect(session["name"] as? String == "南昌某置业有限公司")
            #expect(session["roles"] as? [String] == ["citizen", "developer"])
            #expect(session["party"] as? String == firm.id.text)
        }
    }

    @Test("Signing in changes the token, and the old session is over")
    func rotation() async throws {
        try await withService { portal, service async throws in
            let before = try await portal.citizen("李四")
            let response = try await goThrough(portal, service, cookie: before.cookie)
            let cookie = try #require(sessionCookie(response))
            #expect(cookie != before.cookie)
            #expect(try await portal.desk.sessions.find(before.token, at: portal.clock.now) == nil)
        }
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tell: @Sendable (inout FakeIdentityService.Lies) -> Void
    }

    @Test(
        "No lie of the identity service signs anybody in",
        arguments: [
            Lie(testDescription: "another issuer") { $0.claims["iss"] = .text("http://evil.test") },
            Lie(testDescription: "another audience") { $0.claims["aud"] = .text("other") },
            Lie(testDescription: "a second audience without being its party") { $0.claims["aud"] = .list(["dengbu", "other"]) },
            Lie(testDescription: "expired") { $0.claims["exp"] = .number(1_789_999_000) },
            Lie(testDescription: "made in the future") { $0.claims["iat"] = .number(1_790_009_000) },
            Lie(testDescription: "another nonce") { $0.claims["nonce"] = .text("replayed") },
            Lie(testDescription: "no nonce") { $0.claims["nonce"] = .some(nil) },
            Lie(testDescription: "no subject") { $0.claims["sub"] = .text("") },
            Lie(testDescription: "a number with a wrong check character") { $0.claims["id_number"] = .text("110105194912310021") },
            Lie(testDescription: "a name that turns direction") { $0.claims["name"] = .text("张\u{202E}三") },
            Lie(testDescription: "no number") { $0.claims["id_number"] = .some(nil) },
            Lie(testDescription: "an organisation without a code") { $0.claims["org_name"] = .text("某公司") },
            Lie(testDescription: "another key") { $0.algorithmKey = ES256PrivateKey() },
            Lie(testDescription: "no signature") { $0.tokenIsUnsigned = true },
        ])
    func lies(lie: Lie) async throws {
        try await withService { portal, service async throws in
            service.lie(lie.tell)
            let response = try await goThrough(portal, service)
            #expect(response.status == .badRequest, "\(response.status)")
            #expect(sessionCookie(response) == nil)
            #expect(response.text.contains("登录未成功"))
            #expect(try await portal.database.read { try $0.rows("SELECT party_id FROM party") }.isEmpty)
        }
    }

    @Test("A name that changed at the identity service changes in the book, and the old one stays findable")
    func renamed() async throws {
        try await withService { portal, service async throws in
            _ = try await goThrough(portal, service)
            service.lie { $0.claims["name"] = .text("张三丰") }
            _ = try await goThrough(portal, service)
            let found = try await portal.database.read { connection in
                try (portal.desk.book.find(name: "张三", in: connection), portal.desk.book.find(name: "张三丰", in: connection))
            }
            #expect(found.0 == found.1)
            #expect(found.0.count == 1)
        }
    }

    @Test("A wrong state, a used code, a stale ticket and pressing cancel each end in words")
    func strays() async throws {
        try await withService { portal, service async throws in
            #expect(try await goThrough(portal, service) { $0 += "x" }.text.contains("已过期"))
            #expect(try await goThrough(portal, service) { $0 = $0.replacing("code=code-", with: "code=other-") }.text.contains("未能通过核验"))
            #expect(try await goThrough(portal, service) { $0 += "&error=access_denied" }.text.contains("取消"))
            #expect(try await portal.anonymous.get("/sign-in/callback?code=x&state=y").text.contains("已过期"))
            portal.clock.advance(seconds: 0)
            let late = try await goThrough(portal, service) { _ in portal.clock.advance(seconds: 601) }
            #expect(late.text.contains("已过期"))
        }
    }

    @Test("When the identity service is down or is somebody else, it is said, and there is another way")
    func down() async throws {
        try await withService { portal, service async throws in
            service.lie { $0.isDown = true }
            let response = try await portal.anonymous.get("/sign-in/unified")
            #expect(response.status == .serviceUnavailable)
            #expect(response.text.contains("登记窗口"))
            service.lie {
                $0.isDown = false
                $0.discoveredIssuer = "http://evil.test"
            }
            #expect(try await portal.anonymous.get("/sign-in/unified").status == .badRequest)
        }
        try await withPortal { portal async throws in
            #expect(try await portal.anonymous.get("/sign-in/unified").status == .serviceUnavailable)
        }
    }

    @Test("An official signs in by password, is told in words when it fails, and signs out")
    func official() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let office = try Office(code: "360100", name: "南昌市不动产登记中心", divisions: ["360102"])
            try await portal.database.write { try OfficeRecords.put(office, region: testRegion, in: $0) }
            try await portal.desk.accounts.create(
                NewAccount(
                    userName: "li.na", displayName: "李娜", roles: [.examiner], office: "360100", password: strongPassword, mustChangePassword: false),
                by: "test", at: testNoon)
            let wrong = try await portal.anonymous.post("/sign-in/official", [("user_name", "<b>"), ("password", "x"), ("next", "//evil.example")])
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("不正确") && wrong.text.contains("&lt;b&gt;") && !wrong.text.contains("evil"))
            let right = try await portal.anonymous.post(
                "/sign-in/official", [("user_name", " Li.Na "), ("password", strongPassword), ("next", "/office/units/360102001002GB00003F00010203")])
            #expect(right.status == .seeOther)
            let cookie = try #require(sessionCookie(right))
            var browser = Browser(portal: portal, cookie: cookie, formToken: nil, token: "")
            #expect(try await browser.get(right.location ?? "/").status == .ok)
            browser.formToken = try await browser.get("/api/v1/session").json["csrf_token"] as? String
            let out = try await browser.post("/sign-out", [])
            #expect(out.location == "/")
            #expect(try await browser.get("/office/units/360102001002GB00003F00010203").location?.hasPrefix("/sign-in") == true)
        }
    }

    @Test("Guessing is slowed down by account and by client")
    func guessing() async throws {
        try await withPortal(settings: { $0.signInRate = RateLimit(burst: 6, perMinute: 1) }) { portal async throws in
            try await portal.desk.accounts.create(
                NewAccount(userName: "root", displayName: "管理员", roles: [.systemAdministrator], password: strongPassword), by: "test", at: testNoon)
            var statuses: [Int] = []
            for _ in 0..<7 {
                statuses.append(try await portal.anonymous.post("/sign-in/official", [("user_name", "root"), ("password", "x")]).status.code)
            }
            #expect(statuses == [422, 422, 422, 422, 429, 429, 429])
        }
    }

    @Test("A first password must be changed, which gives a new session")
    func firstPassword() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            try await portal.desk.accounts.create(
                NewAccount(userName: "root", displayName: "管理员", roles: [.systemAdministrator], password: strongPassword), by: "test", at: testNoon)
            let response = try await portal.anonymous.post("/sign-in/official", [("user_name", "root"), ("password", strongPassword)])
            #expect(response.location == "/account/password")
            let first = try #require(sessionCookie(response))
            var browser = Browser(portal: portal, cookie: first, formToken: nil, token: "")
            browser.formToken = try await browser.get("/api/v1/session").json["csrf_token"] as? String
            #expect(try await browser.get("/metrics").status == .forbidden)
            let differing = try await browser.post(
                "/account/password", [("current", strongPassword), ("password", "Luoyang-2050-peony"), ("again", "x")])
            #expect(differing.status == .unprocessableContent)
            let weak = try await browser.post("/account/password", [("current", strongPassword), ("password", "short"), ("again", "short")])
            #expect(weak.text.contains("至少10个字符"))
            let done = try await browser.post(
                "/account/password", [("current", strongPassword), ("password", "Luoyang-2050-peony"), ("again", "Luoyang-2050-peony")])
            #expect(done.status == .ok)
            let second = try #require(sessionCookie(done))
            let renewed = Browser(portal: portal, cookie: second, formToken: nil, token: "")
            #expect(try await renewed.get("/metrics").status == .ok)
            #expect(try await browser.get("/metrics").status == .unauthorized)
        }
    }

    @Test("A second factor is set up on its page, and asked for from then on")
    func secondFactor() async throws {
        try await withPortal { portal async throws in
            let account = try await portal.desk.accounts.create(
                NewAccount(
                    userName: "root", displayName: "管理员", roles: [.systemAdministrator], password: strongPassword, mustChangePassword: false),
                by: "test", at: testNoon)
            let browser = try await portal.session(SignedIn(account: account, office: nil))
            let page = try await browser.post("/account/second-factor", [("step", "prepare")]).text
            let secret = try #require(page.firstMatch(of: /<code>([A-Z2-7]+)<\/code>/)?.1)
            let totp = try TOTP(secret: #require(Base32.decode(String(secret))))
            let seconds = testNoon.microseconds / 1_000_000
            #expect(try await browser.post("/account/second-factor", [("step", "confirm"), ("code", "abc")]).status == .unprocessableContent)
            let confirmed = try await browser.post("/account/second-factor", [("step", "confirm"), ("code", totp.code(at: seconds))])
            #expect(confirmed.text.contains("已启用"))
            let without = try await portal.anonymous.post("/sign-in/official", [("user_name", "root"), ("password", strongPassword)])
            #expect(without.text.contains("动态验证码"))
            portal.clock.advance(seconds: 30)
            let with = try await portal.anonymous.post(
                "/sign-in/official", [("user_name", "root"), ("password", strongPassword), ("code", totp.code(at: seconds + 30))])
            #expect(with.status == .seeOther)
        }
    }
}
