/// 证件种类 (ZJZL). Raw values are ours and stable; the national codes are mapped.
package enum PartyIdentifierKind: String, Hashable, Sendable, Codable, CaseIterable {
    case identityCard = "identity-card"
    case hongKongMacaoTaiwan = "hmt-permit"
    case passport
    case householdRegister = "household-register"
    case officerCard = "officer-card"
    case organisationCode = "organisation-code"
    case businessLicence = "business-licence"
    case creditCode = "credit-code"
    case other

    package var nationalCode: String {
        switch self {
        case .identityCard: "1"
        case .hongKongMacaoTaiwan: "2"
        case .passport: "3"
        case .householdRegister: "4"
        case .officerCard: "5"
        case .organisationCode: "6"
        case .businessLicence: "7"
        case .creditCode: "8"
        case .other: "99"
        }
    }

    package var chinese: String {
        switch self {
        case .identityCard: "居民身份证"
        case .hongKongMacaoTaiwan: "港澳台身份证件"
        case .passport: "护照"
        case .householdRegister: "户口簿"
        case .officerCard: "军官证(士兵证)"
        case .organisationCode: "组织机构代码"
        case .businessLicence: "营业执照"
        case .creditCode: "统一社会信用代码"
        case .other: "其他证件"
        }
    }
}

/// An identity document's kind and number, checked as far as the standards allow. A number that breaks its standard can't exist.
package struct PartyIdentifier: Hashable, Sendable {
    package let kind: PartyIdentifierKind
    /// Upper case, half width, no spaces.
    package let number: String

    package init(kind: PartyIdentifierKind, number: String) throws(IdentifierError) {
        let text = try Self.folded(number)
        switch kind {
        case .identityCard: try IdentityCardNumber.check(text)
        case .creditCode: try CreditCodeNumber.check(text)
        case .hongKongMacaoTaiwan: try Self.check(text, 8...18, kind)
        case .passport: try Self.check(text, 5...17, kind)
        case .householdRegister: try Self.check(text, 6...18, kind)
        case .officerCard: try Self.check(text, 4...20, kind)
        case .organisationCode: try Self.check(text, 9...10, kind)
        case .businessLicence: try Self.check(text, 13...18, kind)
        case .other: try Self.check(text, 1...40, kind)
        }
        self.kind = kind
        self.number = text
    }

    /// `kind:number`, as it crosses the wire.
    package init(wire text: String) throws(IdentifierError) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = PartyIdentifierKind(rawValue: parts[0]) else { throw .unknownKind }
        try self.init(kind: kind, number: parts[1])
    }

    package var wire: String { "\(kind.rawValue):\(number)" }

    private static func folded(_ text: String) throws(IdentifierError) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20, 0x3000, 0x09: continue
            case 0xFF01...0xFF5E: result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x21...0x7E, 0x4E00...0x9FFF: result.unicodeScalars.append(scalar)
            default: throw .character
            }
            if result.unicodeScalars.count > 64 { throw .length(kind: nil, found: 65) }
        }
        return result.uppercased()
    }

    private static func check(_ text: String, _ lengths: ClosedRange<Int>, _ kind: PartyIdentifierKind) throws(IdentifierError) {
        guard lengths.contains(text.count) else { throw .length(kind: kind, found: text.count) }
    }

    /// 前6后4 for long numbers, the first and last character for short ones.
    package var masked: String {
        guard number.count > 10 else { return number.count <= 2 ? "**" : "\(number.prefix(1))\(String(repeating: "*", count: number.count - 2))\(number.suffix(1))" }
        return "\(number.prefix(6))\(String(repeating: "*", count: number.count - 10))\(number.suffix(4))"
    }
}

/// Why a text is not the number of an identity document.
package enum IdentifierError: Error, Hashable, Sendable {
    case unknownKind
    case character
    case length(kind: PartyIdentifierKind?, found: Int)
    case digitExpected(position: Int)
    case birthDate
    case division
    case checkCharacter

    package var message: String {
        switch self {
        case .unknownKind: "证件种类无效,请重新选择。"
        case .character: "证件号码中有不能识别的字符。"
        case .length(let kind, let found): "\(kind?.chinese ?? "证件")号码的位数不对,现为\(found)位。"
        case .digitExpected(let position): "证件号码第\(position)位应为数字。"
        case .birthDate: "身份证号码中的出生日期不存在。"
        case .division: "证件号码中的行政区划代码无效。"
        case .checkCharacter: "证件号码的校验码不对,请核对是否输错。"
        }
    }
}

/// 公民身份号码: GB 11643, check character by ISO 7064 MOD 11-2.
package enum IdentityCardNumber {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    static func check(_ text: String) throws(IdentifierError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { throw .length(kind: .identityCard, found: bytes.count) }
        for position in 0..<17 where bytes[position] < 0x30 || bytes[position] > 0x39 { throw .digitExpected(position: position + 1) }
        guard bytes[0] >= 0x31, bytes[0] <= 0x39 else { throw .division }
        func number(_ from: Int, _ length: Int) -> Int { bytes[from..<from + length].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard LegalDate(year: number(6, 4), month: number(10, 2), day: number(12, 2)) != nil, number(6, 4) >= 1850 else { throw .birthDate }
        let sum = zip(bytes, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        guard bytes[17] == checks[sum % 11] else { throw .checkCharacter }
    }

    /// The day of birth in a valid number.
    package static func birthDate(_ number: String) -> LegalDate? {
        guard number.utf8.count == 18 else { return nil }
        let digits = number.dropFirst(6).prefix(8)
        guard let year = Int(digits.prefix(4)), let month = Int(digits.dropFirst(4).prefix(2)), let day = Int(digits.dropFirst(6)) else { return nil }
        return LegalDate(year: year, month: month, day: day)
    }
}

/// 统一社会信用代码: GB 32100, check character MOD 31.
package enum CreditCodeNumber {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    static func check(_ text: String) throws(IdentifierError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { throw .length(kind: .creditCode, found: bytes.count) }
        for position in 2..<8 where bytes[position] < 0x30 || bytes[position] > 0x39 { throw .digitExpected(position: position + 1) }
        var sum = 0
        for position in 0..<17 {
            guard let value = alphabet.firstIndex(of: bytes[position]) else { throw .character }
            sum += value * weights[position]
        }
        guard bytes[17] == alphabet[(31 - sum % 31) % 31] else { throw .checkCharacter }
    }
}
