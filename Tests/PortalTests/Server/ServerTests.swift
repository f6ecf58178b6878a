import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import Portal
import Register
import Storage
import Testing

@Suite("The portal server")
struct ServerTests {
    private let unit = "360102001002GB00003F00010203"

    @Test(
        "Every answer carries the security headers, pages of errors and assets too",
        arguments: [
            ("/", 200), ("/nowhere", 404), ("/my/property", 303), ("/api/v1/broken", 500), ("/a%00b", 400), ("/assets/app.css", 200),
            ("/assets/none.css", 404),
            ("/healthz", 200), ("/sign-in", 200),
        ])
    func headers(path: String, status: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dengbu-assets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("body{}".utf8).write(to: folder.appending(path: "app.css"))
        try await withPortal(parts: { $0.assets = try AssetStore(folders: [folder.path]) }, features: { _ in [SampleRoutes()] }) {
            portal async throws in
            let response = try await portal.anonymous.get(path)
            #expect(response.status.code == status)
            let policy = response.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'self'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
            #expect(response.headers[HTTPField.Name("X-Request-ID")!]?.count == 16)
            #expect(response.headers[.strictTransportSecurity] == nil, "HSTS only where there is HTTPS")
        }
    }

    @Test("With HTTPS the cookie is bound to the host and HSTS is sent; forms may go to the named services")
    func https() async throws {
        try await withPortal(settings: {
            $0.publicOrigin = "https://dengji.example.cn"
            $0.formOrigins = ["https://pay.example.cn"]
        }) { portal async throws in
            _ = try await portal.desk.accounts.create(
                NewAccount(userName: "root", displayName: "管理员", roles: [.systemAdministrator], password: strongPassword, mustChangePassword: false),
                by: "test", at: testNoon)
            let response = try await portal.anonymous.post(
                "/sign-in/official", [("user_name", "root"), ("password", strongPassword)], [.origin: "https://dengji.example.cn"])
            #expect(response.status == .seeOther)
            #expect(response.headers[.strictTransportSecurity]?.contains("max-age=31536000") == true)
            let cookie = try #require(response.cookies.first)
            #expect(cookie.hasPrefix("__Host-session="))
            #expect(cookie.contains("Secure") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
            #expect(response.headers[.contentSecurityPolicy]?.contains("form-action 'self' https://pay.example.cn") == true)
        }
    }

