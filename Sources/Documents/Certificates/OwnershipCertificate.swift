/// What an ownership certificate (不动产权证书) says. All texts are already formatted.
///
/// The fields and their order are those of the national form (不动产登记暂行条例实施细则 art. 20).
package struct OwnershipCertificate: Sendable {
    /// 赣(2026)南昌市不动产权第0000001号
    package var number: String
    /// 权利人
    package var holders: String
    /// 共有情况
    package var coOwnership: String
    /// 坐落
    package var location: String
    /// 不动产单元号
    package var unitNumber: String
    /// 权利类型
    package var rightKind: String
    /// 权利性质
    package var rightNature: String
    /// 用途
    package var use: String
    /// 面积
    package var area: String
    /// 使用期限
    package var term: String
    /// 权利其他状况; may have several lines.
    package var otherState: String
    /// 附记; may have several lines.
    package var remarks: String
    /// Who registers and certifies, the seal and the time.
    package var issue: CertificateIssue
    /// 宗地图
    package var parcelPlan: Plan?
    /// 房产分户图
    package var unitPlan: Plan?

    package init(
        number: String, holders: String, coOwnership: String, location: String, unitNumber: String, rightKind: String,
        rightNature: String, use: String, area: String, term: String, otherState: String, remarks: String,
        issue: CertificateIssue, parcelPlan: Plan? = nil, unitPlan: Plan? = nil
    ) {
        self.number = number
        self.holders = holders
        self.coOwnership = coOwnership
        self.location = location
        self.unitNumber = unitNumber
        self.rightKind = rightKind
        self.rightNature = rightNature
        self.use = use
        self.area = area
        self.term = term
        self.otherState = otherState
        self.remarks = remarks
        self.issue = issue
        self.parcelPlan = parcelPlan
        self.unitPlan = unitPlan
    }

    /// 民法典 art. 216: the register decides; art. 217: the certificate is its evidence and must agree with it.
    static let statement =
        "根据《中华人民共和国民法典》等法律法规，为保护不动产权利人合法权益，对不动产权利人申请登记的本证所列不动产权利，经审查核实，准予登记，颁发此证。"
}

extension DocumentPress {
    /// Prints an ownership certificate: the sheet, the drawings on a second page, and what doesn't fit its field on further ones.
    package func ownershipCertificate(_ certificate: OwnershipCertificate) throws -> PrintedDocument {
        let sheet = CertificateSheet(
            design: .ownership, title: "不动产权证书", statement: OwnershipCertificate.statement, number: certificate.number,
            rows: [
                .init("权利人", certificate.holders, height: 38, bold: true, isRequired: true),
                .init("共有情况", certificate.coOwnership, height: 26),
                .init("坐落", certificate.location, height: 38, isRequired: true),
                .init("不动产单元号", certificate.unitNumber, height: 26, isRequired: true),
                .init("权利类型", certificate.rightKind, height: 26),
                .init("权利性质", certificate.rightNature, height: 26),
                .init("用途", certificate.use, height: 26),
                .init("面积", certificate.area, height: 36),
                .init("使用期限", certificate.term, height: 36),
                .init("权利其他状况", certificate.otherState, height: 96, isLong: true),
                .init("附记", certificate.remarks, height: 88, isLong: true),
            ],
            issue: certificate.issue, plans: [certificate.parcelPlan, certificate.unitPlan].compactMap { $0 })
        return try withWorkshop { try sheet.print($0) }
    }
}
