package import Register
package import Storage

/// What a finding rests on: a department's signed answer, an uploaded file, a page of the register. Kept sealed, as received.
package struct Evidence: Sendable {
    package let id: String
    package let caseID: String
    package let material: String
    /// The contract or register source it came from, or `applicant`.
    package let source: String
    /// SHA-256 of the bytes as received, in hexadecimal.
    package let digest: String
    package let keyID: String?
    package let signature: [UInt8]?
    package let at: Moment
    /// The content, sealed by the field cipher.
    package let sealed: [UInt8]
    /// The signed envelope as received, sealed; nil for what was not signed.
    package let envelope: [UInt8]?

    package init(
        id: String = RandomText.hex(12), caseID: String, material: String, source: String, digest: String, keyID: String?, signature: [UInt8]?,
        at: Moment, sealed: [UInt8], envelope: [UInt8]?
    ) {
        self.id = id
        self.caseID = caseID
        self.material = material
        self.source = source
        self.digest = digest
        self.keyID = keyID
        self.signature = signature
        self.at = at
        self.sealed = sealed
        self.envelope = envelope
    }
}

package enum EvidenceRecords {
    package static func insert(_ evidence: Evidence, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO case_evidence (region, evidence_id, case_id, material, source, digest, key_id, signature, at, sealed, envelope)
            VALUES (\(region), \(evidence.id), \(evidence.caseID), \(evidence.material), \(evidence.source), \(evidence.digest),
                    \(evidence.keyID), \(evidence.signature), \(evidence.at.microseconds), \(evidence.sealed), \(evidence.envelope))
            """)
    }

    package static func of(caseID: String, region: String, in connection: any Connection) throws -> [Evidence] {
        try connection.rows(
            """
            SELECT evidence_id, material, source, digest, key_id, signature, at, sealed, envelope FROM case_evidence
            WHERE region = \(region) AND case_id = \(caseID) ORDER BY at, evidence_id
            """
        ).map { row in
            Evidence(
                id: try row.text("evidence_id"), caseID: caseID, material: try row.text("material"), source: try row.text("source"),
                digest: try row.text("digest"), keyID: try row.textIfPresent("key_id"), signature: try row.blobIfPresent("signature"),
                at: Moment(microseconds: try row.int("at")), sealed: try row.blob("sealed"), envelope: try row.blobIfPresent("envelope"))
        }
    }
}
