import Identity

/// Where a page of a list ended, opaque to clients. It holds nothing that its reader may not see, and nothing is believed of it beyond a
/// place in the asker's own list.
struct Cursor: Sendable {
    let parts: [String]

    init(_ parts: [String]) { self.parts = parts }

    var text: String { Base64URL.encode(Array(parts.joined(separator: "\n").utf8)) }

    /// - Parameter count: of the parts that the list's cursors have.
    /// - Throws: ``PortalError/invalid(_:)`` for anything that we never gave out.
    static func read(_ text: String?, parts count: Int) throws(PortalError) -> Cursor? {
        guard let text else { return nil }
        guard let bytes = Base64URL.decode(text), let plain = String(validating: bytes, as: UTF8.self), !plain.contains("\0") else { throw wrong }
        let parts = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == count else { throw wrong }
        return Cursor(parts)
    }

    static var wrong: PortalError { .invalid([FieldError("cursor", "游标无效，请从第一页重新读取。")]) }

    static let parameters = [
        QueryParameter("cursor", .text(1...400), "上一页的 next"), QueryParameter("limit", .whole(1...100), "每页条数，默认20"),
    ]

    static func limit(_ query: FormFields) -> Int { query["limit"].flatMap(Int.init) ?? 20 }
}

/// A page of a list and the way to the next one.
struct ListPage<Item: Sendable>: Sendable {
    let items: [Item]
    let next: Cursor?

    /// - Parameters:
    ///   - found: one more than `limit` if there is more.
    ///   - place: where the next page begins after an item.
    init(_ found: [Item], limit: Int, place: (Item) -> Cursor) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(place) : nil
    }

    func write(to json: inout JSONWriter, _ item: (inout JSONWriter, Item) throws -> Void) rethrows {
        try json.array("items", items) { json, element in try json.object { try item(&$0, element) } }
        json.field("next", next?.text)
    }
}
