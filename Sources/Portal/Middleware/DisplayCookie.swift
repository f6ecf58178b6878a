import HTTPTypes
import Hummingbird

/// The cookie in which a browser keeps how its owner wants to see pages: 大字版 or the usual size. It says nothing about the person.
enum DisplayCookie {
    static let name = "display"
    private static let large = "large"

    /// Programs see no pages.
    static func isLarge(in request: Request) -> Bool { !request.uri.path.hasPrefix("/api/") && request.cookies[name]?.value == large }

    /// Kept for a year; the usual size takes the cookie away.
    static func set(large wanted: Bool, on response: inout Response) {
        let value = wanted ? "\(name)=\(large); Max-Age=31536000" : "\(name)=; Max-Age=0"
        response.headers[values: .setCookie].append("\(value); Path=/; HttpOnly; SameSite=Lax")
    }
}
