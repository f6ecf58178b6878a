/// The key of one entry in the register: the business number (业务号) of the act that made it.
package struct EntryID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (a: EntryID, b: EntryID) -> Bool { a.text < b.text }
}

extension EntryID: Codable {
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// When and in which order an entry came: what priority is decided by (民法典 414; 实施细则 67).
package struct Entry: Hashable, Sendable, Codable {
    package let id: EntryID
    /// Time of acceptance of the application (受理).
    package let acceptedAt: Moment
    /// The registry's running number of acceptances: decides between two of the same microsecond.
    package let sequence: Int64
    /// Time of entry (登簿): the moment at which the right arises (民法典 214).
    package let registeredAt: Moment
    package init(id: EntryID, acceptedAt: Moment, sequence: Int64, registeredAt: Moment) {
        self.id = id
        self.acceptedAt = acceptedAt
        self.sequence = sequence
        self.registeredAt = registeredAt
    }
}
