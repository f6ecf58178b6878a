import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Storage
import Testing

@Suite("Uploads")
struct UploadTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 1, 2, 3]
    private static let pdf = Array("%PDF-1.7\n%âãÏÓ\n1 0 obj".utf8)
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46]

    struct Part {
        var name = "file"
        var fileName: String? = "a.pdf"
        var type: String?
        var content: [UInt8]
    }

    private func withUploads(_ body: @Sendable (TestPortal, Browser, any BlobStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dengbu-blobs-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let blobs = try await FolderBlobStore(folder: folder)
        try await withPortal(features: { _ in [SampleRoutes(blobs: blobs)] }) { portal async throws in
            try await body(portal, portal.citizen(), blobs)
        }
    }

    private func send(_ parts: [Part], as browser: Browser, token: Bool = true) async throws -> TestResponse {
        var parts = parts
        if token { parts.insert(Part(name: FormFields.tokenName, fileName: nil, content: Array((browser.formToken ?? "").utf8)), at: 0) }
        var body: [UInt8] = []
        for part in parts {
            var head = "--bOuNdArY\r\nContent-Disposition: form-data; name=\"\(part.name)\""
            if let fileName = part.fileName { head += "; filename=\"\(fileName)\"" }
            if let type = part.type { head += "\r\nContent-Type: \(type)" }
            body += Array((head + "\r\n\r\n").utf8) + part.content + [0x0D, 0x0A]
        }
        body += Array("--bOuNdArY--\r\n".utf8)
        return try await browser.send(
            .post, "/upload", [.contentType: "multipart/form-data; boundary=bOuNdArY", .origin: testOrigin, .accept: "application/json"], body: body)
    }

    @Test("Files are stored by their content, and known by what they are")
    func stored() async throws {
        try await withUploads { portal, browser, blobs async throws in
            let big = Self.pdf + [UInt8](repeating: 0x20, count: 300_000)
            let response = try await send(
                [
                    Part(name: "note", fileName: nil, content: Array("说明".utf8)), Part(fileName: "合同.pdf", type: "application/pdf", content: big),
                    Part(fileName: "图.png", type: "image/png", content: Self.png), Part(fileName: "照片.JPG", content: Self.jpeg),
                    Part(fileName: "", content: []),
                    Part(fileName: "楼盘.csv", type: "text/csv", content: Array("\u{FEFF}幢号,户号\r\n0001,0203\r\n".utf8)),
                ], as: browser)
            #expect(response.status == .ok, "\(response.text)")
            #expect(response.json["note"] as? String == "说明")
            let files = try #require(response.json["files"] as? [[String: Any]])
            #expect(files.map { $0["kind"] as? String } == ["pdf", "png", "jpeg", "csv"])
            #expect(files[0]["size"] as? Int == big.count)
            let digest = try #require(BlobDigest(hex: files[0]["digest"] as? String ?? ""))
            #expect(try await blobs.read(digest) == big)
        }
    }

    @Test(
        "A file that isn't what it says is refused, and so is what could run in a browser",
        arguments: [
            Part(fileName: "证书.pdf", content: png), Part(fileName: "a.png", type: "image/png", content: pdf),
            Part(fileName: "a.pdf", content: Array("<html><script>".utf8)), Part(fileName: "a.csv", content: Array("<svg onload=alert(1)>".utf8)),
            Part(fileName: "a.jpg", content: [0x4D, 0x5A, 0x90, 0, 3]), Part(fileName: "a.csv", content: [0xFF, 0xFE, 0x41, 0]),
            Part(fileName: "a.exe", content: [0x7F, 0x45, 0x4C, 0x46]), Part(fileName: "a.docx", content: [0x50, 0x4B, 3, 4, 0]),
        ])
    func disguised(part: Part) async throws {
        try await withUploads { _, browser, _ async throws in
            let response = try await send([part], as: browser)
            #expect(response.status == .unsupportedMediaType, "\(response.text)")
        }
    }

    @Test("Empty files, texts that aren't UTF-8 to their end, and files that are too large are refused")
    func bad() async throws {
        try await withUploads { _, browser, _ async throws in
            #expect(try await send([Part(content: [])], as: browser).status == .unprocessableContent)
            let gb18030 = Array("header,\n".utf8) + [UInt8](repeating: 0x41, count: 600) + [0xC4, 0xCF, 0xB2, 0xFD]
            let text = try await send([Part(fileName: "a.csv", content: gb18030)], as: browser)
            #expect(text.status == .unprocessableContent)
            #expect(text.text.contains("UTF-8"))
            let large = Self.pdf + [UInt8](repeating: 1, count: 2 * 1024 * 1024)
            #expect(try await send([Part(content: large)], as: browser).status == .contentTooLarge)
            let larger = Self.pdf + [UInt8](repeating: 1, count: 5 * 1024 * 1024)
            #expect(try await send([Part(content: larger)], as: browser).status == .contentTooLarge)
        }
    }

    @Test("Without its token an upload stores nothing")
    func forged() async throws {
        try await withUploads { _, browser, blobs async throws in
            let response = try await send([Part(content: Self.pdf)], as: browser, token: false)
            #expect(response.status == .forbidden)
            let digest = try #require(BlobDigest(hex: "\(String(repeating: "0", count: 64))"))
            #expect(try await blobs.contains(digest) == false)
            var stranger = browser
            stranger.formToken = "nonsense"
            #expect(try await send([Part(content: Self.pdf)], as: stranger).status == .forbidden)
        }
    }

    @Test("A body that breaks off stores nothing")
    func truncated() async throws {
        try await withUploads { _, browser, _ async throws in
            let token = "--b\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n\(browser.formToken ?? "")\r\n"
            let body = token + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7 and then"
            let response = try await browser.send(
                .post, "/upload", [.contentType: "multipart/form-data; boundary=b", .origin: testOrigin], body: Array(body.utf8))
            #expect(response.status == .unprocessableContent)
        }
    }

    @Test("Characters that chunks cut in two are still characters")
    func textAcrossChunks() async throws {
        try await withUploads { _, browser, _ async throws in
            let text = Array(String(repeating: "登簿不动产,", count: 20_000).utf8)
            let response = try await send([Part(fileName: "a.csv", content: text)], as: browser)
            #expect(response.status == .ok, "\(response.text)")
        }
    }
}
