import Ledger
import Storage

extension CaseOffice {
    /// The sealed file of a certificate; made now if it wasn't made yet or got lost: it follows from what the register stored.
    package func certificateFile(_ certificate: IssuedCertificate) async throws -> [UInt8] {
        if let key = certificate.document, let digest = BlobDigest(hex: key), try await blobs.contains(digest) { return try await blobs.read(digest) }
        guard let receipt = try await sequencer.receipt(forEntry: certificate.entry, within: .seconds(3)) else {
            throw CaseError.notPossible(action: "下载证书", phase: "登记日志写入中", possible: [])
        }
        return try await certificates.render(certificate, logIndex: receipt.index, office: self)
    }
}
