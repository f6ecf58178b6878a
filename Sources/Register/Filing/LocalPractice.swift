/// The cells of the table of what blocks what that the law leaves to the place (domain 1.11, marked `*`).
package struct LocalPractice: Hashable, Sendable {
    /// A seized unit's holder may still have a changed name or identity document entered.
    package var changesHolderDetailsUnderSeizure = false
    /// Changing the description of a mortgaged unit needs the mortgagee's consent.
    package var descriptionNeedsMortgagee = true
    /// Changing the description of a unit with a right of residence needs its holder's consent.
    package var descriptionNeedsResident = true
    /// Granting a right of residence on a mortgaged unit needs the mortgagee's consent.
    package var residenceNeedsMortgagee = true
    /// An advance notice on a unit whose mortgage is older than the Civil Code needs the mortgagee's consent.
    package var noticeNeedsOldMortgagee = true
    /// Homesteads may be mortgaged: in pilot counties only (民法典 399).
    package var homesteadMortgage = false
    package init() {}
    package static let standard = LocalPractice()
}
