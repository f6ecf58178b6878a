/// The register's page of one unit (登记簿页): everything that stands now. It is a fold over the unit's acts.
package struct Folio: Hashable, Sendable, Codable {
    package enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
        /// Surveyed from plans only (预测): may be sold in advance, not owned yet.
        case planned
        /// Finished and measured; stands in the register.
        case built
        /// 注销: never again anything can be entered.
        case cancelled
    }

    package let unit: UnitCode
    /// Number of acts applied; 0 is a page without entries.
    package var version: Int
    package var standing: Standing
    package var description: UnitDescription
    package var ownership: Ownership?
    /// In rank order.
    package var mortgages: [Mortgage]
    package var notices: [AdvanceNotice]
    package var objections: [Objection]
    /// Objections that lapsed without a suit: the same person can't raise the same matter again (实施细则 83).
    package var lapsedObjections: [LapsedObjection]
    /// In order of their place in line.
    package var seizures: [Seizure]
    package var easements: [Easement]
    package var residences: [Residence]
    package var locks: [Lock]

    /// A page before any entry: the unit is known from its survey alone.
    package init(unit: UnitCode, description: UnitDescription) {
        self.unit = unit
        self.version = 0
        self.standing = .planned
        self.description = description
        self.ownership = nil
        self.mortgages = []
        self.notices = []
        self.objections = []
        self.lapsedObjections = []
        self.seizures = []
        self.easements = []
        self.residences = []
        self.locks = []
    }
}
