/// What is wrong with a file of records, so that whoever made it can mend it: the line, a stable code, and what to do.
package struct RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case notUTF8 = "not-utf8"
        case notJSON = "not-json"
        case blankLine = "blank-line"
        case tooLong = "line-too-long"
        case unknownPage = "unknown-page"
        case unknownField = "unknown-field"
        case doubleField = "double-field"
        case missingField = "missing-field"
        case badUnit = "bad-unit"
        case foreignUnit = "foreign-unit"
        case badCode = "bad-code"
        case badTime = "bad-time"
        case notSorted = "not-sorted"
        case doubled = "doubled-record"
        case tooMany = "too-many-records"
        case empty = "empty-file"
    }

    /// Counted from 1; 0 is the file as a whole.
    package var line: Int
    package let code: Code
    package let what: String

    package init(line: Int = 0, _ code: Code, _ what: String) {
        self.line = line
        self.code = code
        self.what = what
    }

    package var description: String { line == 0 ? "\(code.rawValue): \(what)" : "line \(line): \(code.rawValue): \(what)" }
}
