import Register

/// Who registers here, as certificates and messages name it.
package struct RegistryProfile: Sendable, Hashable {
    /// Six digits of the division whose registry this is.
    package var region: String
    /// 省级简称, e.g. 赣.
    package var province: String
    /// 登记机构所在市县全称, e.g. 南昌市.
    package var place: String
    /// 登记机构, e.g. 南昌市不动产登记中心.
    package var authority: String
    /// Its unified social credit code.
    package var authorityCode: String

    package init(region: String, province: String, place: String, authority: String, authorityCode: String) {
        self.region = region
        self.province = province
        self.place = place
        self.authority = authority
        self.authorityCode = authorityCode
    }
}

/// Certificate and proof numbers run by year, each kind in its own series (domain 2.2).
package struct CertificateNumbering: Sendable {
    private let profile: RegistryProfile
    package init(profile: RegistryProfile) { self.profile = profile }

    func series(_ kind: CertificateOrder.Kind, year: Int) -> String {
        switch kind {
        case .certificate: "certificate-\(year)"
        case .proof: "proof-\(year)"
        }
    }

    func number(_ kind: CertificateOrder.Kind, year: Int, serial: Int64) throws -> String {
        try CertificateNumber(
            kind: kind == .certificate ? .certificate : .proof, province: profile.province, year: year, place: profile.place,
            serial: Int(serial)
        ).text
    }
}
