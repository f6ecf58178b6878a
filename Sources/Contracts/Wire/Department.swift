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
    case court
    case provincialChain = "provincial-chain"

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
        }
    }
}
