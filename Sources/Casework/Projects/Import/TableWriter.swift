/// Writes comma-separated values that spreadsheet programs open as they are: with the UTF-8 mark, and no cell that they would run as a formula.
package enum TableWriter {
    package static func text(_ rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ value: String) -> String {
        // A storey below ground is a number, not a formula.
        let isFormula = value.first.map { "=+-@\t\r".contains($0) } == true && Int(value) == nil
        let safe = isFormula ? "'" + value : value
        guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
