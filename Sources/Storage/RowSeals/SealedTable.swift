/// A table whose rows are sealed (``RowSealer``): what stands in it is committed to nowhere else, so that nothing but a seal would show that
/// somebody altered it behind the program's back.
package struct SealedTable: Sendable, Hashable {
    /// Stands in the seals: it is never changed, and never given to another table.
    package let number: Int
    package let name: String
    /// The primary key without the region.
    package let key: [String]
    /// Whether its key begins with the region, as nearly all do.
    package let hasRegion: Bool
    /// The columns that are sealed; nil for all. The key is part of every seal.
    let columns: Set<String>?

    /// - Parameters:
    ///   - key: the primary key; a region may stand first in it. No statement may change a column of it.
    ///   - columns: where something else answers for the others.
    package init(_ number: Int, _ name: String, key: [String], columns: Set<String>? = nil) {
        self.number = number
        self.name = name
        hasRegion = key.first == "region"
        self.key = hasRegion ? Array(key.dropFirst()) : key
        self.columns = columns
    }

    /// Whether a seal is made over the column's value.
    func seals(_ column: String) -> Bool {
        guard column != "region", !key.contains(column) else { return false }
        return columns?.contains(column) ?? true
    }

    /// By which two bytes a row's seal knows the column; nil for one that isn't sealed.
    package func tag(of column: String) -> UInt16? { seals(column) ? RowSeal.tag(of: column) : nil }

    /// The whole primary key.
    var primaryKey: [String] { (hasRegion ? ["region"] : []) + key }
}
