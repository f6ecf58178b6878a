/// 统一社会信用代码: GB 32100, check character MOD 31.
package enum CreditCodeNumber {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    /// - Throws: where it is wrong.
    package static func check(_ text: String) throws(IdentifierError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { throw .length(kind: .creditCode, found: text.count) }
        for position in 2..<8 where bytes[position] < 0x30 || bytes[position] > 0x39 { throw .digitExpected(position: position + 1) }
        var sum = 0
        for position in 0..<17 {
            guard let value = alphabet.firstIndex(of: bytes[position]) else { throw .character(position: position + 1) }
            sum += value * weights[position]
        }
        guard bytes[17] == alphabet[(31 - sum % 31) % 31] else { throw .checkCharacter }
    }
}

/// 组织机构代码: GB 11714, eight characters and a check character, written with or without a hyphen. Superseded since 2015, but old entries
/// name it.
enum OrganisationCodeNumber {
    private static let weights = [3, 7, 9, 10, 5, 8, 4, 2]

    static func check(_ text: String) throws(IdentifierError) {
        let bytes = Array(text.utf8.filter { $0 != 0x2D })
        guard bytes.count == 9 else { throw .length(kind: .organisationCode, found: text.count) }
        var sum = 0
        for position in 0..<8 {
            switch bytes[position] {
            case 0x30...0x39: sum += Int(bytes[position] - 0x30) * weights[position]
            case 0x41...0x5A: sum += Int(bytes[position] - 0x41 + 10) * weights[position]
            default: throw .character(position: position + 1)
            }
        }
        let check: UInt8 = switch 11 - sum % 11 {
        case 10: 0x58
        case 11: 0x30
        case let value: UInt8(0x30 + value)
        }
        guard bytes[8] == check else { throw .checkCharacter }
    }
}
