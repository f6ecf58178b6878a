package import Hummingbird
import NIOCore
import Foundation

extension Request {
    /// The whole body.
    /// - Throws: ``PortalError/bodyTooLarge(limit:)``.
    package func wholeBody(limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard bytes.count + chunk.readableBytes <= limit else { throw PortalError.bodyTooLarge(limit: limit) }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }

    /// The body as JSON.
    /// - Throws: ``PortalError/invalid(_:)`` naming the field, ``PortalError/malformed(_:)``.
    package func json<T: Decodable>(_ type: T.Type = T.self, in context: some VisitContext) async throws -> T {
        let bytes = try await wholeBody(limit: context.visit.endpoint?.bodyLimit ?? 256 * 1024)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw PortalError(reading: error)
        }
    }

    /// The query, decoded strictly.
    package func query() throws -> FormFields { try FormFields(decoding: Array((uri.query ?? "").utf8), limits: .query) }

    /// Without parameters, in lower case: `application/json`.
    var mediaType: String {
        let text = headers[.contentType] ?? ""
        return text.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
}

extension PortalError {
    init(reading error: DecodingError) {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            let parent = path(context)
            self = .invalid([FieldError(parent.isEmpty ? key.stringValue : "\(parent).\(key.stringValue)", "此项必填。")])
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let place = path(context)
            self = place.isEmpty ? .malformed("请求内容不是有效的 JSON。") : .invalid([FieldError(place, "此项的格式不正确。")])
        @unknown default: self = .malformed("请求内容不是有效的 JSON。")
        }
    }
}
