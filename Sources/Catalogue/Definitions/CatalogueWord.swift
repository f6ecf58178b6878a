/// A fixed word of the service language: how files write it, what officials and citizens read, and what it means.
package protocol CatalogueWord: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// For people.
    var chinese: String { get }
    /// For the reference page and the schema.
    var meaning: String { get }
}

/// Where a service stands in the list that citizens browse.
package enum ServiceCategory: String, CatalogueWord {
    case newHome = "new-home"
    case existingHome = "existing-home"
    case mortgage
    case query
    case certificate
    case inheritance
    case court
    case land
    case change
    case notice

    package var chinese: String {
        switch self {
        case .newHome: "新建商品房"
        case .existingHome: "二手房"
        case .mortgage: "抵押"
        case .query: "查询"
        case .certificate: "证书"
        case .inheritance: "继承与赠与"
        case .court: "司法协助"
        case .land: "土地与林权"
        case .change: "变更与更正"
        case .notice: "预告与异议"
        }
    }
    package var meaning: String {
        switch self {
        case .newHome: "homes bought from a developer"
        case .existingHome: "homes bought from an owner"
        case .mortgage: "mortgages"
        case .query: "looking things up"
        case .certificate: "certificates and proofs"
        case .inheritance: "inheritance and gifts"
        case .court: "what courts order"
        case .land: "land and forest rights"
        case .change: "changes and corrections"
        case .notice: "advance notices and objections"
        }
    }
}

/// Whom a service is for.
package enum Audience: String, CatalogueWord {
    case citizen, enterprise, developer, bank, official

    package var chinese: String {
        switch self {
        case .citizen: "个人"
        case .enterprise: "企业"
        case .developer: "房地产开发企业"
        case .bank: "银行等贷款机构"
        case .official: "登记机构"
        }
    }
    package var meaning: String {
        switch self {
        case .citizen: "natural persons"
        case .enterprise: "organisations"
        case .developer: "developers of homes"
        case .bank: "banks and other lenders"
        case .official: "the registry's own staff"
        }
    }
}

/// Where it can be applied for.
package enum Channel: String, CatalogueWord {
    case web, counter, kiosk, developer, bank, api

    package var chinese: String {
        switch self {
        case .web: "网上办事大厅"
        case .counter: "登记大厅窗口"
        case .kiosk: "自助服务终端"
        case .developer: "开发企业交房现场"
        case .bank: "银行网点"
        case .api: "系统直连"
        }
    }
    package var meaning: String {
        switch self {
        case .web: "the citizen's pages, on a phone or a computer"
        case .counter: "a counter of the registry"
        case .kiosk: "a self-service terminal"
        case .developer: "the developer's handover site"
        case .bank: "a branch of a bank"
        case .api: "another institution's system"
        }
    }
}

/// Kind of party that may stand in a role.
package enum ApplicantKind: String, CatalogueWord {
    case person
    case enterprise
    case institution
    case stateOrgan = "state-organ"
    case other

    package var chinese: String {
        switch self {
        case .person: "个人"
        case .enterprise: "企业"
        case .institution: "事业单位"
        case .stateOrgan: "国家机关"
        case .other: "其他组织"
        }
    }
    package var meaning: String {
        switch self {
        case .person: "natural person"
        case .enterprise: "enterprise"
        case .institution: "public institution"
        case .stateOrgan: "state organ"
        case .other: "any other organisation"
        }
    }
}

/// How an applicant may be identified. None of them needs a face (个人信息保护法 16, 29).
package enum IdentificationWay: String, CatalogueWord {
    case unifiedIdentity = "unified-identity"
    case counter
    case kiosk
    case electronicLicence = "electronic-licence"
    case api

    package var chinese: String {
        switch self {
        case .unifiedIdentity: "统一身份认证登录"
        case .counter: "持身份证件到窗口核验"
        case .kiosk: "在自助终端刷身份证"
        case .electronicLicence: "电子营业执照登录"
        case .api: "机构数字证书"
        }
    }
    package var meaning: String {
        switch self {
        case .unifiedIdentity: "sign-in through the government's unified identity service"
        case .counter: "an identity document shown to an official"
        case .kiosk: "an identity card read by a self-service terminal"
        case .electronicLicence: "an enterprise's electronic business licence"
        case .api: "an institution's signed client assertion"
        }
    }
}
