import Identity
package import Register

/// Who somebody is, as unified identity vouches for it.
package struct VerifiedIdentity: Hashable, Sendable {
    package struct Organisation: Hashable, Sendable {
        package let name: String
        package let identifier: PartyIdentifier
        package let kind: PartyKind
    }

    package let name: String
    package let identifier: PartyIdentifier
    /// The organisation that the person acts for in this session.
    package let organisation: Organisation?

    /// - Throws: ``PortalError/signInFailed(_:)`` if name or number are missing or wrong.
    init(_ claims: IDTokenClaims) throws {
        guard let name = claims.name, let number = claims.idNumber else { throw PortalError.signInFailed(.incomplete) }
        let kind = try claims.idKind.map { text throws(PortalError) -> PartyIdentifierKind in
            guard let kind = PartyIdentifierKind(rawValue: text) else { throw PortalError.signInFailed(.rejected("id_kind")) }
            return kind
        }
        do {
            self.name = try PartyName.normalised(name)
            identifier = try PartyIdentifier(kind: kind ?? .identityCard, number: number)
            organisation = try Self.organisation(claims)
        } catch is IdentityError {
            throw PortalError.signInFailed(.rejected("name"))
        } catch is IdentifierError {
            throw PortalError.signInFailed(.rejected("number"))
        }
    }

    private static func organisation(_ claims: IDTokenClaims) throws -> Organisation? {
        switch (claims.organisationName, claims.creditCode) {
        case (nil, nil): return nil
        case (let name?, let code?):
            let identifier = try PartyIdentifier(kind: .creditCode, number: code)
            return Organisation(name: try PartyName.normalised(name), identifier: identifier, kind: kind(of: identifier))
        default: throw PortalError.signInFailed(.incomplete)
        }
    }

    /// GB 32100: the first two characters say who registered the organisation and as what.
    private static func kind(of code: PartyIdentifier) -> PartyKind {
        switch code.number.prefix(2) {
        case "11", "19": .stateOrgan
        case "12": .institution
        case let start where start.first == "9": .enterprise
        default: .other
        }
    }
}
