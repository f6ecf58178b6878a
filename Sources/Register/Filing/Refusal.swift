/// Why the register does not take a filing: a stable code, the statute, what stands in the way, and what would mend it.
package struct Refusal: Error, Hashable, Sendable, Codable {
    package let code: RefusalCode
    package let unit: UnitCode
    /// Number of the act in its filing, from 0.
    package let act: Int
    /// The entry that stands in the way, if one does.
    package let obstacle: EntryID?
    /// Further facts for the reader, e.g. the court's name; never personal data.
    package let detail: String?
    package init(_ code: RefusalCode, unit: UnitCode, act: Int = 0, obstacle: EntryID? = nil, detail: String? = nil) {
        self.code = code
        self.unit = unit
        self.act = act
        self.obstacle = obstacle
        self.detail = detail
    }
}
