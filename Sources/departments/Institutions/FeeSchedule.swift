import Contracts
import Register

/// A custodian's price list: so much of each part of the price, at least and at most so much.
struct FeeSchedule: Sendable {
    struct Band: Sendable {
        /// Up to which price; nil for what is above all others.
        let upTo: Money?
        /// Ten-thousandths of the part of the price that lies in it.
        let perTenThousand: Int64
    }

    let name: String
    let basis: String
    let bands: [Band]
    let least: Money
    let most: Money?
    /// For how many days a stated fee holds.
    let daysValid: Int

    /// 提存公证: three thousandths of what is deposited, at least 100 yuan, by the national list of 国家计委、司法部 计价费〔1998〕814号, from which the provinces'
    /// own lists come since the price was left to them (公证法 46). One band: the list has none for deposits, as it has for sales that a notary certifies.
    static let notary = FeeSchedule(
        name: "公证服务收费标准·提存公证（计价费〔1998〕814号）", basis: "《公证法》第三十四条、第四十六条", bands: [Band(upTo: nil, perTenThousand: 30)], least: Money(yuan: 100), most: nil,
        daysValid: 30)

    /// 二手房交易资金监管: a bank sets this price itself and publishes it (市场调节价, 商业银行服务价格管理办法, 银监会、发展改革委令2014年第1号), so the numbers are this
    /// played bank's own, in the shape in which banks publish them.
    static let bank = FeeSchedule(
        name: "二手房交易资金监管服务价目表（市场调节价）", basis: "《商业银行服务价格管理办法》",
        bands: [
            Band(upTo: Money(yuan: 1_000_000), perTenThousand: 10), Band(upTo: Money(yuan: 5_000_000), perTenThousand: 5), Band(upTo: nil, perTenThousand: 2),
        ], least: Money(yuan: 200), most: Money(yuan: 5_000), daysValid: 30)

    /// Whoever lends as well is a bank; who only holds is a notary.
    static func of(_ institution: CityInstitution) -> FeeSchedule { institution.kinds.contains(.lender) ? bank : notary }

    /// To the fen, half a fen counting as a whole one.
    func fee(on price: Money) -> Money {
        var parts: Int64 = 0
        var below = Money.zero
        for band in bands {
            let top = min(band.upTo ?? price, price)
            guard top > below else { break }
            parts += (top - below).fen * band.perTenThousand
            below = top
        }
        let fee = max(least, Money(fen: (parts + 5_000) / 10_000))
        return most.map { min($0, fee) } ?? fee
    }
}
