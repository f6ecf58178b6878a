/// One thing that is wrong in an imported table, with its place as a spreadsheet shows it.
package struct TableFault: Error, Hashable, Sendable {
    /// Counted from 1, the heading included; nil: the table as a whole.
    package let row: Int?
    /// Counted from 1; nil: the row as a whole.
    package let column: Int?
    /// The heading of the column, where it is known.
    package let heading: String?
    package let message: String

    package init(row: Int? = nil, column: Int? = nil, heading: String? = nil, _ message: String) {
        self.row = row
        self.column = column
        self.heading = heading
        self.message = message
    }

    /// `第3行 C列（坐落）`.
    package var place: String {
        guard let row else { return "整个表格" }
        guard let column else { return "第\(row)行" }
        return "第\(row)行 \(Self.letters(column))列\(heading.map { "（\($0)）" } ?? "")"
    }

    /// The same for programs: `C3` as spreadsheets write it, `3` for a whole row, `table`.
    package var cell: String {
        guard let row else { return "table" }
        return column.map { Self.letters($0) + String(row) } ?? String(row)
    }

    /// A, B, …, Z, AA, as spreadsheets call their columns.
    static func letters(_ column: Int) -> String {
        var rest = column
        var text = ""
        while rest > 0 {
            text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
            rest = (rest - 1) / 26
        }
        return text
    }
}

/// A table can't be imported. Everything that is wrong is named at once.
package struct TableRefused: Error, Hashable, Sendable {
    /// In the order of the table; at most ``limit``.
    package let faults: [TableFault]
    /// How many there are in all.
    package let total: Int

    /// More than anybody reads; who mends these learns of the rest next time.
    package static let limit = 500

    package init(_ faults: [TableFault]) {
        let sorted = faults.enumerated().sorted { a, b in
            (a.element.row ?? 0, a.element.column ?? 0, a.offset) < (b.element.row ?? 0, b.element.column ?? 0, b.offset)
        }
        self.faults = sorted.prefix(Self.limit).map(\.element)
        total = faults.count
    }
}
