import Catalogue
import Contracts
import Register

/// What the custodian is due, as the parties agreed on it and as the custodian states it.
extension CaseFacts {
    static let tariffMaterial = "custody-tariff"

    /// 提存费、资金监管费 that the parties agreed to have paid out of custody.
    struct CustodyFee: Hashable, Sendable {
        var amount: Money
        /// Whose it is to pay, and to know.
        var bearer: Figures.Side
        /// As it was typed; nil where it can't be read any more.
        var account: MoneyAccount?
    }

    var custodyTariff: Custody.Tariff.Answer? { decode(Custody.Tariff.Answer.self, Self.tariffMaterial) }

    /// What the custodian is asked: nothing before the price is known.
    var tariffWanted: Custody.Tariff.Request? {
        guard let unit = units.first, let price = contract?.price else { return nil }
        return Custody.Tariff.Request(unit: unit.folio.unit, price: price)
    }
}

extension ServiceDefinition {
    /// What is agreed for the custodian that the application names: what was agreed on for that one is none of another's.
    func agreedCustodyFee(_ answers: [String: String], replaced: Bool) -> KeptCharge? {
        guard !replaced, let charge = money?.charges.first(where: \.kind.hasTariff) else { return nil }
        return answers[charge.field].flatMap(KeptCharge.init)
    }

    /// Which side owes a charge: those who buy, or those who get the rest.
    func side(of charge: MoneyCharge) -> Figures.Side { charge.borneBy == money?.paidBy ? .buyer : .seller }

    /// Who owes what is paid to the custodian.
    var custodyFeeBearer: Figures.Side { money?.charges.first(where: \.kind.hasTariff).map(side) ?? .seller }
}

extension MoneyAccount {
    /// The same account in the same name: banks' names are written in many ways, and the number is one bank's alone.
    func isSame(as other: MoneyAccount) -> Bool { Self.plain(number) == Self.plain(other.number) && Self.plain(holder) == Self.plain(other.holder) }

    private static func plain(_ text: String) -> String { text.filter { !$0.isWhitespace }.replacing("（", with: "(").replacing("）", with: ")") }
}
