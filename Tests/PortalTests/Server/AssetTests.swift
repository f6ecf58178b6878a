import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Portal
import Testing

@Suite("Assets")
struct AssetTests {
    private func withFolder(_ files: [String: String], _ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dengbu-assets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try await body(folder)
    }

    @Test("A fingerprinted name is kept for a year, a plain one is asked about again")
    func caching() async throws {
        try await withFolder(["app.css": "body{}", "modules/proof.js": "export {}", "app.css.gz": "packed"]) { folder in
            let store = try AssetStore(folders: [folder.path])
            let link = store.path("app.css")
            #expect(link != "/assets/app.css" && link.hasPrefix("/assets/app.") && link.hasSuffix(".css"))
            try await withPortal(parts: { $0.assets = store }) { portal async throws in
                let kept = try await portal.anonymous.get(link)
                #expect(kept.text == "body{}")
                #expect(kept.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(kept.headers[.contentType] == "text/css; charset=utf-8")
                let plain = try await portal.anonymous.get("/assets/modules/proof.js")
                #expect(plain.headers[.cacheControl] == "public, no-cache")
                let tag = try #require(plain.headers[.eTag])
                let again = try await portal.anonymous.get("/assets/modules/proof.js", [.ifNoneMatch: tag])
                #expect(again.status == .notModified)
                #expect(again.body.readableBytes == 0)
                let packed = try await portal.anonymous.get("/assets/app.css", [.acceptEncoding: "br;q=1, gzip"])
                #expect(packed.text == "packed")
                #expect(packed.headers[.contentEncoding] == "gzip")
                #expect(packed.headers[.vary] == "Accept-Encoding")
                #expect(packed.headers[.eTag] != kept.headers[.eTag])
                #expect(try await portal.anonymous.send(.post, "/assets/app.css").status == .methodNotAllowed)
            }
        }
    }

    @Test("Hidden files and links out of the folder are not published")
    func outside() async throws {
        try await withFolder(["public/a.txt": "a", "public/.secret": "s", "outside.txt": "o"]) { folder in
            let root = folder.appending(path: "public")
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "link.txt"), withDestinationURL: folder.appending(path: "outside.txt"))
            let store = try AssetStore(folders: [root.path])
            #expect(store.names == ["a.txt"])
        }
    }

    @Test("A folder that isn't there is said at start")
    func missing() {
        #expect(throws: AssetError.noFolder("/nowhere/at/all")) { try AssetStore(folders: ["/nowhere/at/all"]) }
    }
}
