/// An account as somebody types it: the bank's full name, a space, the number.
package struct AccountText: Hashable, Sendable {
    package let bank: String
    package let number: String
    /// Characters that somebody may type: name, number and the blanks between its groups, with some to spare.
    package static let longest = 120

    /// - Returns: nil for text that is none. Numbers have 8 to 32 digits, in groups or not.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        // Groups of digits at the end are the number; what stands before them is the bank.
        let digits = words.reversed().prefix { $0.allSatisfy { ("0"..."9").contains($0) } }
        let bank = words.dropLast(digits.count).joined()
        let number = digits.reversed().joined()
        guard (2...60).contains(bank.count), (8...32).contains(number.count) else { return nil }
        self.bank = bank
        self.number = number
    }
}

/// An account as a case's answers keep it: the name under which it lies sealed, and its last four digits (个人信息保护法 51).
package struct KeptAccount: Hashable, Sendable {
    private static let mark = "account"
    /// What is kept.
    package let answer: String
    package let name: String

    package init(name: String, number: String) {
        self.name = name
        answer = "\(Self.mark):\(name):\(number.suffix(4))"
    }

    /// - Returns: nil for text that isn't a kept answer.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.mark[...], !parts[1].isEmpty, parts[2].count == 4 else { return nil }
        answer = text
        name = String(parts[1])
    }

    /// For whoever named it.
    package var shown: String { "尾号\(answer.suffix(4))的账户" }
}
