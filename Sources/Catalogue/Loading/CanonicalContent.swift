import Crypto

/// The content of a catalogue in one form, whatever its files look like: JSON without spaces, keys in order.
///
/// A case is accepted under the hash of this, so it holds what decides a case and nothing else: comments, the order of keys and the
/// services' own tests are left out.
struct CanonicalContent {
    private var files: [(path: String, text: String)] = []

    mutating func add(_ path: String, _ value: CatalogueValue) {
        var value = value
        if path.hasPrefix("services/") { value = value.overlaid(with: .map([.init("tests", .null)])) }
        files.append((path, JSONText.compact(value, sorted: true)))
    }

    /// SHA-256 in hexadecimal. Each file goes in with its path and its length, so that no two catalogues can be confused.
    var hash: String { Self.hash(files.sorted { $0.path < $1.path }) }

    /// Of each file alone, by its path: for the page that says what is in force.
    var hashes: [String: String] { Dictionary(files.map { ($0.path, Self.hash([$0])) }) { first, _ in first } }

    private static func hash(_ files: [(path: String, text: String)]) -> String {
        var hasher = SHA256()
        for file in files { hasher.update(data: Array("\(file.path)\n\(file.text.utf8.count)\n\(file.text)\n".utf8)) }
        return hasher.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}

/// Writes plain data as JSON.
enum JSONText {
    static func compact(_ value: CatalogueValue, sorted: Bool) -> String {
        switch value {
        case .null: return "null"
        case .flag(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .text(let text): return quoted(text)
        case .list(let items): return "[" + items.map { compact($0, sorted: sorted) }.joined(separator: ",") + "]"
        case .map(let entries):
            let ordered = sorted ? entries.sorted { $0.key < $1.key } : entries
            return "{" + ordered.map { quoted($0.key) + ":" + compact($0.value, sorted: sorted) }.joined(separator: ",") + "}"
        }
    }

    /// Two spaces a level, keys in their order: for people.
    static func pretty(_ value: CatalogueValue, indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch value {
        case .list(let items) where items.contains { if case .map = $0 { true } else { false } }:
            return "[\n" + items.map { inner + pretty($0, indent: indent + 2) }.joined(separator: ",\n") + "\n\(outer)]"
        case .map(let entries) where !entries.isEmpty:
            let lines = entries.map { inner + quoted($0.key) + ": " + pretty($0.value, indent: indent + 2) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        case .list(let items): return "[" + items.map { compact($0, sorted: false) }.joined(separator: ", ") + "]"
        default: return compact(value, sorted: false)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
