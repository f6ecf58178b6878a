import Crypto
import Exchange
package import Register
import Seals
import Storage

extension CaseOffice {
    /// How the material of a drawn signature is named: each signer has one of their own.
    package static func signatureMaterial(_ party: PartyID) -> String { "signature/\(party.text)" }

    /// Keeps a drawn signature as evidence of the case, sealed like everything that is personal.
    /// - Returns: the id of the evidence, which the signing action then names.
    func keepSignature(_ drawing: SignatureDrawing, of party: PartyID, caseID: String) async throws -> String {
        let bytes = try CanonicalJSON.encode(drawing)
        let id = RandomText.hex(12)
        let evidence = Evidence(
            id: id, caseID: caseID, material: Self.signatureMaterial(party), source: "applicant", digest: RegisterHash.hex(Array(SHA256.hash(data: bytes))),
            keyID: nil, signature: nil, at: now(), sealed: try cipher.seal(String(decoding: bytes, as: UTF8.self), context: Self.evidenceContext(caseID, id)),
            envelope: nil)
        let region = region
        try await database.write { try EvidenceRecords.insert(evidence, region: region, in: $0) }
        return id
    }

    /// The signatures that were drawn on a case and still stand, by signer.
    package func drawnSignatures(_ file: CaseFile) async throws -> [PartyID: SignatureDrawing] {
        let wanted = Dictionary(file.state.signatures.compactMap { signed in signed.drawing.map { ($0, signed.party) } }) { first, _ in first }
        guard !wanted.isEmpty else { return [:] }
        let region = region
        let evidence = try await database.read { try EvidenceRecords.of(caseID: file.id, region: region, in: $0) }
        var drawings: [PartyID: SignatureDrawing] = [:]
        for item in evidence {
            guard let party = wanted[item.id] else { continue }
            let text = try cipher.open(item.sealed, context: Self.evidenceContext(file.id, item.id))
            drawings[party] = try CanonicalJSON.decode(SignatureDrawing.self, from: Array(text.utf8))
        }
        return drawings
    }
}
