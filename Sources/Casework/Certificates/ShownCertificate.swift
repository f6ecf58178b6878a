package import Ledger
import Register
import Storage

/// Some of a certificate's fields with their proof, to be handed on: whoever gets it can verify these fields and learns no others.
package struct ShownCertificate: Codable, Sendable {
    package let disclosure: FieldDisclosure
    /// C2SP tlog-proof.
    package let proof: String

    /// The entry and the place in the log that commit to the shown fields.
    /// - Throws: `LedgerError`, `DisclosureError`, `CertificateFault`.
    package func verify(log: any LogAuthority, policy: WitnessPolicy) throws -> (entry: IssuedEntry, index: Int, checkpoint: SignedCheckpoint) {
        let receipt = try Receipt(parsing: Array(proof.utf8))
        let checkpoint = try receipt.verify(with: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: checkpoint.note) else { throw CertificateFault.notWitnessed }
        let entry = try IssuedEntry(receipt.entry)
        guard try disclosure.commitment() == entry.commitment else { throw DisclosureError.otherEntry }
        return (entry, receipt.index, checkpoint)
    }
}

extension CaseOffice {
    /// What a certificate's holder can show of it, field by field; nil for certificates whose entry commits to all or nothing.
    package func shownFields(_ certificate: IssuedCertificate) throws -> [(name: String, value: String)]? {
        guard certificate.disclosure != nil else { return nil }
        return try certificateFacts(certificate).printed.filter { !$0.value.isEmpty }
    }

    /// The file that shows these fields and no others.
    /// - Returns: nil while the log has not placed the certificate's entry, and where `shownFields` is nil.
    package func show(_ names: Set<String>, of certificate: IssuedCertificate) async throws -> [UInt8]? {
        guard let receipt = try await certificateReceipt(certificate, within: .seconds(2)),
            let whole = try evidence(for: certificate, receipt: receipt).disclosure
        else { return nil }
        return try CanonicalJSON.encode(ShownCertificate(disclosure: whole.showing(names), proof: String(decoding: receipt.encoded, as: UTF8.self)))
    }
}
