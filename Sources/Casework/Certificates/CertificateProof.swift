import Documents
package import Ledger
import Register
package import Seals

/// Why a certificate's file doesn't prove what it says.
package enum CertificateFault: Error, Hashable, Sendable, CustomStringConvertible {
    case notSealed
    /// Something was added behind the seal.
    case alteredAfterSeal
    case proofMissing
    case disclosureMissing
    /// The witnesses that the policy wants have not cosigned.
    case notWitnessed
    /// The disclosed fields are not those of the log's entry.
    case disclosureMismatch
    /// A disclosed field doesn't stand on the pages.
    case notPrinted(field: String)
    /// The text is no address with a proof behind its `#`.
    case noProofInCode

    package var description: String {
        switch self {
        case .notSealed: "it bears no seal"
        case .alteredAfterSeal: "something was added after the seal"
        case .proofMissing: "it carries no \(CertificateEvidence.proofName)"
        case .disclosureMissing: "it carries no \(CertificateEvidence.disclosureName)"
        case .notWitnessed: "the checkpoint has not the witnesses that the policy wants"
        case .disclosureMismatch: "the disclosed fields are not those that the log's entry commits to"
        case .notPrinted(let field): "the pages don't show what is disclosed as \(field)"
        case .noProofInCode: "there is no proof behind a # in this text"
        }
    }
}

/// A certificate whose file proved itself, offline.
package struct CertificateProof: Sendable {
    package let seal: VerifiedSeal
    package let checkpoint: SignedCheckpoint
    package let index: Int
    package let entry: IssuedEntry
    /// What is printed, as the log's entry commits to it.
    package let fields: [(name: String, value: String)]

    /// Verifies seal, proof, disclosure and printed text.
    /// - Throws: `SealError`, `LedgerError`, `DisclosureError`, `CertificateFault`, `DocumentError`: what is wrong first.
    package init(_ pdf: [UInt8], log: any LogAuthority, policy: WitnessPolicy, seals: PDFSealVerifier) throws {
        guard let last = try seals.verify(pdf).last else { throw CertificateFault.notSealed }
        guard last.coversWholeFile else { throw CertificateFault.alteredAfterSeal }
        seal = last
        let contents = try PDFContents(pdf)
        let attached = try contents.attachments()
        func file(_ name: String) throws -> [UInt8]? { try attached.first { $0.name == name }.map { try PrintedText.bytes($0.content) } }
        guard let proof = try file(CertificateEvidence.proofName) else { throw CertificateFault.proofMissing }
        let receipt = try Receipt(parsing: proof)
        checkpoint = try receipt.verify(with: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: checkpoint.note) else { throw CertificateFault.notWitnessed }
        index = receipt.index
        entry = try IssuedEntry(receipt.entry)
        guard let bytes = try file(CertificateEvidence.disclosureName) else { throw CertificateFault.disclosureMissing }
        let disclosure = try CanonicalJSON.decode(FieldDisclosure.self, from: bytes)
        guard try disclosure.commitment() == entry.commitment else { throw CertificateFault.disclosureMismatch }
        let text = try PrintedText.read(contents)
        var fields: [(name: String, value: String)] = [("number", entry.number), ("unit", entry.unit)]
        for case .open(let name, _, let value) in disclosure.fields { fields.append((name, value)) }
        for field in fields where !text.contains(PrintedText.condensed(field.value)) { throw CertificateFault.notPrinted(field: field.name) }
        self.fields = fields
    }
}

/// The proof in a certificate's QR code, verified with no server.
package struct CodeProof: Sendable {
    package let entry: IssuedEntry
    package let index: Int
    package let checkpoint: SignedCheckpoint

    /// - Parameter text: what the code says: an address with the proof behind its `#`, or the digits alone.
    /// - Throws: `CertificateFault`, `LedgerError`, `DisclosureError`.
    package init(_ text: String, log: any LogAuthority, policy: WitnessPolicy) throws {
        let digits = text.split(separator: "#", maxSplits: 1).last ?? ""
        guard !digits.isEmpty, let bytes = DecimalText.decode(digits) else { throw CertificateFault.noProofInCode }
        let compact = try CompactProof(parsing: bytes)
        entry = try IssuedEntry(short: compact.entry)
        let receipt = try compact.receipt(entry: entry.bytes, log: log, witnesses: policy.keys)
        checkpoint = try receipt.verify(with: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: checkpoint.note) else { throw CertificateFault.notWitnessed }
        index = receipt.index
    }
}
