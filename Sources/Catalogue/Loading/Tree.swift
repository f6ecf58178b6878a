/// A YAML value with its place in the file.
struct Tree {
    enum Content {
        /// `plain`: written without quotes, so that it may be a number, a flag or nothing.
        case scalar(String, plain: Bool)
        case sequence([Tree])
        case mapping([Pair])
    }

    struct Pair {
        let key: String
        let keyPlace: Place
        let value: Tree
    }

    let content: Content
    let place: Place

    subscript(key: String) -> Tree? { pairs.first { $0.key == key }?.value }

    var pairs: [Pair] {
        guard case .mapping(let pairs) = content else { return [] }
        return pairs
    }

    /// The items of a sequence; none for anything else.
    var items: [Tree] {
        guard case .sequence(let items) = content else { return [] }
        return items
    }

    /// The text of a scalar; nil for nothing, sequences and mappings.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// A key without a value, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, plain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }

    /// `true` or `false`; YAML 1.1's `yes` and `no` are texts here.
    var flag: Bool? {
        guard case .scalar(let text, plain: true) = content else { return nil }
        return text == "true" ? true : text == "false" ? false : nil
    }

    var integer: Int64? {
        guard case .scalar(let text, plain: true) = content, !text.hasPrefix("+"), !text.isEmpty,
            text == "0" || !(text.hasPrefix("0") || text.hasPrefix("-0"))
        else { return nil }
        return Int64(text)
    }

    /// As plain data, without places.
    var value: CatalogueValue {
        switch content {
        case .scalar(let text, _):
            if isNull { .null } else if let flag { .flag(flag) } else if let integer { .integer(integer) } else { .text(text) }
        case .sequence(let items): .list(items.map(\.value))
        case .mapping(let pairs): .map(pairs.map { CatalogueValue.Entry($0.key, $0.value.value) })
        }
    }

    /// What it is, in an error message.
    var chineseType: String {
        switch content {
        case .scalar: isNull ? "空值" : flag != nil ? "是否值" : integer != nil ? "整数" : "文字"
        case .sequence: "列表"
        case .mapping: "键值表"
        }
    }
}
