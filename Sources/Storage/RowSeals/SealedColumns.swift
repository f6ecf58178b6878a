/// How the columns of a sealed table lie in the rows that one statement returns: found out at the first of them.
final class SealedColumns: Sendable {
    struct Column: Sendable {
        let place: Int
        let name: String
        let tag: UInt16
        /// The name as it stands in what the code is made over.
        let head: [UInt8]
    }

    let table: SealedTable
    /// Whether the table's own columns begin after the marker (``SealedStatement/marker``), not with the first.
    let isMarked: Bool
    let region: Int?
    let key: [Int]
    /// Those that are sealed, in the order in which their codes are stored.
    let sealed: [Column]

    init(_ names: [String], of table: SealedTable, marked: Bool) throws {
        self.table = table
        isMarked = marked
        var start = 0
        if marked {
            guard let marker = names.firstIndex(of: SealedStatement.marker) else { throw StorageError.missingColumn(SealedStatement.marker) }
            start = marker + 1
        }
        let own = names[start...]
        region = table.hasRegion ? own.firstIndex(of: "region") : nil
        key = try table.key.map { name in
            guard let place = own.firstIndex(of: name) else { throw table.withoutKey }
            return place
        }
        sealed = zip(own.indices, own).filter { table.seals($1) }.map { place, name in
            Column(place: place, name: name, tag: RowSeal.tag(of: name), head: SealedBytes(text: name).bytes)
        }.sorted { $0.tag < $1.tag }
    }
}

extension SealedTable {
    var withoutKey: StorageError { .invalidStatement("\(name) has no key \(key.joined(separator: ", "))") }
}
