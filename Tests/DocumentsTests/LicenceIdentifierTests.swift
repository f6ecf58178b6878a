import Testing

@testable import Documents

@Suite("Electronic licence identifiers") struct LicenceIdentifierTests {
    @Test("the check character is that of the national test data")
    func vector() throws {
        let identifier = try LicenceIdentifier(kind: LicenceIdentifier.Kind.registrationNotice, agency: "340100", serial: 16)
        #expect(identifier.description == "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9")
        #expect(try LicenceIdentifier(identifier.description) == identifier)
    }

    @Test("every single wrong character is noticed")
    func singleErrors() throws {
        let text = Array(try LicenceIdentifier(kind: LicenceIdentifier.Kind.ownershipCertificate, agency: "12360100491067456L", serial: 123_456_789).description)
        for index in "1.2.156.3005.2.".count..<text.count where text[index] != "." {
            for replacement in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" where replacement != text[index] {
                var wrong = text
                wrong[index] = replacement
                #expect(throws: DocumentError.self) { try LicenceIdentifier(String(wrong)) }
            }
        }
    }

    @Test("parts of the wrong form are refused", arguments: [
        ("11100000MB03271699022", "340100", 0), ("11100000MB03271699022", "340100", 1_000_000_000), ("1110", "340100", 1),
        ("11100000MB03271699022", "34010", 1), ("11100000MB0327169902a", "340100", 1), ("11100000MB03271699022", "34010市", 1),
    ])
    func wrong(kind: String, agency: String, serial: Int) {
        #expect(throws: DocumentError.self) { try LicenceIdentifier(kind: kind, agency: agency, serial: serial) }
    }

    @Test("texts that are no identifiers are refused", arguments: ["", "1.2.156.3005.2.", "1.2.3", "1.2.156.3005.2.a.b.c.d.e"])
    func texts(text: String) {
        #expect(throws: DocumentError.self) { try LicenceIdentifier(text) }
    }
}
