/// A law, regulation or published document that services rest on.
package struct Law: Hashable, Sendable {
    /// As files and officials write it, e.g. 实施细则.
    package let name: String
    /// In full, without the title marks.
    package let title: String
    /// Who made it and when it took effect in the form that is cited.
    package let issued: String
}

/// A reference to a law, as a rule to an article of it.
package struct Statute: Hashable, Sendable {
    package let law: Law
    package let article: Int?
    /// 款 within the article.
    package let paragraph: Int?

    /// As files write it: `民法典 209`, `条例 14.2`.
    package var short: String {
        guard let article else { return law.name }
        return "\(law.name) \(article)" + (paragraph.map { ".\($0)" } ?? "")
    }

    /// As a decision prints it: 《中华人民共和国民法典》第二百零九条.
    package var chinese: String {
        var text = "《\(law.title)》"
        if let article { text += "第\(ChineseNumeral.text(article))条" }
        if let paragraph { text += "第\(ChineseNumeral.text(paragraph))款" }
        return text
    }
}

/// Whole numbers as laws write them.
enum ChineseNumeral {
    /// 1 to 9999; other numbers in Arabic digits.
    static func text(_ number: Int) -> String {
        guard (1...9999).contains(number) else { return String(number) }
        let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        let units = ["", "十", "百", "千"]
        let places = String(number).compactMap(\.wholeNumberValue)
        var text = ""
        var zero = false
        for (index, digit) in places.enumerated() {
            if digit == 0 {
                zero = true
                continue
            }
            if zero { text += digits[0] }
            zero = false
            text += digits[digit] + units[places.count - 1 - index]
        }
        // 10 to 19 are written without the leading one.
        return text.hasPrefix("一十") ? String(text.dropFirst()) : text
    }
}
