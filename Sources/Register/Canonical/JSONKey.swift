/// A member's name or an element's number, as paths in errors hold them.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init(stringValue: String) { self.init(stringValue) }
    init(intValue: Int) { self.init(intValue) }
}

/// Where inherited values are put by types that ask for a `superEncoder()`.
extension JSONKey {
    static let `super` = JSONKey("super")
}
