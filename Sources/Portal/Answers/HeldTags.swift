import HTTPTypes

/// The tags of copies that a client holds: `If-None-Match` (RFC 9110 section 13.1.2).
struct HeldTags: Sendable {
    private let tags: Set<String>
    private let holdsAny: Bool

    init(_ headers: HTTPFields) {
        // Ours have no comma in them: one of a stranger's that falls apart here is none of ours anyway.
        let tags = (headers[.ifNoneMatch] ?? "").split(separator: ",").map { part -> String in
            let tag = part.filter { !$0.isWhitespace }
            // The comparison is the weak one.
            return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
        }
        holdsAny = tags == ["*"]
        self.tags = Set(tags)
    }

    var isEmpty: Bool { tags.isEmpty }
    func contains(_ tag: String) -> Bool { holdsAny || tags.contains(tag) }
}
