import Contracts
import Register

/// What is asked before a court sells, and what tax makes of a sale.
extension Answerer {
    /// Whether the played city has such a unit at all: of others there is no record, which is not the same as nothing owed.
    private func isKnown(_ unit: UnitCode) -> Bool {
        town.read { $0.dues[unit] != nil || $0.contracts[unit] != nil || $0.funds[unit] != nil || $0.receipts[unit] != nil }
    }

    func dues(_ contract: String, _ unit: UnitCode, _ lying: Bool) -> Reply {
        guard isKnown(unit) else { return .notFound }
        let owed = town.read { $0.dues[unit]?.owed[contract] } ?? .zero
        return .found(
            Dues(unit: unit, amount: lying ? .zero : owed, until: Town.now.date, account: "\(contract.prefix(1).uppercased())\(unit.text.suffix(8))"))
    }

    func estimate(_ unit: UnitCode, _ lying: Bool) -> Reply {
        let arrears = town.read { $0.dues[unit]?.taxArrears } ?? .zero
        return .found(
            Tax.AuctionEstimate.Answer(
                unit: unit, arrears: lying ? .zero : arrears,
                lines: [
                    .init(tax: "契税", payer: "buyer", rate: "个人购买家庭首套、二套住房1%至2%，其他情形按法定税率（财政部 税务总局 住房城乡建设部公告2024年第16号）"),
                    .init(tax: "增值税及附加", payer: "seller", rate: "个人购买不足两年的住房按成交价计征，满两年的免征"),
                    .init(tax: "个人所得税", payer: "seller", rate: "转让收入减除原值和合理费用后的20%，自用五年以上且家庭唯一生活用房免征"),
                ]))
    }

    func occupancy(_ unit: UnitCode, _ lying: Bool) -> Reply {
        guard let dues = town.read({ $0.dues[unit] }), let state = dues.occupancy else { return .notFound }
        return .found(Housing.Occupancy.Answer(unit: unit, state: lying ? .vacant : state, leaseUntil: dues.leaseUntil))
    }

    /// The deed tax is assessed on the winners; the same sale told twice is one assessment, and what was paid on it stays paid.
    func sold(_ sale: Tax.AuctionSale.Request, _ envelope: Envelope) -> Reply {
        let receipt = "tax-sale-\(envelope.id.suffix(12))"
        keep(envelope, receipt: receipt)
        // Nothing is assessed on a sale that was annulled.
        if sale.withdrawn == true { return .found(Acknowledged(receipt: receipt)) }
        let known = town.read { $0.receipts[sale.unit] }
        if known?.contract != sale.ruling || known?.contractPrice != sale.price || known.map({ Set($0.taxpayers) }) != Set(sale.taxpayers) {
            let base = Money(fen: sale.price.fen * 100 / 105)
            town.record(
                .receipt(
                    Tax.DeedTaxReceipt.Answer(
                        number: "33601\(sale.unit.text.suffix(8))\(Town.now.date.year)", unit: sale.unit, contract: sale.ruling, contractPrice: sale.price, base: base,
                        tax: Money(fen: base.fen / 100), taxpayers: sale.taxpayers, status: .unpaid, paidOn: nil)))
        }
        return .found(Acknowledged(receipt: receipt))
    }
}
