/// The fields of a form or a query, in their order; a name may come several times.
package struct FormFields: Hashable, Sendable {
    /// The name of the hidden field that proves where a form came from.
    package static let tokenName = "_token"

    package private(set) var pairs: [(name: String, value: String)] = []

    package init() {}

    package init(_ pairs: [(String, String)]) { self.pairs = pairs.map { (name: $0.0, value: $0.1) } }

    /// The first value of a field.
    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// Fields that are named `group[key]`, by key, in their order.
    package func group(_ group: String) -> [(key: String, value: String)] {
        pairs.compactMap { pair in
            guard pair.name.hasPrefix(group + "["), pair.name.hasSuffix("]") else { return nil }
            return (String(pair.name.dropFirst(group.count + 1).dropLast()), pair.value)
        }
    }

    package var isEmpty: Bool { pairs.isEmpty }

    package mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    package static func == (a: FormFields, b: FormFields) -> Bool {
        a.pairs.count == b.pairs.count && zip(a.pairs, b.pairs).allSatisfy { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}

/// What a form may hold at most.
package struct FormLimits: Hashable, Sendable {
    package var fields: Int
    /// Bytes of one name and of one value, decoded.
    package var name: Int
    package var value: Int

    package static let form = FormLimits(fields: 500, name: 200, value: 64 * 1024)
    package static let query = FormLimits(fields: 50, name: 100, value: 1024)
}

extension FormFields {
    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// - Throws: ``PortalError/malformed(_:)`` for a broken escape, bytes that are no UTF-8, NUL, or more than the limits allow.
    package init(decoding bytes: [UInt8], limits: FormLimits = .form) throws(PortalError) {
        guard !bytes.isEmpty else { return }
        for part in bytes.split(separator: 0x26) {
            guard pairs.count < limits.fields else { throw .malformed("表单的栏目过多。") }
            let halves = part.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(halves[0], limit: limits.name)
            let value = halves.count == 2 ? try Self.decoded(halves[1], limit: limits.value) : ""
            guard !name.isEmpty else { throw .malformed("表单中有没有名称的栏目。") }
            pairs.append((name, value))
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, limit: Int) throws(PortalError) -> String {
        guard bytes.count <= limit * 3 else { throw .malformed("表单中有过长的内容。") }
        guard let raw = String(validating: bytes, as: UTF8.self), let text = Percent.decode(raw, plusIsBlank: true) else {
            throw .malformed("表单的编码不正确。")
        }
        guard text.utf8.count <= limit else { throw .malformed("表单中有过长的内容。") }
        return text
    }
}
