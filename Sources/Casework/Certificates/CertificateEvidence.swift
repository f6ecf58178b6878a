import Documents
package import Ledger
import Register
import Storage

/// What travels with a certificate so that it proves itself: the log's receipt, the disclosure of what is printed, and both in short.
package struct CertificateEvidence: Sendable {
    package static let proofName = "registration.tlog-proof"
    package static let disclosureName = "disclosure.json"

    package let receipt: Receipt
    /// Nil for certificates of before their fields were disclosed one by one.
    package let disclosure: FieldDisclosure?
    /// Behind the `#` of the QR code's address; nil where the proof doesn't fit a code that a phone can read.
    package let digits: String?

    /// More than this makes modules smaller than 0.3 mm at the printed size.
    private static let mostDigits = 2_700

    /// Cosignatures that a code has room for beside a long path.
    private static let mostCosignatures = 2

    init(_ certificate: IssuedCertificate, facts: CertificateFacts, receipt: Receipt, origin: String, witnesses: [CosignatureVerifier]) throws {
        self.receipt = receipt
        let binding = RegisterHash.certificateCommitment(
            token: certificate.token, kind: certificate.kind.rawValue, caseID: certificate.caseID, facts: certificate.facts)
        disclosure = certificate.disclosure == nil ? nil : FieldDisclosure(facts, binding: binding)
        guard let root = certificate.disclosure else {
            digits = nil
            return
        }
        let short = IssuedEntry.short(certificate, commitment: RegisterHash.certificateCommitment(binding: binding, disclosure: root))
        let signed = witnesses.filter { key in key.algorithm == .ed25519 && receipt.proof.checkpoint.signatures.contains { $0.name == key.name && $0.keyID == key.keyID } }
        var fitting: String?
        for count in (0...min(Self.mostCosignatures, signed.count)).reversed() {
            let compact = try CompactProof(of: receipt, entry: short, origin: origin, witnesses: Array(signed.prefix(count)))
            let text = DecimalText.encode(compact.bytes)
            if text.utf8.count <= Self.mostDigits {
                fitting = text
                break
            }
        }
        digits = fitting
    }

    var attachments: [Attachment] {
        get throws {
            var files = [
                Attachment(
                    name: Self.proofName, summary: "登记日志凭证（C2SP tlog-proof）", type: "text/plain", relationship: .supplement, bytes: receipt.encoded)
            ]
            if let disclosure {
                files.append(
                    Attachment(
                        name: Self.disclosureName, summary: "证载内容及其随机盐", type: "application/json", relationship: .data,
                        bytes: try CanonicalJSON.encode(disclosure)))
            }
            return files
        }
    }
}

extension CaseOffice {
    /// How long a certificate waits for the witnesses before it is printed with the log's own signature alone.
    private static let witnessPatience = Duration.seconds(1)

    /// The receipt of a certificate's entry: under the first checkpoint that witnesses have cosigned where they must, else under the first
    /// of the log, so that a certificate made again is the same.
    /// - Returns: nil if the sequencer has not placed the entry within `patience`.
    package func certificateReceipt(_ certificate: IssuedCertificate, within patience: Duration) async throws -> Receipt? {
        let leaves = Self.leaves([certificate])
        guard let own = try await sequencer.receipt(within: patience, { try LogReader.firstReceipts(ofLeaves: leaves, witnessed: false, in: $0) }) else { return nil }
        return (try await witnessedReceipts(leaves) ?? own).first
    }

    /// The certificates of a case, and those that aren't printed yet with their receipts: one registration placed them together.
    func certificates(ofCase id: String, within patience: Duration) async throws -> (
        issued: [IssuedCertificate], unprinted: Zip2Sequence<[IssuedCertificate], [Receipt]>
    )? {
        let region = region
        let found = try await sequencer.receipt(within: patience) { connection -> (issued: [IssuedCertificate], unprinted: [IssuedCertificate], receipts: [Receipt])? in
            let issued = try CertificateRecords.of(caseID: id, region: region, in: connection)
            let unprinted = issued.filter { $0.document == nil }
            return try LogReader.firstReceipts(ofLeaves: Self.leaves(unprinted), witnessed: false, in: connection).map { (issued, unprinted, $0) }
        }
        guard let (issued, unprinted, own) = found else { return nil }
        let receipts = unprinted.isEmpty ? own : try await witnessedReceipts(Self.leaves(unprinted)) ?? own
        return (issued, zip(unprinted, receipts))
    }

    private static func leaves(_ certificates: [IssuedCertificate]) -> [String] { certificates.map { "certificate:issued:\($0.number)" } }

    /// - Returns: nil where no witness is needed, or too few have cosigned in good time.
    private func witnessedReceipts(_ leaves: [String]) async throws -> [Receipt]? {
        guard certificates.witnesses.needsWitnesses else { return nil }
        let deadline = ContinuousClock.now + Self.witnessPatience
        repeat {
            if let receipts = try await database.read({ try LogReader.firstReceipts(ofLeaves: leaves, witnessed: true, in: $0) }) { return receipts }
            try await Task.sleep(for: .milliseconds(40))
        } while ContinuousClock.now < deadline
        return nil
    }

    func evidence(for certificate: IssuedCertificate, receipt: Receipt) throws -> CertificateEvidence {
        try CertificateEvidence(
            certificate, facts: certificateFacts(certificate), receipt: receipt, origin: sequencer.origin,
            witnesses: certificates.witnesses.keys)
    }
}
