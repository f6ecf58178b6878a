package import Hummingbird
package import Identity
package import Register

/// Somebody is signed in.
package struct SignedInContext: ChildRequestContext, VisitContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let session: Session
    package var signedIn: SignedIn { session.signedIn }

    /// - Throws: ``PortalError/signInRequired``.
    package init(context: AppContext) throws {
        guard let session = context.visit.session else { throw PortalError.signInRequired }
        coreContext = context.coreContext
        visit = context.visit
        self.session = session
    }
}

/// Somebody is signed in who acts for a party of their own: a citizen, an organisation, or a member of one.
package struct PartyContext: ChildRequestContext, VisitContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let session: Session
    package let party: PartyRef
    package var signedIn: SignedIn { session.signedIn }

    /// - Throws: ``PortalError/signInRequired``, ``PortalError/forbidden``.
    package init(context: AppContext) throws {
        guard let session = context.visit.session else { throw PortalError.signInRequired }
        guard let party = session.signedIn.party else { throw PortalError.forbidden }
        coreContext = context.coreContext
        visit = context.visit
        self.session = session
        self.party = party
    }
}

/// An official of a registry office.
package struct OfficialContext: ChildRequestContext, VisitContext {
    package var coreContext: CoreRequestContextStorage
    package let visit: Visit
    package let session: Session
    package let account: AccountID
    package let office: Office
    /// As looks at personal data name this official.
    package let viewer: Viewer
    package var signedIn: SignedIn { session.signedIn }

    /// - Throws: ``PortalError/signInRequired``, ``PortalError/forbidden``.
    package init(context: AppContext) throws {
        guard let session = context.visit.session else { throw PortalError.signInRequired }
        let signedIn = session.signedIn
        guard signedIn.isOfficial, let account = signedIn.account, let office = signedIn.office, let viewer = signedIn.viewer else {
            throw PortalError.forbidden
        }
        coreContext = context.coreContext
        visit = context.visit
        self.session = session
        self.account = account
        self.office = office
        self.viewer = viewer
    }

    /// Refuses what lies in another office's territory (属地登记, 条例 7), as if it didn't exist.
    package func requireTerritory(_ division: String) throws {
        guard office.registers(division: division) else { throw PortalError.otherTerritory }
    }
    package func requireTerritory(_ unit: UnitCode) throws { try requireTerritory(unit.division) }
}
