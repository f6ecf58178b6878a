/// The cells of the table of what blocks what that the law leaves to the place (domain 1.11, marked `*`).
package struct LocalPractice: Hashable, Sendable {
    /// A seized unit's holder may still have a changed name or identity document entered.
    package var changesHolderDetailsUnderSeizure = false
    /// Changing the description of a mortgaged unit needs the mortgagee's consent.
    package var descriptionNeedsMortgagee = true
    /// Granting a right of residence on a mortgaged unit needs the mortgagee's consent.
    package var residenceNeedsMortgagee = true
    package init() {}
    package static let standard = LocalPractice()
}
