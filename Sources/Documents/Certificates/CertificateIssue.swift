/// Who issues a certificate, when, and how it is checked.
package struct CertificateIssue: Sendable {
    /// 登记机构, such as 南昌市自然资源和规划局.
    package var authority: String
    /// What the round seal says along its arc, such as 南昌市不动产登记中心.
    package var sealName: String
    /// What the round seal says below the star.
    package var sealUse: String
    /// 登记日期, such as 2026年08月01日.
    package var registeredOn: String
    /// Seconds since 1970, the document's creation date.
    package var issuedAt: Int64
    /// The address of the public check page; the QR code holds it.
    package var checkURL: String
    /// The compact proof as digits: it follows the address in the QR code behind `#`, which browsers don't send to any server.
    package var proofDigits: String?
    /// Files that the certificate carries under its seal.
    package var attachments: [Attachment]
    /// 电子证照标识
    package var licence: LicenceIdentifier?

    package init(
        authority: String, sealName: String, sealUse: String = "不动产登记专用章", registeredOn: String, issuedAt: Int64,
        checkURL: String, proofDigits: String? = nil, attachments: [Attachment] = [], licence: LicenceIdentifier? = nil
    ) {
        self.authority = authority
        self.sealName = sealName
        self.sealUse = sealUse
        self.registeredOn = registeredOn
        self.issuedAt = issuedAt
        self.checkURL = checkURL
        self.proofDigits = proofDigits
        self.attachments = attachments
        self.licence = licence
    }
}
