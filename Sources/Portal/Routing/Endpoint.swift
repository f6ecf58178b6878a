package import HTTPTypes
package import Identity

/// What a route promises, declared before it can be added: its path, who may use it, and what goes in and comes out.
/// The permission check, the limits and the API document all read this one value.
package struct Endpoint: Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// HTML for a browser.
        case page
        /// JSON under `/api`.
        case api
        /// Server-sent events.
        case stream
        /// A document.
        case file
        /// A message of another department, believed by its signature instead of a session.
        case machine
        /// For the operator's tools.
        case probe
    }

    /// How the body comes.
    package enum Body: String, Hashable, Sendable {
        case none, form, json, upload, any
    }

    /// Unique, such as `cases.show`; the `operationId` of the API document.
    package let id: String
    package let method: HTTPRequest.Method
    package let path: PathTemplate
    package let permission: Permission
    package let kind: Kind
    /// One line for the API document.
    package let summary: String
    package var query: [QueryParameter] = []
    package var body: Body
    package var request: Schema?
    package var response: Schema?
    package var success: HTTPResponse.Status = .ok
    /// Bytes that a body may have.
    package var bodyLimit: Int
    /// Beyond the limit that holds for every client.
    package var rate: RateLimit?
    /// Whether ``rate`` is one for people: an institution's system does the same for all its customers, and has a limit over all that it does.
    package var sparesSystems = false
    /// Nil for what may stay open.
    package var timeout: Duration?
    /// Honours `Idempotency-Key`.
    package var isIdempotent = false
    /// What a file is.
    package var fileType = "application/octet-stream"
    /// Acts on a version of its subject: the client says which one it saw.
    package var isConditional = false
    /// Its answer has a tag, and isn't sent to whoever has it already (``AnswerTags``).
    package var isTagged = false

    package init(
        _ id: String, _ method: HTTPRequest.Method, _ path: PathTemplate, _ permission: Permission, _ kind: Kind, _ summary: String,
        query: [QueryParameter] = [], body: Body? = nil, request: Schema? = nil, response: Schema? = nil, success: HTTPResponse.Status = .ok,
        bodyLimit: Int? = nil, rate: RateLimit? = nil, timeout: Duration? = .seconds(30), isIdempotent: Bool = false,
        isConditional: Bool = false, fileType: String = "application/octet-stream"
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.permission = permission
        self.kind = kind
        self.summary = summary
        self.query = query
        let body = body ?? (method.isSafe || method == .delete ? .none : kind == .page ? .form : kind == .api ? .json : .any)
        self.body = body
        self.request = request
        self.response = response
        self.success = success
        self.bodyLimit = bodyLimit ?? (body == .none ? 0 : 256 * 1024)
        self.rate = rate
        self.timeout = kind == .stream ? nil : timeout
        self.isIdempotent = isIdempotent
        self.isConditional = isConditional
        self.fileType = fileType
    }

    /// A page: GET shows it, POST takes its form.
    package static func page(
        _ id: String, _ method: HTTPRequest.Method, _ path: PathTemplate, _ permission: Permission, _ summary: String,
        query: [QueryParameter] = [], body: Body? = nil, bodyLimit: Int? = nil, rate: RateLimit? = nil
    ) -> Endpoint {
        Endpoint(id, method, path, permission, .page, summary, query: query, body: body, bodyLimit: bodyLimit, rate: rate)
    }

    /// Part of the JSON API.
    package static func api(
        _ id: String, _ method: HTTPRequest.Method, _ path: PathTemplate, _ permission: Permission, _ summary: String,
        query: [QueryParameter] = [], request: Schema? = nil, response: Schema? = nil, success: HTTPResponse.Status = .ok,
        bodyLimit: Int? = nil, rate: RateLimit? = nil, sparesSystems: Bool = false, isIdempotent: Bool = false, isConditional: Bool = false, isTagged: Bool = false
    ) -> Endpoint {
        var endpoint = Endpoint(
            id, method, path, permission, .api, summary, query: query, body: request == nil ? Body.none : .json, request: request,
            response: response, success: success, bodyLimit: bodyLimit, rate: rate, isIdempotent: isIdempotent, isConditional: isConditional)
        endpoint.sparesSystems = sparesSystems
        endpoint.isTagged = isTagged
        return endpoint
    }

    /// Whether one need not sign in.
    package var isOpen: Bool { PermissionTable.isPublic(permission) }

    /// Part of the API, whatever it answers with.
    package var isAPI: Bool { path.text.hasPrefix("/api/") }

    /// Whether institutions' own systems may call it.
    package var takesClients: Bool { isAPI && PermissionTable.allows([.citizen, .developer, .bank, .custodian, .court], permission) }

    /// Whether it answers with problem details instead of a page.
    package var speaksJSON: Bool { kind == .api || kind == .machine || kind == .probe }
}

/// One parameter of a query, for the API document and for ``QueryReader``.
package struct QueryParameter: Hashable, Sendable {
    package let name: String
    package let schema: Schema
    package let summary: String
    package let isRequired: Bool

    package init(_ name: String, _ schema: Schema = .string, _ summary: String, required: Bool = false) {
        self.name = name
        self.schema = schema
        self.summary = summary
        isRequired = required
    }
}

extension HTTPRequest.Method {
    /// Changes nothing (RFC 9110 section 9.2.1).
    var isSafe: Bool { self == .get || self == .head || self == .options }
}
