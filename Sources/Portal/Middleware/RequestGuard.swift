import HTTPTypes
import Hummingbird

/// Refuses what no browser of ours sends, before anything else looks at it: control characters and NUL in the path, escaped
/// or not, dot segments, doubled slashes, back-slashes, and paths without end (T5 of the framework's own file handler).
struct RequestGuard: RouterMiddleware {
    typealias Context = AppContext

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        guard Self.isSound(request.head.path ?? "/") else { throw PortalError.badPath }
        return try await next(request, context)
    }

    /// Letters, digits and a few marks, nothing escaped, no empty segment and none of dots: what nearly every request is, seen in one pass.
    private static func isPlain(_ target: String) -> Bool {
        var last: UInt8 = 0
        for byte in target.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x7E: break
            // A query is looked at more closely, as is a segment that begins with a dot or with nothing.
            case 0x2E where last != 0x2F: break
            case 0x2F where last != 0x2F: break
            default: return false
            }
            last = byte
        }
        return true
    }

    static func isSound(_ target: String) -> Bool {
        guard target.utf8.count <= 4096, target.utf8.first == 0x2F else { return false }
        if isPlain(target) { return true }
        let path = target.prefix { $0 != "?" }
        guard let decoded = Percent.decode(path, plusIsBlank: false), Percent.decode(target.dropFirst(path.count), plusIsBlank: true) != nil else {
            return false
        }
        for scalar in decoded.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x5C: return false
            default: continue
            }
        }
        // An escaped slash would make another path for whoever decodes earlier or later.
        if path.utf8.contains(0x25), path.lowercased().contains("%2f") { return false }
        let segments = decoded.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return !segments.contains("..") && !segments.contains(".") && !segments.dropLast().contains("")
    }
}
