package import Register

/// A charge as somebody states it: how much, to whom, at which bank, on which account.
package struct ChargeText: Hashable, Sendable {
    package let amount: Money
    /// The payee’s full name, in which the account is held.
    package let payee: String
    package let account: AccountText
    /// What is typed into the four parts of a page is joined by this.
    package static let separator: Character = "\n"
    /// Characters that somebody may type in all.
    package static let longest = 240
    /// In place of all four: what the custodian's own tariff says (`ChargeKind.hasTariff`).
    package static let byTariff = "tariff"
    /// Ten million yuan: more than any fee of a sale.
    package static let largest = Money(yuan: 10_000_000)

    /// - Parameter text: yuan, the payee, the bank and the number, each on a line of its own or with blanks between them.
    /// - Returns: nil for text that is none.
    package init?(_ text: String) {
        guard text.count <= Self.longest else { return nil }
        let lines = text.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
        let parts: (amount: String, payee: String, account: String)
        if lines.count == 4 {
            parts = (lines[0], lines[1], "\(lines[2]) \(lines[3])")
        } else {
            let words = text.split(whereSeparator: \.isWhitespace)
            guard words.count >= 4 else { return nil }
            parts = (String(words[0]), String(words[1]), words.dropFirst(2).joined(separator: " "))
        }
        let payee = parts.payee.filter { !$0.isWhitespace }
        guard let amount = Money(yuanText: parts.amount.filter { $0 != "元" }), amount > .zero, amount <= Self.largest, (2...60).contains(payee.count),
            let account = AccountText(parts.account), account.holder == nil
        else { return nil }
        self.amount = amount
        self.payee = payee
        self.account = account
    }
}

/// A charge as a case’s answers keep it: the amount, the name under which payee and account lie sealed, and the account’s last digits (个人信息保护法 51).
package struct KeptCharge: Hashable, Sendable {
    private static let mark = "charge"
    /// Nothing is paid out of custody for it: an answer like any other.
    package static let none = "no"
    package let answer: String
    package let amount: Money
    /// The name of the account.
    package let account: String

    package init(amount: Money, account: String, number: String) {
        self.amount = amount
        self.account = account
        answer = "\(Self.mark):\(amount.fen):\(account):\(number.suffix(4))"
    }

    /// - Returns: nil for text that isn’t a kept answer.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.mark[...], let fen = Int64(parts[1]), (1...ChargeText.largest.fen).contains(fen), !parts[2].isEmpty, parts[3].count == 4 else { return nil }
        answer = text
        amount = Money(fen: fen)
        account = String(parts[2])
    }

    /// For whoever stated it and whoever signs it.
    package var shown: String { "\(amount)元，付到尾号\(answer.suffix(4))的账户" }
}
