/// 公民身份号码: GB 11643, check character by ISO 7064 MOD 11-2. Residence permits of Hong Kong, Macao and Taiwan people are built alike.
package enum IdentityCardNumber {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)
    /// First two digits of GB/T 2260: provinces, and the special regions as residence permits write them (81, 82, 83).
    private static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
    ]

    static func check(_ text: String) throws(IdentifierError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { throw .length(kind: .identityCard, found: text.count) }
        for position in 0..<17 where bytes[position] < 0x30 || bytes[position] > 0x39 { throw .digitExpected(position: position + 1) }
        func number(_ from: Int, _ length: Int) -> Int { bytes[from..<from + length].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        // 9 opens the numbers of foreigners with permanent residence.
        guard provinces.contains(number(0, 2)) || bytes[0] == 0x39 else { throw .division }
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
