/// The other departments that a registration is made with.
package enum Department: String, Hashable, Sendable, Codable, CaseIterable {
    case unifiedIdentity = "unified-identity"
    case publicSecurity = "public-security"
    case civilAffairs = "civil-affairs"
    case housing
    case planning
    case tax
    case payment
    case credit
    case financialRegulator = "financial-regulator"
    case water
    case power
    case gas
    case television
    case sms
    case post
    case upperRegistry = "upper-registry"
    /// 人民法院: each court, of whichever province, speaks for itself by its own key.
    case court
    case provincialChain = "provincial-chain"
    /// 商业银行、住房公积金管理中心: whoever lends on mortgages; each is an institution of its own.
    case lender
    /// 公证机构、资金监管银行: whoever holds the parties' money until the register has changed; each is an institution of its own.
    case custodian

    /// Whether there are many of the kind, each under its own credit code.
    package var isOfInstitutions: Bool { self == .lender || self == .custodian || self == .court }

    /// What its contracts' names begin with: they are called after the matter, which is the department's own name but for these.
    package var matter: String {
        switch self {
        case .lender: "lending"
        case .custodian: "custody"
        default: rawValue
        }
    }

    private static let ofMatter = Dictionary(uniqueKeysWithValues: allCases.map { ($0.matter, $0) })

    /// Whose a contract is, by its name: `housing.filed-contract`, `lending.disburse`.
    package init?(contract: String) {
        guard let matter = contract.split(separator: ".", omittingEmptySubsequences: false).first, let department = Self.ofMatter[String(matter)] else {
            return nil
        }
        self = department
    }

    package var chinese: String {
        switch self {
        case .unifiedIdentity: "统一身份认证平台"
        case .publicSecurity: "公安局"
        case .civilAffairs: "民政局"
        case .housing: "住房和城乡建设局"
        case .planning: "自然资源和规划局"
        case .tax: "税务局"
        case .payment: "非税收入缴款平台"
        case .credit: "信用信息平台"
        case .financialRegulator: "金融监督管理局"
        case .water: "供水公司"
        case .power: "供电公司"
        case .gas: "燃气公司"
        case .television: "广电网络公司"
        case .sms: "短信平台"
        case .post: "邮政速递"
        case .upperRegistry: "省级不动产登记信息管理平台"
        case .court: "人民法院"
        case .provincialChain: "省政务区块链平台"
        case .lender: "贷款机构"
        case .custodian: "资金监管机构"
        }
    }
}
