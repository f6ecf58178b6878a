import Identity
import Portal
import Testing

@Suite("Paths")
struct RoutingTests {
    @Test("Links are made from the same templates as routes, and escape what they are given")
    func links() {
        #expect(Paths.signIn([("next", "/a b?c=中")]) == "/sign-in?next=%2Fa%20b%3Fc%3D%E4%B8%AD")
        #expect(Path1("/cases/{id}")("2026/1 甲") == "/cases/2026%2F1%20%E7%94%B2")
        #expect(Path2("/cases/{id}/materials/{kind}.pdf")("1", "sale") == "/cases/1/materials/sale.pdf")
        #expect(PathTemplate("/a/{b}/c/{d}.pdf").parts == ["b", "d"])
    }

    @Test("What is escaped reads back, and what is broken reads as nothing")
    func percent() {
        let text = "中文 &=+%/?#\u{1F3E0}"
        #expect(Percent.decode(Percent.encode(text), plusIsBlank: true) == text)
        #expect(Percent.decode("a+b", plusIsBlank: true) == "a b")
        #expect(Percent.decode("a+b", plusIsBlank: false) == "a+b")
        for broken in ["%", "%4", "%zz", "%ff", "%c3%28", "%00", "%ed%a0%80"] { #expect(Percent.decode(broken, plusIsBlank: true) == nil) }
    }

    @Test(
        "Nobody is sent to another site after signing in",
        arguments: [
            "https://evil.example", "//evil.example", "/\\evil.example", "/%5cevil", "javascript:alert(1)", "", "/a\r\nSet-Cookie: x", "/sign-out",
            "/sign-in/unified",
            "/api/v1/session", "/a//b", "/../x", "/x y", "/中", "/a#b",
        ])
    func openRedirect(target: String) {
        #expect(LocalPath.safe(target) == "/")
    }

    @Test("One's own pages are fine", arguments: ["/", "/my/property?sort=area&page=2", "/cases/2026-1", "/x?q=%E4%B8%AD"])
    func local(target: String) {
        #expect(LocalPath.safe(target) == target)
    }
}
