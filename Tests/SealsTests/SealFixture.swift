@testable import Seals

/// An authority in a folder of its own, and small documents to seal.
struct SealFixture {
    static let now: Int64 = 1_785_549_600  // 2026-08-01 10:00:00 +08:00
    static let subject = SealSubject(
        commonName: "南昌市不动产登记中心 电子印章", organization: "南昌市不动产登记中心", creditCode: "12360100491067456L",
        locality: "南昌市", province: "江西省")

    let folder = TemporaryFolder()
    let keys: KeyFolder
    let authority: SealAuthority

    init() throws {
        keys = try KeyFolder(path: folder.path)
        authority = try SealAuthority(keys: keys, subject: Self.subject, now: Self.now)
    }

    var sealer: PDFSealer { PDFSealer(authority.sealer()) }
    var verifier: PDFSealVerifier { PDFSealVerifier(roots: [authority.root]) }

    static func seal(_ field: String = "Seal") -> PDFSeal {
        PDFSeal(name: "南昌市不动产登记中心", reason: "颁发不动产权证书", location: "江西省南昌市", sealedAt: now, field: field)
    }

    /// A correct PDF with the given pages, each with its source of extra entries.
    static func pdf(pages: [String] = [""], catalog: String = "") -> [UInt8] {
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        func add(_ body: String) {
            offsets.append(text.utf8.count)
            text += "\(offsets.count) 0 obj\n\(body)\nendobj\n"
        }
        let kids = pages.indices.map { "\($0 + 3) 0 R" }.joined(separator: " ")
        add("<< /Type /Catalog /Pages 2 0 R \(catalog) >>")
        add("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        for page in pages { add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] \(page) >>") }
        add("[ ]")
        let table = text.utf8.count
        text += "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n" }
        text += "trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }
}
