/// Whom a seal belongs to.
package struct SealSubject: Sendable, Hashable {
    /// What validators show, such as 南昌市不动产登记中心 电子印章.
    package var commonName: String
    /// The body's name, such as 南昌市不动产登记中心.
    package var organization: String
    /// The body's unified social credit code (统一社会信用代码), where it is known.
    package var creditCode: String?
    /// The city, such as 南昌市.
    package var locality: String?
    /// The province, such as 江西省.
    package var province: String?

    package init(
        commonName: String, organization: String, creditCode: String? = nil, locality: String? = nil, province: String? = nil
    ) {
        self.commonName = commonName
        self.organization = organization
        self.creditCode = creditCode
        self.locality = locality
        self.province = province
    }

    /// Attribute types and values, outermost first.
    var attributes: [(String, String)] {
        var all = [("C", "CN")]
        if let province { all.append(("ST", province)) }
        if let locality { all.append(("L", locality)) }
        all.append(("O", organization))
        if let creditCode { all.append(("serialNumber", creditCode)) }
        all.append(("CN", commonName))
        return all
    }
}