    @Test("Errors are pages for people and problem details for machines, and tell nothing of the inside")
    func problems() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let page = try await portal.anonymous.get("/nowhere", [.accept: "text/html,*/*"])
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.contains("没有找到"))
            let broken = try await portal.anonymous.get("/api/v1/broken")
            #expect(broken.headers[.contentType] == "application/problem+json; charset=utf-8")
            #expect(broken.json["code"] as? String == "internal")
            #expect(broken.json["status"] as? Int == 500)
            #expect((broken.json["instance"] as? String)?.hasPrefix("urn:request:") == true)
            #expect(!broken.text.contains("secret") && !broken.text.contains("3601"))
            let unknown = try await portal.anonymous.get("/api/v1/nothing")
            #expect(unknown.status == .notFound)
            #expect(unknown.json["code"] as? String == "not-found")
        }
    }

    @Test("A wrong method on a known path is 405 with what is allowed; OPTIONS says it too; HEAD is GET without a body")
    func methods() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let response = try await portal.anonymous.send(.delete, "/apply")
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "POST, OPTIONS")
            let options = try await portal.anonymous.send(.options, "/office/units/\(unit)")
            #expect(options.status == .noContent)
            #expect(options.headers[.allow] == "GET, HEAD, OPTIONS")
            let head = try await portal.anonymous.send(.head, "/")
            #expect(head.status == .ok)
            #expect(head.body.readableBytes == 0)
            #expect(head.headers[.contentLength] != nil)
        }
    }

    @Test(
        "Hostile paths are refused before anything else",
        arguments: [
            "/%00", "/a%0d%0aSet-Cookie:x", "/assets/..%2f..%2fetc/passwd", "/assets/../Package.swift", "/assets/%2e%2e/x", "//evil.example", "/a\\b",
            "/a%5cb", "/%ff", "/%zz", "/a%2", "/x?y=%00",
        ])
    func hostilePaths(path: String) async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            #expect(try await portal.anonymous.get(path).status == .badRequest)
        }
    }

    @Test("A request that takes too long is ended")
    func timeLimit() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let start = ContinuousClock.now
            let response = try await portal.anonymous.get("/api/v1/slow")
            #expect(response.status == .serviceUnavailable)
            #expect(response.json["code"] as? String == "too-slow")
            // The handler would go on for ten minutes.
            #expect(ContinuousClock.now - start < .seconds(300))
        }
    }

    @Test("One client's crowd is told to wait")
    func clientLimit() async throws {
        try await withPortal(settings: { $0.clientRate = RateLimit(burst: 3, perMinute: 1) }, features: { _ in [SampleRoutes()] }) {
            portal async throws in
            for _ in 0..<3 { #expect(try await portal.anonymous.get("/").status == .ok) }
            let response = try await portal.anonymous.get("/")
            #expect(response.status == .tooManyRequests)
            #expect(Int(response.headers[.retryAfter] ?? "") ?? 0 >= 1)
        }
    }

    @Test("Behind proxies the client is who the outermost trusted one saw, whatever the client writes itself")
    func forwarded() async throws {
        try await withPortal(
            settings: {
                $0.clientRate = RateLimit(burst: 1, perMinute: 1)
                $0.trustedProxies = 1
            }, features: { _ in [SampleRoutes()] }
        ) { portal async throws in
            let name = HTTPField.Name("X-Forwarded-For")!
            #expect(try await portal.anonymous.get("/", [name: "203.0.113.1"]).status == .ok)
            #expect(try await portal.anonymous.get("/", [name: "6.6.6.6, 203.0.113.1"]).status == .tooManyRequests)
            #expect(try await portal.anonymous.get("/", [name: "203.0.113.2"]).status == .ok)
            #expect(try await portal.anonymous.get("/", [name: "2001:db8:1:2:3::4"]).status == .ok)
            #expect(try await portal.anonymous.get("/", [name: "2001:db8:1:2:ffff::1"]).status == .tooManyRequests, "one client has a /64")
        }
    }

    @Test("The process lives, is ready, and is measured for whoever may look")
    func probes() async throws {
        try await withPortal(
            parts: { $0.readiness = [ReadinessCheck("departments") { throw CancellationError() }] }, features: { _ in [SampleRoutes()] }
        ) {
            portal async throws in
            #expect(try await portal.anonymous.get("/healthz").text == "ok\n")
            let ready = try await portal.anonymous.get("/readyz")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.json["checks"] as? [String: Bool] == ["database": true, "departments": false])
            #expect(try await portal.anonymous.get("/metrics").status == .unauthorized)
            #expect(try await portal.anonymous.get("/metrics", [.authorization: "Bearer wrong"]).status == .unauthorized)
            #expect(try await portal.citizen().get("/metrics").status == .forbidden)
            #expect(try await portal.official([.systemAdministrator]).get("/metrics").status == .ok)
            _ = try await portal.anonymous.get("/office/units/\(unit)")
            let metrics = try await portal.anonymous.get("/metrics", [.authorization: "Bearer scraper"]).text
            #expect(metrics.contains(#"dengbu_http_requests_total{method="GET",route="/office/units/{unit}",status="303"} 1"#))
            #expect(metrics.contains("dengbu_http_request_duration_seconds_bucket"))
            #expect(!metrics.contains(unit), "no label from outside")
        }
    }

    @Test("Routes that are declared twice don't start")
    func defects() async throws {
        struct Twice: RouteGroup {
            func addRoutes(to table: inout RouteTable) {
                for id in ["a", "a", "b"] { table.anyone(.page(id, .get, PathTemplate("/x/{id}"), .viewPublicPages, "")) { _, _ in .text("") } }
                table.anyone(.api("c", .get, PathTemplate("/x/{other}"), .viewPublicPages, "")) { _, _ in .text("") }
            }
        }
        await #expect(throws: PortalDefect.self) { try await withPortal(features: { _ in [Twice()] }) { _ in } }
    }
}
