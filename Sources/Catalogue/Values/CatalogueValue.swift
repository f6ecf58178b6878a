/// A tree of plain data as a YAML file states it: the facts of a service's tests.
///
/// Only whole numbers are numbers. What is written with a decimal point, and dates, stay the text they were written as: neither
/// money nor area may pass through a binary float.
package indirect enum CatalogueValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case text(String)
    case list([CatalogueValue])
    /// Keys are unique; the order is that of the file.
    case map([Entry])

    package struct Entry: Hashable, Sendable {
        package var key: String
        package var value: CatalogueValue

        package init(_ key: String, _ value: CatalogueValue) {
            self.key = key
            self.value = value
        }
    }
}

extension CatalogueValue {
    /// The value of a key; nil if this is no map or has no such key.
    package subscript(key: String) -> CatalogueValue? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The entries of a map; none for anything else.
    package var entries: [Entry] {
        guard case .map(let entries) = self else { return [] }
        return entries
    }

    /// The items of a list; a single value counts as a list of one, null and nothing as none.
    package var items: [CatalogueValue] {
        switch self {
        case .list(let items): items
        case .null: []
        default: [self]
        }
    }

    /// Text, and whole numbers and flags as the text they would be written as.
    package var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .null, .list, .map: nil
        }
    }

    package var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    package var flag: Bool? {
        guard case .flag(let flag) = self else { return nil }
        return flag
    }

    package var isNull: Bool { self == .null }

    /// This tree with another laid over it: maps are merged key by key, `null` takes a key away, everything else is replaced whole.
    package func overlaid(with other: CatalogueValue) -> CatalogueValue {
        guard case .map(var entries) = self, case .map(let changes) = other else { return other }
        for change in changes {
            let place = entries.firstIndex { $0.key == change.key }
            switch (place, change.value) {
            case (let place?, .null): entries.remove(at: place)
            case (let place?, let value): entries[place].value = entries[place].value.overlaid(with: value)
            case (nil, .null): break
            case (nil, let value): entries.append(Entry(change.key, value))
            }
        }
        return .map(entries)
    }
}
