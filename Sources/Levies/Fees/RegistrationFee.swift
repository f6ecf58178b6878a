package import Register

/// One line of what is owed: so many pieces at so much each, for a reason, under a law. Zero where the law exempts.
package struct FeeItem: Hashable, Sendable, Codable {
    /// As the applicant reads it, e.g. `不动产登记费(住宅类)`.
    package var name: String
    package var quantity: Int
    package var unitPrice: Money
    package var payer: FeePayer
    package var law: String
    /// Why it is less than the full price; nil when it isn't.
    package var relief: String?
    package var amount: Money { unitPrice * Int64(quantity) }

    package init(name: String, quantity: Int, unitPrice: Money, payer: FeePayer, law: String, relief: String?) {
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.payer = payer
        self.law = law
        self.relief = relief
    }
}

/// Why a fee can't be reckoned.
package enum LevyError: Error, Hashable, Sendable {
    /// No national price list was in force on that day: before 2016-12-06 each place had its own.
    case noRule(LegalDate)

    package var message: String {
        switch self {
        case .noRule(let date): "\(date.chinese)没有适用的不动产登记收费标准。"
        }
    }
}

/// 不动产登记费 (民法典 223: by the piece, never by area or price; 发改价格规〔2016〕2559号; 财税〔2019〕45号).
package enum RegistrationFee {
    /// What one piece costs on a day: the day of acceptance decides.
    /// - Returns: the fee, as zero with its reason where the law exempts it, and the certificates that are paid for besides.
    package static func items(for charge: Chargeable, on date: LegalDate) throws(LevyError) -> [FeeItem] {
        guard let prices = PriceList.inForce(on: date) else { throw .noRule(date) }
        let full = prices.price(charge.premises)
        let name = "不动产登记费(\(full == prices.other ? "非住宅类" : "住宅类"))"
        let rule = FeeRule.deciding(charge, on: date)
        func fee(_ price: Money) -> FeeItem {
            FeeItem(name: name, quantity: 1, unitPrice: price, payer: charge.payer, law: rule?.law ?? prices.law, relief: rule?.reason)
        }
        func books(_ count: Int, _ relief: String? = nil) -> [FeeItem] {
            count <= 0 ? [] : [
                FeeItem(
                    name: "证书工本费", quantity: count, unitPrice: prices.certificate, payer: charge.payer, law: rule?.law ?? prices.law,
                    relief: relief)
            ]
        }
        return switch rule?.tariff {
        case nil: [fee(full)] + books(charge.certificates - 1)
        case .never: [fee(.zero)]
        case .free: [fee(.zero)] + books(charge.certificates - 1)
        case .half: [fee(Money(fen: full.fen / 2))] + books(charge.certificates - 1)
        case .certificatesOnly:
            charge.certificates == 0 ? [fee(.zero)] : books(charge.certificates, rule?.reason)
        }
    }

    /// What several pieces cost together; equal lines are counted, so that the first registration of a whole project stays readable.
    package static func items(for charges: some Sequence<Chargeable>, on date: LegalDate) throws(LevyError) -> [FeeItem] {
        var lines: [FeeItem] = []
        for charge in charges {
            for item in try items(for: charge, on: date) {
                let same = lines.firstIndex { line in
                    line.name == item.name && line.unitPrice == item.unitPrice && line.payer == item.payer && line.law == item.law
                        && line.relief == item.relief
                }
                if let same { lines[same].quantity += item.quantity } else { lines.append(item) }
            }
        }
        return lines
    }
}

extension Sequence where Element == FeeItem {
    package var total: Money { reduce(.zero) { $0 + $1.amount } }
}
