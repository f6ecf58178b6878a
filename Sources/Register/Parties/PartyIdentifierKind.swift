/// 证件种类 (ZJZL). Raw values are ours and stable; the national codes are mapped.
package enum PartyIdentifierKind: String, Hashable, Sendable, Codable, CaseIterable {
    case identityCard = "identity-card"
    case hongKongMacaoTaiwan = "hmt-permit"
    case passport
    case householdRegister = "household-register"
    case officerCard = "officer-card"
    case organisationCode = "organisation-code"
    case businessLicence = "business-licence"
    case creditCode = "credit-code"
    case other

    package var nationalCode: String {
        switch self {
        case .identityCard: "1"
        case .hongKongMacaoTaiwan: "2"
        case .passport: "3"
        case .householdRegister: "4"
        case .officerCard: "5"
        case .organisationCode: "6"
        case .businessLicence: "7"
        case .creditCode: "8"
        case .other: "99"
        }
    }

    /// Of what is written as `kind:number`, the kind; nil for an unknown one.
    package static func of(wire: String) -> PartyIdentifierKind? { PartyIdentifierKind(rawValue: String(wire.prefix { $0 != ":" })) }

    /// Whether such a number belongs to a person or to an organisation.
    package var ownerKind: PartyKind {
        switch self {
        case .creditCode, .organisationCode, .businessLicence: .enterprise
        case .identityCard, .hongKongMacaoTaiwan, .passport, .householdRegister, .officerCard, .other: .person
        }
    }

    package var chinese: String {
        switch self {
        case .identityCard: "居民身份证"
        case .hongKongMacaoTaiwan: "港澳台身份证件"
        case .passport: "护照"
        case .householdRegister: "户口簿"
        case .officerCard: "军官证(士兵证)"
        case .organisationCode: "组织机构代码"
        case .businessLicence: "营业执照"
        case .creditCode: "统一社会信用代码"
        case .other: "其他证件"
        }
    }
}
