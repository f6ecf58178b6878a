import HTTPTypes
import Hummingbird
import Identity

/// Tells a request that the person meant from one that another site's page made their browser send.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`): another site is refused, with or without a session.
/// Whoever has a session must also send its token: in a form's hidden field, or in `X-CSRF-Token`. Programs with an access token need
/// none: no browser sends that header by itself.
struct ForgeryCheck: Sendable {
    let origin: String

    /// Reads a form's fields on the way, since the token is one of them; the body is put back.
    func check(_ request: inout Request, endpoint: Endpoint, context: AppContext) async throws {
        guard comesFromHere(request) else { throw PortalError.forgedRequest }
        let visit = context.visit
        let header = request.headers[.formToken]
        switch endpoint.body {
        case .form:
            guard request.mediaType == "application/x-www-form-urlencoded" || request.mediaType.isEmpty else {
                throw PortalError.mediaTypeNotSupported(expected: "application/x-www-form-urlencoded")
            }
            let bytes = try await request.wholeBody(limit: endpoint.bodyLimit)
            let form = try FormFields(decoding: bytes)
            visit.form = form
            request.body = .init(buffer: .init(bytes: bytes))
            try check(header ?? form[FormFields.tokenName], visit)
        case .upload:
            // A page's form carries the token in the body; a program's session and nobody's have none to wait for.
            if header != nil || visit.session?.signedIn.isClient != false { try check(header, visit) } else { visit.formTokenPending = true }
        case .json:
            guard ["application/json", "application/merge-patch+json"].contains(request.mediaType) else {
                throw PortalError.mediaTypeNotSupported(expected: "application/json")
            }
            try check(header, visit)
        case .none, .any: try check(header, visit)
        }
    }

    private func check(_ token: String?, _ visit: Visit) throws(PortalError) {
        guard let session = visit.session, !session.signedIn.isClient else { return }
        guard let token, session.accepts(formToken: token) else { throw .forgedRequest }
    }

    private func comesFromHere(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let claimed = request.headers[.origin] else { return true }
        if claimed == origin { return true }
        // In development the site has many names; what counts is that the page and the request have the same one.
        guard let authority = request.head.authority, let host = claimed.split(separator: "/").last else { return false }
        return host == authority
    }
}
