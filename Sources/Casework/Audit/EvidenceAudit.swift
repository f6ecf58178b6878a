import Catalogue
import Contracts
import Exchange
import Register
import Seals
import Storage

/// What findings rested on: each piece of evidence that a case names is there, opens in its place, is what its digest says, and, where a
/// department answered, is what that department signed. The digests of answers are in the case's entries in the log.
extension BookVerifier {
    func verifyEvidence(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        guard let cipher = records else { return }
        let region = region
        var after = ""
        var cases = 0
        while report.divergences.count < Self.enough {
            let start = after
            let (ids, named, kept) = try await database.read { connection -> ([String], [String: [NamedEvidence]], [String: [Evidence]]) in
                let ids = try connection.rows(
                    "SELECT case_id FROM case_action WHERE region = \(region) AND case_id > \(start) AND seq = 1 ORDER BY case_id LIMIT \(Self.page)"
                ).map { try $0.text("case_id") }
                guard let last = ids.last else { return ([], [:], [:]) }
                let actions = try connection.rows(
                    """
                    SELECT case_id, at, kind, body FROM case_action WHERE region = \(region) AND case_id > \(start) AND case_id <= \(last)
                    AND kind IN ('gathered', 'uploaded', 'uploadRemoved', 'signed') ORDER BY case_id, seq
                    """)
                var kept: [String: [Evidence]] = [:]
                for id in ids { kept[id] = try EvidenceRecords.of(caseID: id, region: region, in: connection) }
                return (ids, try NamedEvidence.group(actions), kept)
            }
            guard let last = ids.last else { break }
            after = last
            cases += ids.count
            for id in ids { compare(kept[id] ?? [], with: named[id] ?? [], of: id, cipher, &report) }
            progress(cases)
        }
        try await verifyStrayEvidence(&report)
    }

    private func compare(_ kept: [Evidence], with named: [NamedEvidence], of caseID: String, _ cipher: FieldCipher, _ report: inout Report) {
        let byID = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
        for item in named {
            guard let evidence = byID[item.id] else {
                report.add("case \(caseID), evidence \(item.id)", "\(item.material): it is missing")
                continue
            }
            if evidence.material != item.material || evidence.source != item.source || item.at.map({ $0 != evidence.at }) == true || item.digest.map({ $0 != evidence.digest }) == true {
                report.add("case \(caseID), evidence \(item.id)", "it is not what the case's actions say: \(item.material) of \(item.source)")
            }
        }
        let ids = Set(named.map(\.id))
        for evidence in kept {
            if let problem = problem(with: evidence, isNamed: ids.contains(evidence.id), cipher) { report.add("case \(caseID), evidence \(evidence.id)", problem) }
        }
    }

    private func problem(with evidence: Evidence, isNamed: Bool, _ cipher: FieldCipher) -> String? {
        guard let content = try? cipher.open(evidence.sealed, context: CaseOffice.evidenceContext(evidence.caseID, evidence.id)) else { return "it doesn't open in its place" }
        guard evidence.source != MaterialNeed.applicant else {
            // A file lies with the uploads, under its digest; of a drawn signature the digest is here.
            let isDrawing = evidence.material.hasPrefix(CaseOffice.signatureMaterial(PartyID("")))
            guard evidence.keyID == nil, evidence.signature == nil, evidence.envelope == nil else { return "an applicant's has no department's signature" }
            return isDrawing && RegisterHash.hex(Digests.sha256(content)) != evidence.digest ? "it is not what its digest says" : nil
        }
        guard let sealed = evidence.envelope, let text = try? cipher.open(sealed, context: CaseOffice.envelopeContext(evidence.caseID, evidence.id)) else {
            return "the department's message doesn't open in its place"
        }
        let message = SignedMessage(bytes: Array(text.utf8), keyID: evidence.keyID ?? "", signature: evidence.signature ?? [])
        guard message.digest == evidence.digest else { return "the department's message is not what its digest says" }
        guard let envelope = try? message.envelope(), let department = Department(contract: evidence.source), envelope.issuedAt == evidence.at,
            content == (envelope.outcome?.status == .ok ? envelope.payload : "null")
        else { return "it is not what the department's message says" }
        // Gathered materials are named by the case's actions; what its money rests on is named by the message itself.
        if !isNamed, evidence.source != envelope.contract || evidence.material != CaseOffice.moneyMaterial(envelope.contract) {
            return "no action names it, and it is not what the department's message is about"
        }
        // Where the directory doesn't name the department nothing is known of its keys.
        guard let peer = Peer(wire: envelope.from), peer.department == department else { return "another department speaks in it" }
        guard let directory, !directory.publicKeys(of: peer).isEmpty else { return nil }
        do { try directory.verify(message, from: peer) } catch MessageError.unknownKey(let key) {
            return "signed by \(key), which is not known to be \(peer.wire)'s key: former keys stay in the directory"
        } catch { return "the department's signature is not genuine" }
        return nil
    }

    /// Evidence of cases that aren't there.
    private func verifyStrayEvidence(_ report: inout Report) async throws {
        let region = region
        let stray = try await database.read { connection in
            try connection.rows(
                """
                SELECT e.evidence_id, e.case_id /* reads all: every piece is asked for its case */ FROM case_evidence e WHERE NOT EXISTS (
                SELECT 1 FROM case_action a WHERE a.region = e.region AND a.case_id = e.case_id AND a.seq = 1 AND a.region = \(region)) LIMIT \(Self.enough)
                """
            ).map { (try $0.text("evidence_id"), try $0.text("case_id")) }
        }
        for (id, caseID) in stray { report.add("evidence \(id)", "there is no case \(caseID)") }
    }
}

/// A piece of evidence that an action of a case names.
private struct NamedEvidence: Sendable {
    let id: String
    let material: String
    let source: String
    /// nil where the action doesn't say.
    let digest: String?
    /// When it was handed in, for what came with its action.
    var at: Moment?

    static func group(_ actions: [ResultRow]) throws -> [String: [NamedEvidence]] {
        var found: [String: [NamedEvidence]] = [:]
        for row in actions {
            // What can't be read is named by the audit of cases.
            guard let event = try? CaseEvent(kind: row.text("kind"), body: row.blob("body")) else { continue }
            let caseID = try row.text("case_id")
            let at = Moment(microseconds: try row.int("at"))
            switch event {
            case .gathered(let gathered):
                guard let id = gathered.evidence else { continue }
                found[caseID, default: []].append(NamedEvidence(id: id, material: gathered.material, source: gathered.source, digest: gathered.digest))
            case .uploaded(let upload):
                found[caseID, default: []].append(NamedEvidence(id: upload.id, material: upload.material, source: MaterialNeed.applicant, digest: upload.digest, at: at))
            case .uploadRemoved(let removed): found[caseID]?.removeAll { $0.id == removed.id }
            case .signed(let signed):
                guard let id = signed.drawing else { continue }
                found[caseID, default: []].append(NamedEvidence(id: id, material: CaseOffice.signatureMaterial(signed.party), source: MaterialNeed.applicant, digest: nil))
            default: continue
            }
        }
        return found
    }
}
