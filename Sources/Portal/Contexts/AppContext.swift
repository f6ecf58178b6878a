package import Hummingbird
package import Identity
package import Register

/// The context of every request.
package struct AppContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let visit = Visit()
    /// The address at the other end of the socket: the proxy's, where there is one.
    let remoteAddress: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}

/// What handlers may ask any context for.
package protocol VisitContext: RequestContext {
    var visit: Visit { get }
}

extension AppContext: VisitContext {}

extension VisitContext {
    package var session: Session? { visit.session }
    package var signedIn: SignedIn? { visit.session?.signedIn }
    package var now: Moment { visit.now }

    /// A part of the path that the endpoint's template names, decoded.
    /// - Throws: ``PortalError/notFound`` if it can't be a part of any of our paths.
    package func part(_ name: String) throws -> String {
        guard let raw = parameters.get(name), let text = Percent.decode(raw, plusIsBlank: false), !text.isEmpty, text.utf8.count <= 200 else {
            throw PortalError.notFound
        }
        return text
    }

    package func unitCode(_ name: String = "unit") throws -> UnitCode {
        do { return try UnitCode(part(name)) } catch is UnitCodeError { throw PortalError.notFound }
    }

    /// The fields of the form that was sent. Empty if the endpoint takes none.
    package var form: FormFields { visit.form ?? FormFields() }

    /// The token for a form on the page that is being made; nil where nobody is signed in.
    package var formToken: String? { visit.session?.formToken() }

    package var visitor: Visitor {
        Visitor(
            signedIn: signedIn, formToken: formToken, requestID: visit.id, path: visit.endpoint?.path.text ?? "", address: visit.address,
            largeType: visit.largeType)
    }
}

/// Whom a page is made for.
package struct Visitor: Sendable {
    package let signedIn: SignedIn?
    package let formToken: String?
    package let requestID: String
    /// The template of the path, such as `/cases/{id}`; empty where nothing was found.
    package let path: String
    /// Path and query as asked for.
    package let address: String
    /// 大字版.
    package let largeType: Bool

    package init(
        signedIn: SignedIn?, formToken: String?, requestID: String, path: String, address: String = "/", largeType: Bool = false
    ) {
        self.address = address
        self.largeType = largeType
        self.signedIn = signedIn
        self.formToken = formToken
        self.requestID = requestID
        self.path = path
    }
}
