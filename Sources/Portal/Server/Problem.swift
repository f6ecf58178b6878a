package import HTTPTypes
import Hummingbird

/// What went wrong, as RFC 9457 writes it: for machines as `application/problem+json`, for people as a page.
package struct Problem: Hashable, Sendable {
    package var status: HTTPResponse.Status
    /// Stable, in kebab case; the last part of `type`.
    package var code: String
    /// A short title, the same for every occurrence.
    package var title: String
    /// A sentence for the person.
    package var detail: String
    /// The law that it rests on, such as `不动产登记暂行条例 第二十二条`.
    package var statute: String?
    package var fields: [FieldError]
    package var retryAfter: Int?
    package var allow: [String]
    /// Identifies the request in the logs.
    package var instance: String

    package init(
        _ status: HTTPResponse.Status, code: String, title: String, detail: String, statute: String? = nil, fields: [FieldError] = [],
        retryAfter: Int? = nil, allow: [String] = []
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.statute = statute
        self.fields = fields
        self.retryAfter = retryAfter
        self.allow = allow
        instance = ""
    }

    /// `application/problem+json`.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("type", "urn:dengbu:problem:\(code)")
            json.field("title", title)
            json.field("status", status.code)
            json.field("detail", detail)
            json.field("instance", "urn:request:\(instance)")
            json.field("code", code)
            if let statute { json.field("statute", statute) }
            if !fields.isEmpty {
                json.array("errors", fields) { json, field in
                    json.object { json in
                        json.field("field", field.name)
                        json.field("detail", field.message)
                    }
                }
            }
        }
        return json.bytes
    }

    var headers: HTTPFields {
        var headers = HTTPFields()
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if !allow.isEmpty { headers[.allow] = allow.joined(separator: ", ") }
        headers[.cacheControl] = "no-store"
        return headers
    }

    package static let schema = Schema.object(
        "Problem", "出错时的回答 (RFC 9457)",
        [
            .required("type", .string, "此类问题的标识"), .required("title", .string, "标题"), .required("status", .integer, "HTTP 状态码"),
            .required("detail", .string, "给当事人看的说明"), .required("instance", .string, "请求编号"), .required("code", .string, "稳定的问题代码"),
            .optional("statute", .string, "法律依据"),
            .optional(
                "errors", .array(.object("FieldError", "一个填写有误的栏目", [.required("field", .string, "栏目"), .required("detail", .string, "说明")])),
                "填写有误的栏目"),
        ])
}
