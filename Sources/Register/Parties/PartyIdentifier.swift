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
        case .organisationCode: try OrganisationCodeNumber.check(text)
        case .hongKongMacaoTaiwan:
            // The residence permit has 18 characters, like an identity card; travel permits and local identity cards are shorter.
            if text.count == 18 { try IdentityCardNumber.check(text) } else { try Self.check(text, 8...11, kind, also: "()") }
        case .passport: try Self.check(text, 5...17, kind)
        case .householdRegister: try Self.check(text, 6...18, kind, also: "-")
        case .officerCard: try Self.check(text, 4...20, kind, also: "-()", words: true)
        case .businessLicence: try Self.check(text, 13...18, kind, also: "-")
        case .other: try Self.check(text, 1...40, kind, also: "-()/._", words: true)
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

    /// Full-width characters become narrow, blanks go, letters become capitals.
    private static func folded(_ text: String) throws(IdentifierError) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20, 0x3000, 0x09, 0xA0: continue
            case 0xFF01...0xFF5E: result.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x21...0x7E, 0x4E00...0x9FFF: result.append(scalar)
            default: throw .character(position: result.count + 1)
            }
            if result.count > 64 { throw .length(kind: nil, found: 65) }
        }
        return String(result).uppercased()
    }

    /// - Parameters:
    ///   - also: punctuation that may stand between letters and digits.
    ///   - words: whether Chinese characters may, as in 军字第1234567号.
    private static func check(
        _ text: String, _ lengths: ClosedRange<Int>, _ kind: PartyIdentifierKind, also: String = "", words: Bool = false
    ) throws(IdentifierError) {
        guard lengths.contains(text.count) else { throw .length(kind: kind, found: text.count) }
        for (index, character) in text.enumerated() {
            let plain = character.isASCII && (character.isNumber || character.isLetter)
            guard plain || also.contains(character) || (words && !character.isASCII) else { throw .character(position: index + 1) }
        }
    }

    /// 前6后4 for long numbers, the first and last character for short ones.
    package var masked: String {
        guard number.count > 10 else {
            return number.count <= 2 ? "**" : "\(number.prefix(1))\(String(repeating: "*", count: number.count - 2))\(number.suffix(1))"
        }
        return "\(number.prefix(6))\(String(repeating: "*", count: number.count - 10))\(number.suffix(4))"
    }
}
