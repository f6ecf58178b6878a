/// What a certificate of registration (不动产登记证明) says: for a mortgage, an easement, a right of residence, an advance
/// notice or an objection (不动产登记暂行条例实施细则 art. 20). All texts are already formatted.
package struct RegistrationNotice: Sendable {
    /// 赣(2026)南昌市不动产证明第0000001号
    package var number: String
    /// 证明权利或事项, such as 抵押权 or 预告登记(商品房预售).
    package var matter: String
    /// 权利人(申请人)
    package var holder: String
    /// 义务人
    package var obligor: String
    /// 坐落
    package var location: String
    /// 不动产单元号
    package var unitNumber: String
    /// 其他; may have several lines.
    package var other: String
    /// 附记; may have several lines.
    package var remarks: String
    package var issue: CertificateIssue

    package init(
        number: String, matter: String, holder: String, obligor: String, location: String, unitNumber: String, other: String,
        remarks: String, issue: CertificateIssue
    ) {
        self.number = number
        self.matter = matter
        self.holder = holder
        self.obligor = obligor
        self.location = location
        self.unitNumber = unitNumber
        self.other = other
        self.remarks = remarks
        self.issue = issue
    }

    static let statement =
        "根据《中华人民共和国民法典》等法律法规，为保护申请人合法权益，对申请人申请登记的本证明所列不动产权利或登记事项，经审查核实，准予登记，颁发此证明。"
}

extension DocumentPress {
    package func registrationNotice(_ notice: RegistrationNotice) throws -> PrintedDocument {
        let sheet = CertificateSheet(
            design: .notice, title: "不动产登记证明", statement: RegistrationNotice.statement, number: notice.number,
            rows: [
                .init("证明权利或事项", notice.matter, height: 44, bold: true, isRequired: true),
                .init("权利人（申请人）", notice.holder, height: 48, isRequired: true),
                .init("义务人", notice.obligor, height: 48),
                .init("坐落", notice.location, height: 48, isRequired: true),
                .init("不动产单元号", notice.unitNumber, height: 34, isRequired: true),
                .init("其他", notice.other, height: 136, isLong: true),
                .init("附记", notice.remarks, height: 104, isLong: true),
            ],
            issue: notice.issue, plans: [])
        return try withWorkshop { try sheet.print($0) }
    }
}
