package import Chance
package import Storage

extension ByteFlip {
    package struct Altered: Sendable {
        package let what: String
        package let back: SQL
    }

    /// Changes one byte of one value, and says how to put it back.
    /// - Returns: nil if no row has a value there.
    package static func alter(
        _ column: StoredColumns.Column, key: [String], in database: any Database, using dice: inout SeededDice
    ) async throws -> Altered? {
        let columns = key + [column.name]
        let rows = try await database.read { connection in
            try connection.rows(
                """
                SELECT \(raw: columns.joined(separator: ", ")) FROM \(raw: column.table) /* reads all: to alter one */
                WHERE \(raw: column.name) IS NOT NULL ORDER BY \(raw: key.joined(separator: ", "))
                """
            ).map { row in try columns.map { try row.value($0) } }
        }.filter { length($0[columns.count - 1]) > 0 }
        guard let row = rows.randomElement(using: &dice) else { return nil }
        let old = row[columns.count - 1]
        func update(_ value: SQLValue, where now: SQLValue) -> SQL {
            var update: SQL = "UPDATE /* reads all: to alter one */ \(raw: column.table) SET \(raw: column.name) = \(sql: Self.sql(value)) WHERE 1 = 1"
            for (index, name) in key.enumerated() {
                update = "\(sql: update) AND \(raw: name) = \(sql: Self.sql(name == column.name ? now : row[index]))"
            }
            return update
        }
        while true {
            let new = flipped(old, using: &dice)
            let there = update(new, where: old)
            do {
                let changed = try await database.write { try $0.execute(there) }
                guard changed == 1 else { throw StorageError.invalidStatement("\(changed) rows were altered instead of one") }
                return Altered(what: "\(column.label) \(old) became \(new)", back: update(old, where: new))
            } catch StorageError.unique {
                // The engine itself refuses a key that another row has: take another byte.
                continue
            }
        }
    }
}
