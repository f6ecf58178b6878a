import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Seals

/// Scripts, styles, pictures and fonts, read into memory when the server starts. Nothing is looked up on the disk later,
/// so no path can lead anywhere else.
///
/// Each file is served under its own name with an ETag, and under a name with its fingerprint (`app.3fa9c1d2.css`), which
/// browsers keep for a year. ``path(_:)`` gives pages the latter.
package struct AssetStore: Sendable {
    struct Asset: Sendable {
        let bytes: ByteBuffer
        /// Made beforehand beside the file: `app.css.br`, `app.css.gz`.
        var encoded: [(encoding: String, bytes: ByteBuffer)] = []
        let type: String
        let hash: String
        let isFingerprinted: Bool
    }

    /// By the path under ``prefix``.
    private var assets: [String: Asset] = [:]
    private var fingerprinted: [String: String] = [:]
    package static let prefix = "/assets/"
    /// Bytes in all: more than that is no web page's.
    static let limit = 128 * 1024 * 1024

    package init() {}

    /// Reads folders; of two files with one path the later folder's counts.
    /// - Throws: ``AssetError``.
    package init(folders: [String]) throws {
        var total = 0
        for folder in folders {
            for (path, bytes) in try Self.files(in: folder) {
                total += bytes.count
                guard total <= Self.limit else { throw AssetError.tooMuch(folder: folder) }
                add(path, bytes)
            }
        }
        attachEncodings()
    }

    /// The link to a file: fingerprinted where we have it, plain otherwise.
    package func path(_ name: String) -> String { Self.prefix + (fingerprinted[name] ?? name) }

    package var names: [String] { fingerprinted.keys.sorted() }

    mutating func add(_ path: String, _ bytes: [UInt8]) {
        let hash = Hex.encode(Digests.sha256(bytes).prefix(16))
        let asset = Asset(bytes: ByteBuffer(bytes: bytes), type: Self.type(of: path), hash: hash, isFingerprinted: false)
        assets[path] = asset
        let marked = Self.marked(path, hash.prefix(8))
        assets[marked] = Asset(bytes: asset.bytes, type: asset.type, hash: hash, isFingerprinted: true)
        fingerprinted[path] = marked
    }

    private mutating func attachEncodings() {
        for (path, marked) in fingerprinted {
            for (ending, encoding) in [(".br", "br"), (".gz", "gzip")] {
                guard let packed = assets[path + ending] else { continue }
                assets[path]?.encoded.append((encoding, packed.bytes))
                assets[marked]?.encoded.append((encoding, packed.bytes))
            }
        }
    }

    /// `app.css` -> `app.3fa9c1d2.css`
    private static func marked(_ path: String, _ mark: Substring) -> String {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        let name = path.dropFirst(folder.count)
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return "\(path).\(mark)" }
        return "\(folder)\(name[..<dot]).\(mark)\(name[dot...])"
    }

    // MARK: Serving

    /// Nil if there is no such file.
    func response(to request: Request) -> Response? {
        let path = request.uri.path
        guard path.hasPrefix(Self.prefix), let name = Percent.decode(path.dropFirst(Self.prefix.count), plusIsBlank: false),
            let asset = assets[name]
        else { return nil }
        let accepted = AcceptedEncodings(request.headers)
        let packed = asset.encoded.first { accepted.contains($0.encoding) }
        let eTag = "\"\(asset.hash)\(packed.map { "-\($0.encoding)" } ?? "")\""
        var headers: HTTPFields = [
            .contentType: asset.type, .eTag: eTag,
            .cacheControl: asset.isFingerprinted ? "public, max-age=31536000, immutable" : "public, no-cache",
        ]
        if !asset.encoded.isEmpty { headers[.vary] = "Accept-Encoding" }
        if HeldTags(request.headers).contains(eTag) { return Response(status: .notModified, headers: headers) }
        if let packed { headers[.contentEncoding] = packed.encoding }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: packed?.bytes ?? asset.bytes))
    }

    // MARK: Reading

    private static func files(in folder: String) throws -> [(String, [UInt8])] {
        let root = URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath()
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw AssetError.noFolder(folder)
        }
        guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        else {
            throw AssetError.noFolder(folder)
        }
        var files: [(String, [UInt8])] = []
        for case let file as URL in walk {
            // A link could lead out of the folder; what it points to is not ours to publish.
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let path = file.path
            guard path.hasPrefix(root.path + "/") else { continue }
            files.append((String(path.dropFirst(root.path.count + 1)), [UInt8](try Data(contentsOf: file))))
        }
        return files.sorted { $0.0 < $1.0 }
    }

    private static let types: [String: String] = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "json": "application/json; charset=utf-8", "map": "application/json; charset=utf-8", "svg": "image/svg+xml; charset=utf-8",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2", "woff": "font/woff", "ttf": "font/ttf", "otf": "font/otf", "wasm": "application/wasm",
        "txt": "text/plain; charset=utf-8", "webmanifest": "application/manifest+json", "pbf": "application/x-protobuf",
        "html": "text/html; charset=utf-8", "pdf": "application/pdf", "xml": "application/xml; charset=utf-8",
    ]

    private static func type(of path: String) -> String {
        path.split(separator: ".").last.flatMap { types[$0.lowercased()] } ?? "application/octet-stream"
    }
}

package enum AssetError: Error, Hashable, Sendable {
    case noFolder(String)
    case tooMuch(folder: String)
}
