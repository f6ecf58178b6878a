/// 资金监管: whose money is held until the register has changed, where it comes from and whom it is owed to then (民法典 571; 自然资发〔2023〕29号).
package struct MoneyTerms: Hashable, Sendable {
    /// The field of the form that chooses who holds it.
    package let custodian: String
    /// The material that states the price.
    package let price: String
    /// The role that pays what no loan covers.
    package let paidBy: String
    /// The material of approved loans, each of which its lender pays in; nil: nobody lends.
    package let loans: String?
    /// The material of what pays standing loans off; nil: none is paid off.
    package let paysOff: String?
    /// The role that gets the rest, and the field of the form that says on which account.
    package let restTo: String
    package let restAccount: String
    /// Fees that may be agreed on to be paid out of custody.
    package let charges: [MoneyCharge]
    /// How many working days after the acceptance it goes back, if nothing was registered.
    package let workingDays: Int

    /// Whether the custodian says itself what a field's charge comes to.
    package func hasTariff(_ field: String) -> Bool { charges.contains { $0.field == field && $0.kind.hasTariff } }
}
