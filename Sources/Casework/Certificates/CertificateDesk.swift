package import Documents
package import Ledger
import NIOPosix
import Register
package import Seals
import Storage

/// Prints and seals certificates: the file follows from what the register stored, so it can be made again and be the same.
package struct CertificateDesk: Sendable {
    let press: DocumentPress
    let sealer: PDFSealer
    let profile: RegistryProfile
    /// The public check page of a certificate, by its token.
    private let checkURL: @Sendable (_ token: String) -> String
    /// The same of an extract.
    let extractURL: @Sendable (_ token: String) -> String
    /// A project's public page, by its id.
    let projectURL: @Sendable (_ id: String) -> String
    /// Whose cosignatures the proof in a certificate should have.
    package let witnesses: WitnessPolicy

    package init(
        press: DocumentPress, sealer: PDFSealer, profile: RegistryProfile, checkURL: @escaping @Sendable (_ token: String) -> String,
        extractURL: @escaping @Sendable (_ token: String) -> String, projectURL: @escaping @Sendable (_ id: String) -> String, witnesses: WitnessPolicy = .none
    ) {
        self.press = press
        self.sealer = sealer
        self.profile = profile
        self.checkURL = checkURL
        self.extractURL = extractURL
        self.projectURL = projectURL
        self.witnesses = witnesses
    }

    /// The address of a certificate's public check page: what its QR code holds.
    package func link(_ certificate: IssuedCertificate) -> String { checkURL(certificate.token) }

    /// Prints, seals and keeps the file of an issued certificate.
    /// - Returns: the file, and the digest to attach to the certificate.
    func produce(_ certificate: IssuedCertificate, receipt: Receipt, office: CaseOffice) async throws -> (pdf: [UInt8], digest: String) {
        let pdf = try await render(certificate, receipt: receipt, office: office)
        return (pdf, try await office.blobs.store(pdf).digest.hex)
    }

    /// The sealed file. The proof lies under the seal: the certificate is printed when its entry stands in a signed checkpoint.
    package func render(_ certificate: IssuedCertificate, receipt: Receipt, office: CaseOffice) async throws -> [UInt8] {
        let facts = try office.certificateFacts(certificate)
        let evidence = try office.evidence(for: certificate, receipt: receipt)
        let region = office.region
        let unit = certificate.unit
        // Only a certificate of ownership has drawings.
        let plans = certificate.kind == .certificate ? try await office.database.read { try UnitPlans(of: unit, certified: facts, region: region, in: $0) } : nil
        let remarks = facts.remarks + "\n登记日志序号：\(receipt.index)（扫描二维码可核验登记簿状态及存证）"
        let issue = try issue(certificate, evidence)
        let press = press
        let sealer = sealer
        let profile = profile
        // Drawing blocks; it must not hold up the tasks that serve pages.
        return try await NIOThreadPool.singleton.runIfActive {
            let printed: PrintedDocument
            switch certificate.kind {
            case .certificate:
                printed = try press.ownershipCertificate(
                    OwnershipCertificate(
                        number: certificate.number, holders: facts.holders, coOwnership: facts.coOwnership, location: facts.location,
                        unitNumber: unit.grouped, rightKind: facts.rightKind, rightNature: facts.rightNature, use: facts.use, area: facts.area,
                        term: facts.term, otherState: facts.other, remarks: remarks, issue: issue,
                        parcelPlan: plans?.parcelPlan, unitPlan: plans?.unitPlan))
            case .proof:
                printed = try press.registrationNotice(
                    RegistrationNotice(
                        number: certificate.number, matter: facts.matter ?? "", holder: facts.holders, obligor: facts.obligor ?? "",
                        location: facts.location, unitNumber: unit.grouped, other: facts.other, remarks: remarks, issue: issue))
            }
            return try sealer.sealed(
                printed.bytes,
                PDFSeal(
                    name: profile.authority, reason: "颁发\(facts.title)", location: profile.place,
                    sealedAt: certificate.issuedAt.microseconds / 1_000_000, place: printed.sealPlace))
        }
    }

    private func issue(_ certificate: IssuedCertificate, _ evidence: CertificateEvidence) throws -> CertificateIssue {
        let kind = certificate.kind == .certificate ? LicenceIdentifier.Kind.ownershipCertificate : LicenceIdentifier.Kind.registrationNotice
        let serial = (try? CertificateNumber(certificate.number).serial) ?? 0
        return CertificateIssue(
            authority: profile.authority, sealName: profile.authority, registeredOn: certificate.issuedAt.date.chinese,
            issuedAt: certificate.issuedAt.microseconds / 1_000_000, checkURL: checkURL(certificate.token),
            proofDigits: evidence.digits, attachments: try evidence.attachments,
            licence: try? LicenceIdentifier(kind: kind, agency: profile.authorityCode, serial: serial))
    }
}
