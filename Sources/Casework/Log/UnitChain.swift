import Ledger
package import Register
package import Storage

/// The log entries of one unit from its first registration on. Each names its predecessor and the register names the last, so none can
/// be left out without being missed.
package struct UnitChain: Sendable {
    package struct Link: Sendable {
        /// Its place in the log; nil while the sequencer has not placed it.
        package let index: Int64?
        /// RFC 6962 leaf hash, as the register keeps it.
        package let leaf: [UInt8]
        package let entry: [UInt8]?
    }

    /// The leaf hash that the unit's page names as its last; nil for a unit without entries.
    package let head: [UInt8]?
    package let links: [Link]

    /// - Returns: nil for a unit that the register doesn't have.
    package static func read(_ unit: UnitCode, region: String, in connection: any Connection) throws -> UnitChain? {
        guard let folio = try connection.row("SELECT head FROM register_folio WHERE region = \(region) AND unit = \(unit.text)") else { return nil }
        let head = try folio.blob("head")
        let rows = try connection.rows(
            """
            SELECT a.leaf, e.leaf_index, e.entry FROM register_act a LEFT JOIN log_entry e ON e.leaf_id = 'act:' || a.entry_id
            WHERE a.region = \(region) AND a.unit = \(unit.text) ORDER BY a.version
            """)
        return UnitChain(
            head: head.isEmpty ? nil : head,
            links: try rows.map { Link(index: try $0.intIfPresent("leaf_index"), leaf: try $0.blob("leaf"), entry: try $0.blobIfPresent("entry")) })
    }

    /// Whether every entry is in the log, is what its leaf says, names the one before it, and the last is the page's head.
    package var isComplete: Bool {
        var previous: [UInt8]?
        for link in links {
            guard let entry = link.entry, MerkleHash.leaf(entry).bytes == link.leaf else { return false }
            let named = previous.map { "\"previous\":\"\(Hexadecimal.encode($0))\"" } ?? "\"previous\":null"
            guard String(decoding: entry, as: UTF8.self).contains(named) else { return false }
            previous = link.leaf
        }
        return previous == head
    }
}
