package import Hummingbird
package import Identity

/// One of the three administrators: system, security, audit.
package struct AdministratorContext: ChildRequestContext, VisitContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let session: Session
    package let account: AccountID
    package var signedIn: SignedIn { session.signedIn }

    /// - Throws: ``PortalError/signInRequired``, ``PortalError/forbidden``.
    package init(context: AppContext) throws {
        guard let session = context.visit.session else { throw PortalError.signInRequired }
        guard !session.signedIn.roles.isDisjoint(with: Role.administrators), let account = session.signedIn.account else { throw PortalError.forbidden }
        coreContext = context.coreContext
        visit = context.visit
        self.session = session
        self.account = account
    }
}

extension RouteTable {
    /// For the administrator whose permission the endpoint names.
    package mutating func administrator(
        _ endpoint: Endpoint, _ respond: @Sendable @escaping (Request, AdministratorContext) async throws -> Response
    ) {
        anyone(endpoint) { try await respond($0, AdministratorContext(context: $1)) }
    }
}
