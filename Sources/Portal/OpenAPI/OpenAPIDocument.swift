import Identity
import HTTPTypes
/// The description of the JSON API (OpenAPI 3.1), made from the route table itself, so that it can't drift from it.
package enum OpenAPIDocument {
    package static func make(_ table: RouteTable, title: String, version: String, origin: String) -> [UInt8] {
        let endpoints = table.all.filter { $0.kind != .page && $0.kind != .probe && $0.path != Paths.openAPI.template }
        var components: [String: Schema] = ["Problem": Problem.schema]
        var json = JSONWriter(capacity: 64 * 1024)
        json.object { json in
            json.field("openapi", "3.1.0")
            json.object("info") { json in
                json.field("title", title)
                json.field("version", version)
                json.object("license") { json in
                    json.field("name", "Apache-2.0")
                    json.field("identifier", "Apache-2.0")
                }
            }
            json.array("servers", [origin]) { json, origin in json.object { $0.field("url", origin) } }
            json.object("paths") { json in
                for path in ordered(endpoints.map(\.path)) {
                    json.object(path.text) { json in
                        for endpoint in endpoints where endpoint.path == path {
                            json.key(endpoint.method.rawValue.lowercased())
                            write(endpoint, to: &json, components: &components)
                        }
                    }
                }
            }
            json.object("components") { json in
                json.object("schemas") { json in write(&components, to: &json) }
                json.object("securitySchemes") { json in
                    json.object("session") { json in
                        json.field("type", "apiKey")
                        json.field("in", "cookie")
                        json.field("name", origin.hasPrefix("https://") ? "__Host-session" : "session")
                        json.field("description", "登录后由浏览器携带；会改变内容的请求另须带 X-CSRF-Token，其值见 /api/v1/session。")
                    }
                    json.object("client") { json in
                        json.field("type", "http")
                        json.field("scheme", "bearer")
                        json.field("description", "机构系统的访问令牌：用登记的密钥签署断言（private_key_jwt，RFC 7523），在 \(Paths.apiToken()) 换取，十分钟内有效。")
                    }
                    json.object("departmentSignature") { json in
                        json.field("type", "apiKey")
                        json.field("in", "header")
                        json.field("name", "Signature")
                        json.field("description", "协同部门系统对整个消息的签名。")
                    }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ endpoint: Endpoint, to json: inout JSONWriter, components: inout [String: Schema]) {
        json.object { json in
            json.field("operationId", endpoint.id)
            json.field("summary", endpoint.summary)
            json.field("x-permission", endpoint.permission.rawValue)
            json.array("security", endpoint.securitySchemes) { json, scheme in json.object { $0.array(scheme, [String]()) { $0.value($1) } } }
            parameters(endpoint, to: &json, components: &components)
            if endpoint.body != .none {
                json.object("requestBody") { json in
                    json.field("required", true)
                    json.object("content") { json in
                        json.object(endpoint.bodyType) { json in
                            json.key("schema")
                            (endpoint.request ?? .any).write(to: &json, components: &components)
                        }
                    }
                }
            }
            json.object("responses") { json in
                json.object(String(endpoint.success.code)) { json in
                    json.field("description", endpoint.success.code == 201 ? "已创建" : "成功")
                    if endpoint.isTagged { tagHeader("内容的标记；再次查询时放在 If-None-Match 里", to: &json) }
                    guard let type = endpoint.responseType else { return }
                    json.object("content") { json in
                        json.object(type) { json in
                            json.key("schema")
                            (endpoint.response ?? .any).write(to: &json, components: &components)
                        }
                    }
                }
                if endpoint.isTagged {
                    json.object("304") { json in
                        json.field("description", "与所持的内容相同，没有内容")
                        tagHeader("所持内容的标记", to: &json)
                    }
                }
                json.object("default") { json in
                    json.field("description", "出错")
                    json.object("content") { json in
                        json.object("application/problem+json") { json in
                            json.key("schema")
                            Schema.reference("Problem").write(to: &json, components: &components)
                        }
                    }
                }
            }
        }
    }

    private static func parameters(_ endpoint: Endpoint, to json: inout JSONWriter, components: inout [String: Schema]) {
        var all = endpoint.path.parts.map { ($0, "path", Schema.text(1...200), "", true) }
        all += endpoint.query.map { ($0.name, "query", $0.schema, $0.summary, $0.isRequired) }
        if endpoint.isIdempotent { all.append(("Idempotency-Key", "header", .text(8...128), "同一个键的同一请求只执行一次", false)) }
        if endpoint.isConditional { all.append(("If-Match", "header", .text(3...22), "办件的版本（ETag）；也可以放在内容的 version 里", false)) }
        if endpoint.isTagged { all.append(("If-None-Match", "header", .text(1...4_096), "所持内容的标记（ETag），可以有几个；内容没有变化的，答复 304", false)) }
        guard !all.isEmpty else { return }
        json.array("parameters", all) { json, parameter in
            json.object { json in
                json.field("name", parameter.0)
                json.field("in", parameter.1)
                json.field("required", parameter.4)
                if !parameter.3.isEmpty { json.field("description", parameter.3) }
                json.key("schema")
                parameter.2.write(to: &json, components: &components)
            }
        }
    }

    private static func tagHeader(_ summary: String, to json: inout JSONWriter) {
        json.object("headers") { json in
            json.object("ETag") { json in
                json.field("description", summary)
                json.object("schema") { $0.field("type", "string") }
            }
        }
    }

    /// Definitions may bring further ones, so this goes on until there are no new ones.
    private static func write(_ components: inout [String: Schema], to json: inout JSONWriter) {
        var written: Set<String> = []
        while let name = components.keys.filter({ !written.contains($0) }).min() {
            written.insert(name)
            json.key(name)
            components[name]?.writeDefinition(to: &json, components: &components)
        }
    }

    private static func ordered(_ paths: [PathTemplate]) -> [PathTemplate] {
        var seen: Set<PathTemplate> = []
        return paths.filter { seen.insert($0).inserted }
    }
}

extension Endpoint {
    /// Any one of them is enough.
    fileprivate var securitySchemes: [String] {
        if kind == .machine { return ["departmentSignature"] }
        if isOpen { return [] }
        return takesClients ? ["session", "client"] : ["session"]
    }

    fileprivate var bodyType: String {
        switch body {
        case .form: "application/x-www-form-urlencoded"
        case .upload: "multipart/form-data"
        case .any where kind == .file: "application/octet-stream"
        case .json, .any, .none: "application/json"
        }
    }

    fileprivate var responseType: String? {
        switch kind {
        case .stream: "text/event-stream"
        case .file: fileType
        case .page: "text/html"
        case .api, .machine, .probe: success.code == 204 ? nil : "application/json"
        }
    }
}
