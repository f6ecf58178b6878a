import Contracts
import Register

/// What deed tax is due on a transfer without a sale. The played bureau assesses by it; the registry never does.
enum DeedTaxRules {
    enum Matter: String, CaseIterable, Sendable {
        case gift, exchange, spouses, divorce, inheritance, bequest, partition

        var chinese: String {
            switch self {
            case .gift: "赠与"
            case .exchange: "互换"
            case .spouses: "婚姻关系存续期间夫妻之间变更"
            case .divorce: "离婚分割夫妻共同财产"
            case .inheritance: "法定继承人继承"
            case .bequest: "非法定继承人受遗赠"
            case .partition: "共有人分割共有房屋"
            }
        }

        /// What the taxpayer states the value of.
        var asksFor: String {
            switch self {
            case .gift, .bequest: "房屋价值（元，由税务机关参照市场价格核定）"
            case .exchange: "互换价格的差额（元，由多付的一方缴税；等价的填0）"
            case .partition: "取得的超出自己原有份额部分的价值（元，没有超出的填0）"
            case .spouses, .divorce, .inheritance: "房屋价值（元）"
            }
        }
    }

    struct Assessed: Hashable, Sendable {
        let base: Money
        let tax: Money
        let status: Tax.Status
        let rule: String
    }

    /// Between 3 % and 5 %, as the province sets it (契税法 3). The lowest is played; what Jiangxi set is its bureau's to say.
    static let hundredths: Int64 = 300

    static func assess(_ matter: Matter, value: Money) -> Assessed {
        switch matter {
        case .spouses: return exempt("《契税法》第六条第一款第四项")
        case .inheritance: return exempt("《契税法》第六条第一款第五项")
        // 财政部 税务总局公告2021年第29号 一.
        case .divorce: return exempt("财政部 税务总局公告2021年第29号第一条")
        case .gift: return due(value, "《契税法》第二条、第四条第一款第三项")
        case .bequest: return due(value, "《契税法》第二条、第四条第一款第三项")
        case .exchange: return due(value, "《契税法》第四条第一款第二项")
        // A change of shares is a transfer of what comes to somebody beyond their own (财政部 税务总局公告2021年第23号 一).
        case .partition: return due(value, "《契税法》第二条，财政部 税务总局公告2021年第23号第一条")
        }
    }

    private static func exempt(_ rule: String) -> Assessed { Assessed(base: .zero, tax: .zero, status: .exempt, rule: rule) }

    /// To the fen, halves up.
    private static func due(_ base: Money, _ rule: String) -> Assessed {
        let tax = Money(fen: (base.fen * hundredths + 5_000) / 10_000)
        return Assessed(base: base, tax: tax, status: tax == .zero ? .exempt : .unpaid, rule: rule)
    }
}
