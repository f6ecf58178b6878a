/// A fee that the parties agree to have paid out of custody when the register has changed (提存的领取条件由当事人约定; 民法典 571).
package struct MoneyCharge: Hashable, Sendable {
    /// The field of the form that states it; unanswered, nothing is paid.
    package let field: String
    package let kind: ChargeKind
    /// The role that owes it: of whoever gets the rest it is taken off the rest, of whoever pays it comes on top of the price.
    package let borneBy: String
}

/// What may be paid out of custody besides the old loans and the rest.
///
/// No tax is among them, and no registration fee. Deed tax is paid before anybody may register (契税法 10, 11), the seller’s income tax is asked for
/// before it (个人所得税法 15), land appreciation tax too (土地增值税暂行条例 12), and the registration fee has a step of its own before the decision; but
/// nothing leaves custody before the register has changed. So each of these is paid to the treasury by whoever owes it, out of their own pocket.
package enum ChargeKind: String, CatalogueWord {
    case custodyFee = "custody-fee"
    case brokerage
    case propertyFee = "property-fee"
    case utilities

    package var chinese: String {
        switch self {
        case .custodyFee: "提存费、资金监管费"
        case .brokerage: "中介服务费"
        case .propertyFee: "物业费"
        case .utilities: "水电气等费用"
        }
    }
    /// Whether whoever holds the money says itself what it is due.
    package var hasTariff: Bool { self == .custodyFee }

    package var meaning: String {
        switch self {
        case .custodyFee: "what the notary or bank that holds the money is due (民法典 573: the creditor bears it; 公证法 34)"
        case .brokerage: "what the estate agent is due (民法典 963)"
        case .propertyFee: "what is owed to the property service (民法典 944)"
        case .utilities: "what is owed for water, power and gas (民法典 654, 656)"
        }
    }
}
