/// An account as somebody types it: the bank's full name, a space, the number; and after it `户名` with whose it is, where several may be meant.
package struct AccountText: Hashable, Sendable {
    package let bank: String
    package let number: String
    /// Whose it is; nil where that isn't said.
    package let holder: String?
    private static let holderMark = "户名"
    /// Characters that somebody may type: names, number and the blanks between its groups, with some to spare.
    package static let longest = 200

    /// - Returns: nil for text that is none. Numbers have 8 to 32 digits, in groups or not.
    package init?(_ text: String) {
        var words = text.split(whereSeparator: \.isWhitespace)
        var named: String?
        if let place = words.lastIndex(where: { $0.hasPrefix(Self.holderMark) }) {
            let rest = words[place...].joined(separator: " ").dropFirst(Self.holderMark.count)
            let name = rest.drop(while: { $0 == "：" || $0 == ":" || $0 == " " })
            guard (1...100).contains(name.count) else { return nil }
            named = String(name)
            words.removeSubrange(place...)
        }
        // Groups of digits at the end are the number; what stands before them is the bank.
        let digits = words.reversed().prefix { $0.allSatisfy { ("0"..."9").contains($0) } }
        let bank = words.dropLast(digits.count).joined()
        let number = digits.reversed().joined()
        guard (2...60).contains(bank.count), (8...32).contains(number.count) else { return nil }
        self.bank = bank
        self.number = number
        holder = named
    }
}

/// An account as a case's answers keep it: the name under which it lies sealed, its last four digits (个人信息保护法 51), and whose it is, by the party's key.
package struct KeptAccount: Hashable, Sendable {
    private static let mark = "account"
    /// What is kept.
    package let answer: String
    package let name: String
    /// The key of the party whose it is, where that was said.
    package let holder: String?
    private let digits: String

    package init(name: String, number: String, holder: String? = nil) {
        self.name = name
        self.holder = holder
        digits = String(number.suffix(4))
        answer = "\(Self.mark):\(name):\(digits)\(holder.map { ":\($0)" } ?? "")"
    }

    /// - Returns: nil for text that isn't a kept answer.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), parts[0] == Self.mark[...], !parts[1].isEmpty, parts[2].count == 4, parts.count == 3 || !parts[3].isEmpty else { return nil }
        answer = text
        holder = parts.count == 4 ? String(parts[3]) : nil
        digits = String(parts[2])
        name = String(parts[1])
    }

    /// For whoever named it.
    package var shown: String { "尾号\(digits)的账户" }
}
