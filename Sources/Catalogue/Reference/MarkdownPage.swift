/// A Markdown page while it is written.
struct MarkdownPage {
    private(set) var content = ""

    mutating func heading(_ level: Int, _ text: String) {
        if !content.isEmpty { content += "\n" }
        content += String(repeating: "#", count: level) + " " + text + "\n"
    }

    mutating func text(_ text: String) { content += "\n\(text)\n" }

    mutating func list(_ items: [String]) {
        guard !items.isEmpty else { return }
        content += "\n" + items.map { "- \($0)\n" }.joined()
    }

    mutating func table(_ head: [String], _ rows: [[String]]) {
        content += "\n| " + head.joined(separator: " | ") + " |\n|" + String(repeating: " --- |", count: head.count) + "\n"
        for row in rows { content += "| " + row.map(Self.cell).joined(separator: " | ") + " |\n" }
    }

    /// A table of keys, nested ones indented.
    mutating func fields(_ fields: [Field]) {
        var rows: [[String]] = []
        Self.collect(fields, depth: 0, into: &rows)
        table(["Key", "Value", "Meaning"], rows)
    }

    private static func collect(_ fields: [Field], depth: Int, into rows: inout [[String]]) {
        for field in fields {
            let indent = String(repeating: "&nbsp;&nbsp;&nbsp;", count: depth)
            rows.append([indent + (field.required ? "**`\(field.name)`**" : "`\(field.name)`"), value(field.shape), field.meaning])
            collect(nested(field.shape), depth: depth + 1, into: &rows)
        }
    }

    private static func nested(_ shape: Shape) -> [Field] {
        switch shape {
        case .object(let fields), .overlay(let fields), .short(_, let fields): fields
        case .list(let item, _, _), .map(let item): nested(item)
        default: []
        }
    }

    private static func value(_ shape: Shape) -> String {
        switch shape {
        case .text(let max): "text, at most \(max) characters"
        case .identifier: "identifier"
        case .flag: "`true` or `false`"
        case .integer(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
        case .date: "date"
        case .word(let words): words.map { "`\($0.value)`" }.joined(separator: ", ")
        case .name(let vocabulary): vocabulary.meaning
        case .statute: "a law, with article and paragraph: `民法典 209`, `条例 14.2`"
        case .promise: "`at once`, `5 minutes`, `2 hours`, `3 working days`"
        case .term: "`at once` or `30 working days`"
        case .list(let item, let atLeast, _): "list of: \(value(item))" + (atLeast > 0 ? "; at least \(atLeast)" : "")
        case .object: "object"
        case .overlay: "object; in a test with `like`, `null` takes a key away"
        case .short(let single, _): "\(value(single)); or an object"
        case .map(let item): "any keys, each: \(value(item))"
        case .anything: "any data"
        }
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? Array("\\|") : $0.isNewline ? [" "] : [$0] })
    }

    /// As Markdown viewers make it from a heading.
    static func anchor(_ heading: String) -> String {
        String(heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }
}
