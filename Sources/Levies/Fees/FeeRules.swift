import Register

/// The price list of one period.
struct PriceList {
    let from: LegalDate
    let until: LegalDate?
    let dwelling: Money
    let other: Money
    /// 车库、车位、储藏室 with a certificate of its own.
    let ancillary: Money
    /// 证书工本费 for each certificate after the first.
    let certificate: Money
    let law: String

    static let all = [
        PriceList(
            from: FeeDates.priceList, until: FeeDates.relief2019.adding(days: -1), dwelling: Money(yuan: 80), other: Money(yuan: 550),
            ancillary: Money(yuan: 550), certificate: Money(yuan: 10), law: "发改价格规〔2016〕2559号第一条"),
        PriceList(
            from: FeeDates.relief2019, until: nil, dwelling: Money(yuan: 80), other: Money(yuan: 550), ancillary: Money(yuan: 80),
            certificate: Money(yuan: 10), law: "发改价格规〔2016〕2559号第一条、财税〔2019〕45号第一条第（二）项"),
    ]

    static func inForce(on date: LegalDate) -> PriceList? {
        all.first { $0.from <= date && ($0.until.map { date <= $0 } ?? true) }
    }

    func price(_ premises: Chargeable.Premises) -> Money {
        switch premises {
        case .dwelling, .subsidisedDwelling: dwelling
        case .ancillary, .ancillaryWithoutCertificate: ancillary
        case .homestead, .contractedLand, .farmland, .landOwnership, .other: other
        }
    }
}

/// Days on which the rules changed.
enum FeeDates {
    /// 2016-12-06: 发改价格规〔2016〕2559号.
    static let priceList = LegalDate(dayNumber: 17_141)
    /// 2019-07-01: 财税〔2019〕45号.
    static let relief2019 = LegalDate(dayNumber: 18_078)
}

/// A departure from the full price. The first rule that applies decides; without one the full price is owed.
struct FeeRule {
    enum Tariff {
        /// Nothing at all, certificates included.
        case never
        /// 免收登记费, with the first certificate.
        case free
        /// 减半, with the first certificate.
        case half
        /// 只收证书工本费.
        case certificatesOnly
    }

    let reason: String
    let law: String
    var from: LegalDate? = nil
    var until: LegalDate? = nil
    let tariff: Tariff
    let applies: @Sendable (Chargeable) -> Bool

    static func deciding(_ charge: Chargeable, on date: LegalDate) -> FeeRule? {
        all.first { rule in
            (rule.from.map { $0 <= date } ?? true) && (rule.until.map { date <= $0 } ?? true) && rule.applies(charge)
        }
    }

    private static let beforeRelief = FeeDates.relief2019.adding(days: -1)
    private static let mainRight: Set<Chargeable.Matter> = [.first, .transfer, .spouseTransfer, .change, .holderDetails, .splitOrMerge]

    /// The reliefs, most general first.
    static let all: [FeeRule] = [
        FeeRule(
            reason: "查封登记、注销登记、预告登记和因登记机构错误导致的更正登记不收费", law: "发改价格规〔2016〕2559号第二条第（四）项", tariff: .never,
            applies: { [.seizure, .cancellation, .advanceNotice, .registryError, .restriction].contains($0.matter) }),
        FeeRule(
            reason: "收费标准未列明的登记事项不收费", law: "发改价格规〔2016〕2559号第一条", tariff: .never,
            applies: { $0.matter == .residence || $0.premises == .landOwnership }),
        FeeRule(
            reason: "小微企业（含个体工商户）申请登记免收", law: "发改价格规〔2016〕2559号第二条第（二）项", tariff: .free, applies: { $0.smallEnterprise }),
        FeeRule(
            reason: "因行政区划调整导致坐落变更免收", law: "发改价格规〔2016〕2559号第二条第（二）项", tariff: .free, applies: { $0.matter == .renumbering }),
        FeeRule(
            reason: "与房屋配套的车库、车位、储藏室不单独发证的免收", law: "发改价格规〔2016〕2559号第二条第（二）项", tariff: .free,
            applies: { $0.premises == .ancillaryWithoutCertificate }),
        FeeRule(
            reason: "保障性住房登记收费标准为零", law: "发改价格规〔2016〕2559号第一条第（一）项", tariff: .free,
            applies: { $0.premises == .subsidisedDwelling && mainRight.contains($0.matter) }),
        FeeRule(
            reason: "变更登记、更正登记免收", law: "财税〔2019〕45号第一条第（一）项", from: FeeDates.relief2019, tariff: .free,
            applies: { [.change, .holderDetails, .splitOrMerge, .correction, .mortgageChange].contains($0.matter) }),
        FeeRule(
            reason: "林地、耕地、草地、水域、滩涂等权利及相关抵押权、地役权登记免收", law: "财税〔2019〕45号第一条第（一）项", from: FeeDates.relief2019, tariff: .free,
            applies: { [.contractedLand, .farmland].contains($0.premises) && $0.matter != .reissue && $0.matter != .objection }),
        FeeRule(
            reason: "农村集体经济组织成员的土地承包经营权登记免收", law: "发改价格规〔2016〕2559号第二条第（二）项", until: beforeRelief, tariff: .free,
            applies: { $0.premises == .contractedLand && mainRight.contains($0.matter) }),
        FeeRule(
            reason: "宅基地使用权及地上房屋所有权登记只收证书工本费", law: "发改价格规〔2016〕2559号第二条第（三）项", tariff: .certificatesOnly,
            applies: { $0.premises == .homestead && mainRight.contains($0.matter) }),
        FeeRule(
            reason: "夫妻间不动产权利人变更只收证书工本费", law: "发改价格规〔2016〕2559号第二条第（三）项", tariff: .certificatesOnly,
            applies: { $0.matter == .spouseTransfer }),
        FeeRule(
            reason: "补发、换发证书只收证书工本费", law: "发改价格规〔2016〕2559号第二条第（三）项", tariff: .certificatesOnly,
            applies: { $0.matter == .reissue }),
        FeeRule(
            reason: "更正登记、权利人身份信息变更、同一权利人分割合并减半收取", law: "发改价格规〔2016〕2559号第二条第（一）项", until: beforeRelief, tariff: .half,
            applies: { [.correction, .holderDetails, .splitOrMerge].contains($0.matter) }),
        FeeRule(
            reason: "异议登记减半收取", law: "发改价格规〔2016〕2559号第二条第（一）项", tariff: .half, applies: { $0.matter == .objection }),
    ]
}
