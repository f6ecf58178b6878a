package import Register

/// What goes over the wire: who says what to whom, when, for which case and on what legal ground. Its canonical bytes are signed;
/// the signature travels beside it, so that what was received is kept exactly as it was.
package struct Envelope: Codable, Hashable, Sendable {
    /// Unique for ever; a receiver answers the same id with the same answer.
    package var id: String
    /// `registry` or a department.
    package var from: String
    package var to: String
    package var contract: String
    /// For answers: the id of the request and the digest of its bytes, so that an answer can't be replayed for another question.
    package var inReplyTo: String?
    package var requestDigest: String?
    package var caseID: String?
    package var purpose: String
    package var legalBasis: String
    package var issuedAt: Moment
    package var expiresAt: Moment
    package var outcome: Outcome?
    /// The request or answer as canonical JSON text: signed exactly as its author wrote it.
    package var payload: String

    package init(
        id: String, from: String, to: String, contract: String, inReplyTo: String? = nil, requestDigest: String? = nil, caseID: String? = nil,
        purpose: String, legalBasis: String, issuedAt: Moment, expiresAt: Moment, outcome: Outcome? = nil, payload: String
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.contract = contract
        self.inReplyTo = inReplyTo
        self.requestDigest = requestDigest
        self.caseID = caseID
        self.purpose = purpose
        self.legalBasis = legalBasis
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.outcome = outcome
        self.payload = payload
    }

    /// How a request ended.
    package struct Outcome: Codable, Hashable, Sendable {
        package enum Status: String, Codable, Hashable, Sendable, CaseIterable { case ok, notFound = "not-found", refused, busy }
        package var status: Status
        package var message: String?
        package init(_ status: Status, message: String? = nil) {
            self.status = status
            self.message = message
        }
    }

    /// Names of the HTTP headers that carry the signature.
    package static let keyHeader = "Dengbu-Key"
    package static let signatureHeader = "Dengbu-Signature"
    /// No message of this exchange is larger.
    package static let sizeLimit = 1 << 20
    /// How far clocks may be apart.
    package static let clockSkew: Double = 120
    package static let registry = "registry"
}
