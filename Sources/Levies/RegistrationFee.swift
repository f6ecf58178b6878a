package import Register

/// 不动产登记费: per item, never by area or price (民法典 223; 发改价格规〔2016〕2559号; 财税〔2016〕79号; 财税〔2019〕45号).
///
/// 变更登记, 更正登记, cancellations, notices, objections' lifting and seizures cost nothing; the dates of change stand beside each rule.
package enum RegistrationFee {
    /// What the fee depends on.
    package struct Item: Hashable, Sendable {
        package var registration: RegistrationKind
        /// Code of GHYT; nil for bare land.
        package var use: String?
        /// Garage, parking space or storage room with a certificate of its own.
        package var ancillary: Bool
        /// 小微企业 or 个体工商户.
        package var smallEnterprise: Bool
        /// 夫妻间不动产权利人变更: the price of the paper only.
        package var betweenSpouses: Bool
        /// 宅基地, and the house on it: the price of the paper only.
        package var homestead: Bool
        /// A new certificate for an unchanged right (换发、补发): the price of the paper only.
        package var reissue: Bool
        /// Number of certificates; the first is in the fee.
        package var certificates: Int
        package var mortgage: Bool

        package init(
            registration: RegistrationKind, use: String?, ancillary: Bool = false, smallEnterprise: Bool = false, betweenSpouses: Bool = false,
            homestead: Bool = false, reissue: Bool = false, certificates: Int = 1, mortgage: Bool = false
        ) {
            self.registration = registration
            self.use = use
            self.ancillary = ancillary
            self.smallEnterprise = smallEnterprise
            self.betweenSpouses = betweenSpouses
            self.homestead = homestead
            self.reissue = reissue
            self.certificates = certificates
            self.mortgage = mortgage
        }
    }

    package struct Line: Hashable, Sendable {
        package let name: String
        package let amount: Money
        package let basis: String
    }

    /// 财税〔2019〕45号 took effect: ancillary units fall from 550 to 80 yuan, 变更 and 更正 become free.
    private static let relief = LegalDate(year: 2019, month: 7, day: 1) ?? LegalDate(dayNumber: 18_078)

    /// - Parameter date: day of acceptance.
    package static func lines(_ item: Item, on date: LegalDate) -> [Line] {
        let paper = Money(yuan: 10)
        if item.reissue || item.betweenSpouses || item.homestead {
            return [Line(name: "证书工本费", amount: paper * Int64(max(1, item.certificates)), basis: "发改价格规〔2016〕2559号第五条")]
        }
        switch item.registration {
        case .cancellation, .seizure, .advanceNotice, .other: return []
        case .change where date >= relief, .correction where date >= relief: return []
        default: break
        }
        if item.smallEnterprise { return [Line(name: "不动产登记费(小微企业免收)", amount: .zero, basis: "财税〔2016〕79号第二条")] }
        let dwelling = item.use.map(CodeLists.isDwelling) ?? false
        var base =
            if dwelling { Money(yuan: 80) } else if item.ancillary { Money(yuan: date >= relief ? 80 : 550) } else { Money(yuan: 550) }
        // 异议登记: half (财税〔2016〕79号 3).
        if item.registration == .objection { base = Money(fen: base.fen / 2) }
        var lines = [
            Line(
                name: dwelling || (item.ancillary && date >= relief) ? "不动产登记费(住宅类)" : "不动产登记费(非住宅类)", amount: base,
                basis: "发改价格规〔2016〕2559号第一条、第二条")
        ]
        if item.certificates > 1, !item.mortgage {
            lines.append(Line(name: "证书工本费(第二本起)", amount: paper * Int64(item.certificates - 1), basis: "发改价格规〔2016〕2559号第五条"))
        }
        return lines
    }
}
