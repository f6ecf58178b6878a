package import Hummingbird
import HTTPTypes

/// The cookie that carries a session's token.
package struct SessionCookie: Sendable {
    package let name: String
    private let isSecure: Bool

    /// With HTTPS the name begins with `__Host-`: browsers then take it from this host alone, over HTTPS, for the whole site.
    package init(isHTTPS: Bool) {
        name = isHTTPS ? "__Host-session" : "session"
        isSecure = isHTTPS
    }

    package func token(in request: Request) -> String? { request.cookies[name]?.value }

    /// `Lax`: coming back from the identity or payment service is a navigation from another site.
    package func set(_ token: String, on response: inout Response) {
        response.headers[values: .setCookie].append("\(name)=\(token); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
    }

    package func clear(on response: inout Response) {
        response.headers[values: .setCookie].append("\(name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
    }
}
