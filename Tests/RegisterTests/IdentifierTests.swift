import Testing

@testable import Register

/// Numbers of identity documents: what is accepted, and which check says no.
@Suite struct IdentifierTests {
    static let valid: [(PartyIdentifierKind, String, String)] = [
        // The example of GB 11643 itself.
        (.identityCard, "11010519491231002X", "11010519491231002X"), (.identityCard, " 110105 19491231 002x ", "11010519491231002X"),
        (.identityCard, "440524188001010014", "440524188001010014"), (.identityCard, "11010519491231002X", "11010519491231002X"),
        // 自然资源部.
        (.creditCode, "11100000MB03271699", "11100000MB03271699"), (.creditCode, "11100000mb03271699", "11100000MB03271699"),
        (.passport, "E12345678", "E12345678"), (.hongKongMacaoTaiwan, "H12345678", "H12345678"), (.hongKongMacaoTaiwan, "A123456(3)", "A123456(3)"),
        (.householdRegister, "000123456", "000123456"), (.officerCard, "军字第1234567号", "军字第1234567号"),
        (.organisationCode, "D2143569-X", "D2143569-X"), (.organisationCode, "D2143569X", "D2143569X"),
        (.businessLicence, "110108000000016", "110108000000016"), (.other, "赣B-12/3", "赣B-12/3"),
    ]

    @Test("valid numbers are stored in one form", arguments: valid)
    func accepted(kind: PartyIdentifierKind, written: String, stored: String) throws {
        #expect(try PartyIdentifier(kind: kind, number: written).number == stored)
    }

    static let bad: [(PartyIdentifierKind, String, IdentifierError)] = [
        (.identityCard, "110105194912310021", .checkCharacter), (.identityCard, "11010519491231002", .length(kind: .identityCard, found: 17)),
        (.identityCard, "1101051949123100A2", .digitExpected(position: 17)), (.identityCard, "110105194902300029", .birthDate),
        (.identityCard, "990105194912310027", .checkCharacter), (.identityCard, "170105194912310027", .division),
        (.identityCard, "010105194912310027", .division), (.creditCode, "11100000MB03271698", .checkCharacter),
        (.creditCode, "11100000MB0327169I", .checkCharacter), (.creditCode, "11100000MI03271699", .character(position: 10)),
        (.creditCode, "1110000AMB03271699", .digitExpected(position: 8)), (.creditCode, "11100000MB", .length(kind: .creditCode, found: 10)),
        (.passport, "E123-5678", .character(position: 5)), (.passport, "E1", .length(kind: .passport, found: 2)),
        (.organisationCode, "D2143569-1", .checkCharacter), (.hongKongMacaoTaiwan, "810000199001010011", .checkCharacter),
        (.other, "a\u{200B}b", .character(position: 2)), (.other, "", .length(kind: .other, found: 0)), (.passport, "护照12345", .character(position: 1)),
    ]

    @Test("what is wrong is named", arguments: bad)
    func refused(kind: PartyIdentifierKind, written: String, error: IdentifierError) {
        #expect(throws: error) { try PartyIdentifier(kind: kind, number: written) }
        #expect(error.message.hasSuffix("。"))
    }

    @Test("every single wrong digit and every swap of neighbours in an identity number is caught")
    func singleErrors() {
        let number = Array("11010519491231002X")
        for position in 0..<17 {
            for digit in "0123456789" where digit != number[position] {
                var wrong = number
                wrong[position] = digit
                #expect(throws: IdentifierError.self) { try PartyIdentifier(kind: .identityCard, number: String(wrong)) }
            }
            if position < 16, number[position] != number[position + 1] {
                var swapped = number
                swapped.swapAt(position, position + 1)
                #expect(throws: IdentifierError.self) { try PartyIdentifier(kind: .identityCard, number: String(swapped)) }
            }
        }
    }

    @Test("numbers are masked, read from the wire and hold a birth date")
    func uses() throws {
        let card = try PartyIdentifier(wire: "identity-card:11010519491231002X")
        #expect(card.masked == "110105********002X")
        #expect(card.wire == "identity-card:11010519491231002X")
        #expect(IdentityCardNumber.birthDate(card.number) == LegalDate(year: 1949, month: 12, day: 31))
        #expect(try PartyIdentifier(kind: .passport, number: "E12345678").masked == "E*******8")
        #expect(throws: IdentifierError.unknownKind) { try PartyIdentifier(wire: "library-card:1") }
        #expect(throws: IdentifierError.unknownKind) { try PartyIdentifier(wire: "11010519491231002X") }
        #expect(throws: IdentifierError.length(kind: nil, found: 65)) {
            try PartyIdentifier(kind: .other, number: String(repeating: "1", count: 200))
        }
    }
}
