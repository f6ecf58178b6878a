package import Register
import Seals
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

    /// What the pieces of a case say, the oldest first.
    /// - Parameter opened: pieces that were opened before aren't read again.
    static func contents(
        ofCase id: String, opened: OpenedEvidence, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws -> [(id: String, kind: String, material: Material)] {
        let pieces = try connection.rows(
            "SELECT evidence_id, material FROM case_evidence WHERE region = \(region) AND case_id = \(id) ORDER BY at, evidence_id"
        ).map { (id: try $0.text("evidence_id"), kind: try $0.text("material")) }
        var values = opened.values(of: pieces.map(\.id))
        let unknown = pieces.map(\.id).filter { values[$0] == nil }
        if !unknown.isEmpty {
            var found: [String: Material] = [:]
            for row in try connection.rows(
                "SELECT evidence_id, sealed FROM case_evidence WHERE region = \(region) AND case_id = \(id) AND evidence_id IN \(list: unknown)")
            {
                let piece = try row.text("evidence_id")
                let text = try cipher.open(row.blob("sealed"), context: CaseOffice.evidenceContext(id, piece))
                found[piece] = (try? JSONValue(parsing: Array(text.utf8))).map(Material.init)
            }
            opened.keep(found)
            values.merge(found) { $1 }
        }
        return pieces.compactMap { piece in values[piece.id].map { (piece.id, piece.kind, $0) } }
    }

    /// Some pieces of a case with the signed envelopes in which they came, and when.
    static func envelopes(
        _ ids: [String], ofCase id: String, region: String, in connection: any Connection
    ) throws -> [String: SealedEnvelope] {
        guard !ids.isEmpty else { return [:] }
        var found: [String: SealedEnvelope] = [:]
        for row in try connection.rows(
            "SELECT evidence_id, digest, at, envelope FROM case_evidence WHERE region = \(region) AND case_id = \(id) AND evidence_id IN \(list: ids)")
        {
            guard let sealed = try row.blobIfPresent("envelope") else { continue }
            found[try row.text("evidence_id")] = SealedEnvelope(
                digest: try row.text("digest"), at: Moment(microseconds: try row.int("at")), sealed: sealed)
        }
        return found
    }

    /// Digests of all pieces of a case, the oldest first.
    static func digests(ofCase id: String, region: String, in connection: any Connection) throws -> [String] {
        try connection.rows("SELECT digest FROM case_evidence WHERE region = \(region) AND case_id = \(id) ORDER BY at, evidence_id").map { try $0.text("digest") }
    }
}

/// A signed answer of a case's evidence as it lies there.
struct SealedEnvelope: Sendable {
    let digest: String
    /// When it was answered.
    let at: Moment
    let sealed: [UInt8]
}
