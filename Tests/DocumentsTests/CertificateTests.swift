import Foundation
import Testing

@testable import Documents

@Suite("Certificates") struct CertificateTests {
    let press: DocumentPress

    init() throws { press = try Sample.press.get() }

    @Test("an ownership certificate has its sheet and its drawings, and says what it was given")
    func ownership() throws {
        let printed = try press.ownershipCertificate(Sample.certificate())
        #expect(printed.pages == 2)
        #expect(printed.missingCharacters.isEmpty)
        let text = try Poppler.text(printed.bytes)
        for expected in ["不动产权证书", "赣(2026)南昌市不动产权第0000001号", "李明、王芳", "共同共有", "1.2.156.3005.2.", "宗地图", "房产分户图", "准予登记"] {
            #expect(text.contains(expected), "\(expected)")
        }
        try keep(printed, "ownership")
    }

    @Test("a registration notice is one page")
    func notice() throws {
        let printed = try press.registrationNotice(Sample.notice())
        #expect(printed.pages == 1)
        let text = try Poppler.text(printed.bytes)
        for expected in ["不动产登记证明", "抵押权", "义务人", "一般抵押"] { #expect(text.contains(expected), "\(expected)") }
        try keep(printed, "notice")
    }

    @Test("the same input gives the same bytes, on any thread and after other documents")
    func deterministic() async throws {
        let first = try press.ownershipCertificate(Sample.certificate()).bytes
        let press = press
        let all = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for index in 0..<8 {
                group.addTask {
                    if index.isMultiple(of: 2) { _ = try press.registrationNotice(Sample.notice()) }
                    return try press.ownershipCertificate(Sample.certificate()).bytes
                }
            }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(all.allSatisfy { $0 == first })
        #expect(try DocumentPress().ownershipCertificate(Sample.certificate()).bytes == first)
    }

    @Test("the fonts are embedded as subsets")
    func fonts() throws {
        let printed = try press.ownershipCertificate(Sample.certificate())
        let rows = try Poppler.fonts(printed.bytes)
        // Two faces, each once for what all certificates of a kind say and once for what this one says.
        #expect(rows.count == 4)
        for row in rows {
            #expect(row.contains("CID Type 0C"), "\(row)")
            #expect(row.contains("yes yes yes"), "\(row)")
        }
        #expect(printed.bytes.count < 120_000)
    }

    @Test("what is too long for its field goes to a continuation page in full")
    func overflow() throws {
        var certificate = try Sample.certificate()
        certificate.remarks = (1...60).map { "第\($0)条:共有人约定本不动产由各共有人按照约定使用,约定内容以登记簿记载为准。" }.joined(separator: "\n")
        certificate.holders = (1...120).map { "共有人\($0)" }.joined(separator: "、")
        let printed = try press.ownershipCertificate(certificate)
        #expect(printed.pages > 3)
        let text = try Poppler.text(printed.bytes)
        #expect(text.contains("详见续页"))
        #expect(text.contains("第1条:"))
        #expect(text.contains("第60条:"))
        #expect(text.contains("共有人120"))
        try keep(printed, "overflow")
    }

    @Test("hostile texts stay texts inside their boxes", arguments: [
        "<b>粗</b> &amp; <span foreground='red'>", "A\u{0}B\u{1B}[31mC\u{202E}DCBA", "مرحبا بالعالم שלום", "👩‍👩‍👧 🏠 𠮷野家 㐂",
        String(repeating: "长", count: 600), String(repeating: "W", count: 600), "行1\r\n行2\u{2028}行3\u{0B}行4",
        "Z" + String(repeating: "\u{0301}", count: 300), ") Tj ET (", "%PDF\nendstream endobj",
    ])
    func hostile(text: String) throws {
        var certificate = try Sample.certificate()
        certificate.holders = text
        certificate.location = text
        certificate.coOwnership = text
        certificate.otherState = text
        certificate.remarks = text
        certificate.unitPlan?.title = String(String.UnicodeScalarView(text.unicodeScalars.prefix(20)))
        let printed = try press.ownershipCertificate(certificate)
        #expect(printed.pages >= 2)
        #expect(try Poppler.isSound(printed.bytes))
    }

    @Test("a character that no font has is reported")
    func missing() throws {
        var certificate = try Sample.certificate()
        certificate.holders = "张\u{10FF10}明"
        #expect(try press.ownershipCertificate(certificate).missingCharacters == "\u{10FF10}")
    }

    @Test("missing and endless texts are refused by the field's name")
    func refused() throws {
        var certificate = try Sample.certificate()
        certificate.holders = " \u{202E}\n"
        #expect(throws: DocumentError.textMissing(field: "权利人")) { try press.ownershipCertificate(certificate) }
        certificate.holders = String(repeating: "长", count: 20_001)
        #expect(throws: DocumentError.textTooLong(field: "权利人", length: 20_001, limit: 20_000)) {
            try press.ownershipCertificate(certificate)
        }
    }

    @Test("a drawing without a subject, with too few points or wild numbers is refused", arguments: [
        [], [.init(.subject, [.init(0, 0), .init(1, 1)])], [.init(.subject, [.init(0, 0), .init(.nan, 1), .init(2, 2)])],
        [.init(.part, [.init(0, 0), .init(0, 1), .init(2, 2)])],
    ] as [[Plan.Shape]])
    func drawings(shapes: [Plan.Shape]) throws {
        var certificate = try Sample.certificate()
        certificate.unitPlan = Plan(title: "图", shapes: shapes)
        #expect(throws: DocumentError.self) { try press.ownershipCertificate(certificate) }
    }

    @Test("degenerate drawings do not fail", arguments: [
        [.init(0, 0), .init(0, 0), .init(0, 0)], [.init(0, 0), .init(5, 0), .init(10, 0)],
        [.init(38_612_345.1, 3_175_500), .init(38_612_445.1, 3_175_500), .init(38_612_445.1, 3_175_600)],
        [.init(-9e8, 0), .init(9e8, 0), .init(0, 9e8)],
    ] as [[Plan.Point]])
    func degenerate(ring: [Plan.Point]) throws {
        var certificate = try Sample.certificate()
        certificate.unitPlan = Plan(title: "图", shapes: [.init(.subject, ring, label: "1801")])
        #expect(try Poppler.isSound(press.ownershipCertificate(certificate).bytes))
    }

    @Test("scales are usual ones and lengths have two decimals")
    func scale() {
        let plan = Plan(title: "图", shapes: [.init(.subject, [.init(0, 0), .init(10, 0), .init(10, 10), .init(0, 10)])])
        #expect(PlanScale(plan, in: Box(0, 0, 300, 300)).text == "1:100")
        #expect(PlanScale(plan, in: Box(0, 0, 283, 283)).text == "1:120")
        #expect(PlanPainter.meters(8.4) == "8.40")
        #expect(PlanPainter.meters(0.056) == "0.06")
    }
}
