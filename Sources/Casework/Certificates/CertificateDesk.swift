import Cadastre
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
        let surveys = try await office.database.read { connection -> (parcel: ParcelSurvey?, building: BuildingSurvey?, unit: UnitSurvey?) in
            (
                try SurveyRecords.parcel(unit.parcel, region: region, in: connection),
                try unit.buildingCode.flatMap { try SurveyRecords.building($0, region: region, in: connection) },
                try SurveyRecords.unit(unit, region: region, in: connection)
            )
        }
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
                        parcelPlan: surveys.parcel.map { Plan.parcel($0, building: surveys.building) },
                        unitPlan: surveys.unit.map { Plan.unit($0, building: surveys.building) }))
            case .proof:
                printed = try press.registrationNotice(
                    RegistrationNotice(
                        number: certificate.number, matter: facts.matter ?? "", holder: facts.holders, obligor: facts.obligor ?? "",
                        location: facts.location, unitNumber: unit.grouped, other: facts.other, remarks: remarks, issue: issue))
            }
            return try sealer.seal(
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

extension Plan {
    /// 宗地图: the parcel and the building on it.
    static func parcel(_ parcel: ParcelSurvey, building: BuildingSurvey?) -> Plan {
        var shapes = [Shape(.subject, ring(parcel.outline), label: String(parcel.code.suffix(7)))]
        if let building { shapes.append(Shape(.part, ring(building.outline), label: building.name)) }
        return Plan(title: "宗地图", shapes: shapes, facts: [("宗地代码", parcel.code), ("宗地面积", "\(parcel.area)平方米")])
    }

    /// 房产分户图: the unit in its storey.
    static func unit(_ unit: UnitSurvey, building: BuildingSurvey?) -> Plan {
        var shapes: [Shape] = []
        if let building { shapes.append(Shape(.surroundings, ring(building.outline))) }
        shapes.append(Shape(.subject, ring(unit.outline), label: unit.room))
        return Plan(
            title: "房产分户图", shapes: shapes,
            facts: [
                ("建筑面积", "\(unit.buildingArea)平方米"), ("专有建筑面积", "\(unit.innerArea)平方米"), ("分摊建筑面积", "\(unit.sharedArea)平方米"), ("测绘单位", unit.surveyor),
            ])
    }

    private static func ring(_ outline: Outline) -> [Point] { outline.points.map { Point(Double($0.east) / 100, Double($0.north) / 100) } }
}
