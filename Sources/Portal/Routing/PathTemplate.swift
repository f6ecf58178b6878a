/// A path with named parts: `/cases/{id}`. One text serves the route, the links and the API document.
package struct PathTemplate: Hashable, Sendable {
    package let text: String
    /// The names of the parts, in their order.
    package let parts: [String]

    package init(_ text: String) {
        self.text = text
        parts = text.split(separator: "/").compactMap { segment in
            guard let open = segment.firstIndex(of: "{"), let close = segment.lastIndex(of: "}"), open < close else { return nil }
            return String(segment[segment.index(after: open)..<close])
        }
    }

    /// The path with its parts filled in, percent-encoded.
    package func filled(_ values: [String]) -> String {
        precondition(values.count == parts.count, "\(text) wants \(parts.count) values")
        var result = ""
        var next = values.makeIterator()
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open] + Percent.encode(next.next() ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Whether a path could be this one.
    func matches(_ path: String) -> Bool {
        let mine = text.split(separator: "/", omittingEmptySubsequences: true)
        let theirs = path.split(separator: "/", omittingEmptySubsequences: true)
        if mine.last == "**" { return theirs.count >= mine.count && zip(mine.dropLast(), theirs).allSatisfy(Self.segment) }
        return mine.count == theirs.count && zip(mine, theirs).allSatisfy(Self.segment)
    }

    private static func segment(_ template: Substring, _ actual: Substring) -> Bool {
        guard let open = template.firstIndex(of: "{"), let close = template.lastIndex(of: "}") else { return template == actual }
        let prefix = template[..<open]
        let suffix = template[template.index(after: close)...]
        return actual.count > prefix.count + suffix.count && actual.hasPrefix(prefix) && actual.hasSuffix(suffix)
    }
}
