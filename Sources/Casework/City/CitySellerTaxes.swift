import Contracts
import Register

/// What the seller of a story has settled with the tax authority before the home or workshop is sold on within two years: value-added tax at 3 %
/// (财政部 税务总局公告2025年第17号; 增值税法 11), income tax of a person at 1 % of the price without it (国税发〔2006〕108号), land appreciation tax
/// of a workshop at 5 % (国税发〔2010〕53号); a person's home bears none (财税〔2008〕137号).
struct CitySellerTaxes {
    let seller: String
    let price: Money
    let isHome: Bool
    let serial: Int

    var settled: [SellerTax] {
        let net = Money(fen: price.fen * 100 / 103)
        let land = isHome ? Money.zero : Money(fen: net.fen / 20)
        let income = isHome ? [tax(.incomeTax, Money(fen: net.fen / 100))] : []
        return [tax(.valueAddedTax, price - net), tax(.landAppreciationTax, land)] + income
    }

    private func tax(_ kind: SellerTax.Kind, _ amount: Money) -> SellerTax {
        let place = (SellerTax.Kind.allCases.firstIndex(of: kind) ?? 0) + 1
        return SellerTax(
            kind: kind, taxpayer: seller, amount: amount, status: amount == .zero ? .exempt : .paid,
            number: "336011\(place)\(CityIdentifiers.pad(serial, 11))")
    }
}
