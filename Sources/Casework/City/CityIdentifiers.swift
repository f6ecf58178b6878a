import Register

/// Identity numbers and credit codes with their right check characters, for people and firms that don't exist.
enum CityIdentifiers {
    /// 公民身份号码 (GB 11643): division, birth date, serial (odd for men), ISO 7064 MOD 11-2 check.
    static func identity(division: String, birth: LegalDate, serial: Int, male: Bool) -> String {
        let (year, month, day) = birth.parts
        var order = serial % 1000
        if (order % 2 == 1) != male { order = (order + 1) % 1000 }
        let text = division + pad(year, 4) + pad(month, 2) + pad(day, 2) + pad(order, 3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(text.utf8, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        return text + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// 统一社会信用代码 (GB 32100): kind, division, organisation code, MOD 31 check.
    /// - Parameter kind: `91` for enterprises under market supervision, `12` for public institutions (事业单位), `32` for notary offices,
    ///   `11` for state organs.
    static func creditCode(kind: String = "91", division: String, serial: Int) -> String {
        let body = (kind == "91" ? "MA" : "MB") + base31(serial, 6)
        let organisation = body + organisationCheck(body)
        let text = kind + division + organisation
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        var sum = 0
        for (character, weight) in zip(text, weights) { sum += (alphabet.firstIndex(of: character) ?? 0) * weight }
        return text + String(alphabet[(31 - sum % 31) % 31])
    }

    /// Check character of the organisation code (GB 11714), which stands inside the credit code.
    private static func organisationCheck(_ body: String) -> String {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let all = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let sum = zip(body, weights).reduce(0) { $0 + (all.firstIndex(of: $1.0) ?? 0) * $1.1 }
        switch 11 - sum % 11 {
        case 10: return "X"
        case 11: return "0"
        case let check: return String(check)
        }
    }

    private static func base31(_ value: Int, _ length: Int) -> String {
        var rest = value
        var text = ""
        for _ in 0..<length {
            text = String(alphabet[rest % 31]) + text
            rest /= 31
        }
        return text
    }

    static func pad(_ value: Int, _ length: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, length - text.count)) + text
    }
}
