package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// A page. Pages are never kept by caches: they show who is signed in.
    package static func html(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    package static func json(_ writer: JSONWriter, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        json(bytes: writer.bytes, status: status, headers: headers)
    }

    package static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json; charset=utf-8" }
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    package static func json(status: HTTPResponse.Status = .ok, _ body: (inout JSONWriter) throws -> Void) rethrows -> Response {
        var writer = JSONWriter()
        try writer.object(body)
        return json(writer, status: status)
    }

    package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// To a page of this site, by GET whatever the method was (303).
    package static func see(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }

    /// A file for saving. `name` may hold any characters (RFC 6266, RFC 8187).
    package static func file(
        _ bytes: [UInt8], type: String, name: String, inline: Bool = false, eTag: String? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "private, no-cache"]
        let plain = String(name.unicodeScalars.map { $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" ? Character($0) : "_" })
        headers[.contentDisposition] =
            "\(inline ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(Percent.encode(name))"
        if let eTag { headers[.eTag] = "\"\(eTag)\"" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// Names of headers that have no constant.
extension HTTPField.Name {
    static let secFetchSite = ours("Sec-Fetch-Site")
    static let forwardedFor = ours("X-Forwarded-For")
    static let requestID = ours("X-Request-ID")
    static let formToken = ours("X-CSRF-Token")
    static let idempotencyKey = ours("Idempotency-Key")
    static let idempotentReplayed = ours("Idempotent-Replayed")
    static let referrerPolicy = ours("Referrer-Policy")
    static let permissionsPolicy = ours("Permissions-Policy")
    static let crossOriginOpenerPolicy = ours("Cross-Origin-Opener-Policy")
    static let xFrameOptions = ours("X-Frame-Options")

    private static func ours(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}
