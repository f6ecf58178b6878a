package import HTTPTypes
package import Hummingbird

/// A declared endpoint and what answers it.
package struct Route: Sendable {
    package let endpoint: Endpoint
    let respond: @Sendable (Request, AppContext) async throws -> Response
}

/// A feature's routes: a value that owns what its handlers need and adds them to the table.
package protocol RouteGroup: Sendable {
    func addRoutes(to table: inout RouteTable)
}

/// Every route of the server. A route gets in only with an ``Endpoint``, so none is without a permission, a limit and a line
/// in the API document; and what the handler's context promises (somebody signed in, a party, an official) is a type.
package struct RouteTable: Sendable {
    package private(set) var routes: [Route] = []

    package init() {}

    /// Every endpoint, for tests that walk them and for the API document.
    package var all: [Endpoint] { routes.map(\.endpoint) }

    package mutating func add(_ group: some RouteGroup) { group.addRoutes(to: &self) }

    /// Open to whoever has the permission, signed in or not.
    package mutating func anyone(
        _ endpoint: Endpoint, _ respond: @Sendable @escaping (Request, AppContext) async throws -> Response
    ) {
        routes.append(Route(endpoint: endpoint, respond: respond))
    }

    package mutating func signedIn(
        _ endpoint: Endpoint, _ respond: @Sendable @escaping (Request, SignedInContext) async throws -> Response
    ) {
        anyone(endpoint) { try await respond($0, SignedInContext(context: $1)) }
    }

    /// For whoever acts in their own matters.
    package mutating func party(
        _ endpoint: Endpoint, _ respond: @Sendable @escaping (Request, PartyContext) async throws -> Response
    ) {
        anyone(endpoint) { try await respond($0, PartyContext(context: $1)) }
    }

    package mutating func official(
        _ endpoint: Endpoint, _ respond: @Sendable @escaping (Request, OfficialContext) async throws -> Response
    ) {
        anyone(endpoint) { try await respond($0, OfficialContext(context: $1)) }
    }

    /// For another department's machine. Its message reaches the handler only after `verify` believed the signature, as
    /// whatever `verify` makes of it.
    package mutating func machine<Message: Sendable>(
        _ endpoint: Endpoint, verify: @Sendable @escaping (HTTPRequest, [UInt8]) async throws -> Message,
        _ respond: @Sendable @escaping (Message, AppContext) async throws -> Response
    ) {
        precondition(endpoint.kind == .machine)
        anyone(endpoint) { request, context in
            let body = try await request.wholeBody(limit: endpoint.bodyLimit)
            return try await respond(verify(request.head, body), context)
        }
    }

    /// The methods that a path answers to. Empty if there is no such path.
    func methods(of path: String) -> [HTTPRequest.Method] {
        var methods: [HTTPRequest.Method] = []
        for endpoint in all where endpoint.path.matches(path) && !methods.contains(endpoint.method) { methods.append(endpoint.method) }
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        return methods.isEmpty ? [] : methods + [.options]
    }

    /// What is wrong with the table; empty when it can be served.
    package var defects: [String] {
        var defects: [String] = []
        var ids: Set<String> = []
        var places: Set<String> = []
        for endpoint in all {
            if !ids.insert(endpoint.id).inserted { defects.append("\(endpoint.id) is declared twice") }
            let place = endpoint.path.text.split(separator: "/").map { $0.contains("{") ? "{}" : String($0) }.joined(separator: "/")
            if !places.insert("\(endpoint.method.rawValue) \(place)").inserted {
                defects.append("\(endpoint.method.rawValue) \(endpoint.path.text) is declared twice")
            }
            if !endpoint.path.text.hasPrefix("/") { defects.append("\(endpoint.path.text) must begin with a slash") }
            if endpoint.kind == .api, !endpoint.path.text.hasPrefix("/api/"), endpoint.path != Paths.openAPI.template {
                defects.append("\(endpoint.path.text): the API lies under /api/")
            }
            if endpoint.method.isSafe, endpoint.body != .none { defects.append("\(endpoint.id): a safe method takes no body") }
        }
        return defects
    }
}
