import HTTPTypes
import Hummingbird

/// The headers that every response carries, pages of errors included: it stands outside of what renders them (T1).
struct SecurityHeaders: RouterMiddleware {
    typealias Context = AppContext

    private let fields: [HTTPField]

    init(settings: PortalSettings) {
        let formTargets = (["'self'"] + settings.formOrigins).joined(separator: " ")
        let policy = [
            "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
            "connect-src 'self'", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'none'", "frame-src 'self'",
            "frame-ancestors 'none'", "form-action \(formTargets)",
        ]
        var fields: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, policy.joined(separator: "; ") + (settings.isHTTPS ? "; upgrade-insecure-requests" : "")),
            (.xContentTypeOptions, "nosniff"), (.xFrameOptions, "DENY"), (.referrerPolicy, "same-origin"),
            // The camera photographs materials; a face is never asked for.
            (.permissionsPolicy, "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"),
            (.crossOriginOpenerPolicy, "same-origin"), (.crossOriginResourcePolicy, "same-origin"),
        ]
        if settings.isHTTPS { fields.append((.strictTransportSecurity, "max-age=31536000; includeSubDomains")) }
        self.fields = fields.map { HTTPField(name: $0.0, value: $0.1) }
    }

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        for field in fields {
            if !response.headers.contains(field.name) {
                response.headers.append(field)
            } else if field.name != .contentSecurityPolicy {
                // A file that somebody handed in comes with a stricter policy of its own, and nothing else does.
                response.headers[fields: field.name] = [field]
            }
        }
        return response
    }
}
