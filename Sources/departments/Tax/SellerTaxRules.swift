import Contracts
import Register

/// What somebody who sells owes of the sale. The played bureau assesses by it; the registry never does.
enum SellerTaxRules {
    /// What the seller declares of the home or other building.
    struct Declared: Hashable, Sendable {
        var isHome: Bool
        /// The earlier of the deed tax's receipt and the certificate.
        var boughtOn: LegalDate
        /// What can be deducted by vouchers: the price then, the taxes, the costs; nil without complete vouchers.
        var cost: Money?
        /// 家庭唯一生活用房.
        var isOnlyHome: Bool
    }

    /// - Parameter price: the seller's part of it.
    static func assess(_ taxpayer: String, price: Money, on date: LegalDate, _ declared: Declared) -> [SellerTax] {
        let isPerson = PartyIdentifierKind.of(wire: taxpayer)?.ownerKind != .enterprise
        let rate = valueAddedRate(isPerson: isPerson, on: date, declared)
        let net = rate == 0 ? price : Money(fen: half(price.fen * 100, by: 100 + rate))
        var taxes = [tax(.valueAddedTax, taxpayer, price - net), tax(.landAppreciationTax, taxpayer, landAppreciation(isPerson: isPerson, net, on: date, declared))]
        if isPerson { taxes.append(tax(.incomeTax, taxpayer, income(net, on: date, declared))) }
        return taxes
    }

    /// A natural person's home of two years is exempt; before that 5 % until the end of 2025, 3 % since (财政部 税务总局公告2025年第17号). Everything else by
    /// the rate of small taxpayers: 5 % until then, 3 % since (增值税法 11).
    private static func valueAddedRate(isPerson: Bool, on date: LegalDate, _ declared: Declared) -> Int64 {
        if isPerson, declared.isHome, date >= declared.boughtOn.adding(years: 2) { return 0 }
        return date.year >= 2026 ? 3 : 5
    }

    /// A family's only home of five years is exempt (财税字〔1994〕20号); 20 % of the gain (个人所得税法 3, 6), without complete vouchers 1 % of the
    /// price (国税发〔2006〕108号 三).
    private static func income(_ net: Money, on date: LegalDate, _ declared: Declared) -> Money {
        if declared.isHome, declared.isOnlyHome, date >= declared.boughtOn.adding(years: 5) { return .zero }
        guard let cost = declared.cost else { return Money(fen: half(net.fen, by: 100)) }
        return Money(fen: half(max(0, net.fen - cost.fen) * 20, by: 100))
    }

    /// A natural person's home is exempt (财税〔2008〕137号 三); else four steps by the gain over what is deducted (土地增值税暂行条例 7, with the quick
    /// deductions of its rules 10), and without vouchers 5 % of the price (国税发〔2010〕53号 四).
    private static func landAppreciation(isPerson: Bool, _ net: Money, on date: LegalDate, _ declared: Declared) -> Money {
        if isPerson, declared.isHome { return .zero }
        guard let cost = declared.cost, cost > .zero else { return Money(fen: half(net.fen * 5, by: 100)) }
        let gain = net.fen - cost.fen
        guard gain > 0 else { return .zero }
        let (rate, quick): (Int64, Int64) =
            gain * 2 <= cost.fen ? (30, 0) : gain <= cost.fen ? (40, 5) : gain <= cost.fen * 2 ? (50, 15) : (60, 35)
        return Money(fen: half(gain * rate - cost.fen * quick, by: 100))
    }

    private static func tax(_ kind: SellerTax.Kind, _ taxpayer: String, _ amount: Money) -> SellerTax {
        SellerTax(kind: kind, taxpayer: taxpayer, amount: amount, status: amount == .zero ? .exempt : .unpaid, number: nil)
    }

    /// Halves up.
    private static func half(_ dividend: Int64, by divisor: Int64) -> Int64 { (dividend * 2 + divisor) / (divisor * 2) }
}
