import Documents
import Ledger
import Seals
import Storage

extension CaseOffice {
    /// The sealed file of a certificate; made now if it wasn't made yet or got lost: it follows from what the register stored.
    ///
    /// A file that was printed while witnesses stalled is printed again once they have cosigned.
    package func certificateFile(_ certificate: IssuedCertificate) async throws -> [UInt8] {
        if let key = certificate.document, let digest = BlobDigest(hex: key), try await blobs.contains(digest) {
            let stored = try await blobs.read(digest)
            guard certificates.witnesses.needsWitnesses, try !isCosigned(stored),
                let receipt = try await database.read({
                    try LogReader.firstReceipt(ofLeaf: "certificate:issued:\(certificate.number)", witnessed: true, in: $0)
                })
            else { return stored }
            let (pdf, document) = try await certificates.produce(certificate, receipt: receipt, office: self)
            let region = region
            try await database.write { try CertificateRecords.attach(document: document, to: certificate.number, region: region, in: $0) }
            return pdf
        }
        guard let receipt = try await certificateReceipt(certificate, within: .seconds(3)) else {
            throw CaseError.notPossible(action: "下载证书", phase: "登记日志写入中", possible: [])
        }
        return try await certificates.render(certificate, receipt: receipt, office: self)
    }

    /// Whether the checkpoint in the file bears a witness's signature beside those of the log, which may have several keys.
    private func isCosigned(_ pdf: [UInt8]) throws -> Bool {
        guard let attached = try PDFContents(pdf).attachments().first(where: { $0.name == CertificateEvidence.proofName }) else { return false }
        let signatures = try Receipt(parsing: PrintedText.bytes(attached.content)).proof.checkpoint.signatures
        return certificates.witnesses.keys.contains { key in signatures.contains { $0.name == key.name && $0.keyID == key.keyID } }
    }
}
