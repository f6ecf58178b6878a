/// A path without parts.
package struct Path: Hashable, Sendable {
    package let template: PathTemplate
    package init(_ text: String) {
        template = PathTemplate(text)
        precondition(template.parts.isEmpty)
    }
    package func callAsFunction() -> String { template.text }
    /// With a query, percent-encoded in the given order.
    package func callAsFunction(_ query: [(String, String)]) -> String { Percent.link(template.text, query) }
}

/// A path with one part.
package struct Path1: Hashable, Sendable {
    package let template: PathTemplate
    package init(_ text: String) {
        template = PathTemplate(text)
        precondition(template.parts.count == 1)
    }
    package func callAsFunction(_ a: some CustomStringConvertible) -> String { template.filled([a.description]) }
}

/// A path with two parts.
package struct Path2: Hashable, Sendable {
    package let template: PathTemplate
    package init(_ text: String) {
        template = PathTemplate(text)
        precondition(template.parts.count == 2)
    }
    package func callAsFunction(_ a: some CustomStringConvertible, _ b: some CustomStringConvertible) -> String {
        template.filled([a.description, b.description])
    }
}

/// Every path of the site, once. Routes are declared with them and links are made from them, so neither can drift.
/// Feature folders add theirs in extensions.
package enum Paths {
    package static let home = Path("/")
    package static let signIn = Path("/sign-in")
    package static let signInUnified = Path("/sign-in/unified")
    package static let signInCallback = Path("/sign-in/callback")
    package static let signInOfficial = Path("/sign-in/official")
    package static let signOut = Path("/sign-out")
    package static let password = Path("/account/password")
    package static let secondFactor = Path("/account/second-factor")
    package static let apiSession = Path("/api/v1/session")
    package static let apiToken = Path("/api/v1/token")
    package static let openAPI = Path("/openapi.json")
    package static let health = Path("/healthz")
    package static let readiness = Path("/readyz")
    package static let metrics = Path("/metrics")
}
