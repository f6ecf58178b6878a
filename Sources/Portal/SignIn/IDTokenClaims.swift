import JWTKit

/// The claims of an ID token (OpenID Connect Core 2) that we read.
struct IDTokenClaims: JWTPayload {
    let issuer: String
    let subject: String
    let audience: AudienceClaim
    let authorisedParty: String?
    /// Seconds since 1970.
    let expires: Double
    let issuedAt: Double?
    let nonce: String?
    let name: String?
    let idNumber: String?
    /// Our own names of document kinds; an identity card where it is missing.
    let idKind: String?
    let organisationName: String?
    let creditCode: String?
    let methods: [String]?
    let level: String?

    enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case subject = "sub"
        case audience = "aud"
        case authorisedParty = "azp"
        case expires = "exp"
        case issuedAt = "iat"
        case nonce, name
        case idNumber = "id_number"
        case idKind = "id_kind"
        case organisationName = "org_name"
        case creditCode = "uscc"
        case methods = "amr"
        case level = "acr"
    }

    /// The signature alone is checked here; what the claims say is checked against the server's own clock and the ticket,
    /// which this doesn't know. See ``UnifiedIdentity``.
    func verify(using algorithm: some JWTAlgorithm) {}
}
