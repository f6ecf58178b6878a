/// Rows of comma-separated values (RFC 4180) with their places: quoted fields, doubled quotes, line breaks inside quotes, any line end.
package struct TableReader: Sendable {
    package struct Row: Hashable, Sendable {
        /// As a spreadsheet numbers it: a field with a line break is still in one row.
        package let number: Int
        package let fields: [String]
    }

    package struct Limits: Hashable, Sendable {
        package var rows = 20_000
        package var columns = 40
        /// Characters of one field.
        package var field = 500
        package init(rows: Int = 20_000, columns: Int = 40, field: Int = 500) {
            self.rows = rows
            self.columns = columns
            self.field = field
        }
    }

    /// Rows that hold anything, in order.
    /// - Throws: ``TableRefused`` with every fault of form.
    package static func rows(of text: String, limits: Limits = .init()) throws(TableRefused) -> [Row] {
        var reader = TableReader(limits: limits)
        for scalar in text.unicodeScalars {
            reader.take(scalar)
            if reader.isFull { break }
        }
        reader.finish()
        guard reader.faults.isEmpty else { throw TableRefused(reader.faults) }
        return reader.rows
    }

    private enum State { case start, plain, quoted, quoteInQuoted }

    private let limits: Limits
    private var rows: [Row] = []
    private var faults: [TableFault] = []
    private var number = 1
    private var fields: [String] = []
    private var field = String.UnicodeScalarView()
    private var state = State.start
    private var afterReturn = false
    private var isFull = false

    private init(limits: Limits) { self.limits = limits }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if afterReturn {
            afterReturn = false
            if scalar == "\n" { return }
        }
        switch state {
        case .quoted:
            if scalar == "\"" { state = .quoteInQuoted } else { append(scalar) }
        case .quoteInQuoted where scalar == "\"":
            append(scalar)
            state = .quoted
        default:
            switch scalar {
            case ",": endField()
            case "\n": endRow()
            case "\r":
                afterReturn = true
                endRow()
            case "\"" where state == .start: state = .quoted
            default:
                if state == .quoteInQuoted {
                    fault("引号之后还有内容。单元格内的引号应写成两个引号。")
                } else if scalar == "\"" {
                    fault("引号不在单元格的开头。单元格内的引号应写成两个引号，并给整个单元格加引号。")
                }
                state = .plain
                append(scalar)
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        guard field.count < limits.field else {
            if field.count == limits.field {
                fault("内容超过\(limits.field)个字。")
                field.append("…")
            }
            return
        }
        if Self.isForbidden(scalar) { fault("含有不能使用的控制字符（U+\(String(scalar.value, radix: 16, uppercase: true))）。") }
        field.append(scalar)
    }

    /// Control characters, and those that turn the direction of writing: a cell could show another text than it holds.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFD...0xFFFF: true
        default: false
        }
    }

    private mutating func fault(_ message: String) { faults.append(TableFault(row: number, column: fields.count + 1, message)) }

    private mutating func endField() {
        if fields.count < limits.columns {
            fields.append(Self.trimmed(String(field)))
        } else if fields.count == limits.columns {
            faults.append(TableFault(row: number, "超过\(limits.columns)列。"))
            fields.append("")
        }
        field = String.UnicodeScalarView()
        state = .start
    }

    private mutating func endRow() {
        endField()
        // Spreadsheets leave lines of empty cells behind.
        if fields.contains(where: { !$0.isEmpty }) {
            if rows.count < limits.rows {
                rows.append(Row(number: number, fields: fields))
            } else {
                faults.append(TableFault("表格超过\(limits.rows)行，请分成几份导入。"))
                isFull = true
            }
        }
        fields = []
        number += 1
    }

    private mutating func finish() {
        guard !isFull else { return }
        if state == .quoted { fault("引号没有结束。") }
        if !field.isEmpty || !fields.isEmpty || state != .start { endRow() }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
