/// The identifier of an electronic licence (电子证照标识, GB/T 36904):
/// `1.2.156.3005.2.{kind}.{agency}.{serial}.{version}.{check}`.
package struct LicenceIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// What is licensed: the defining body's unified social credit code and three digits.
    package enum Kind {
        /// 不动产权证书
        package static let ownershipCertificate = "11100000MB03271699001"
        /// 不动产登记证明
        package static let registrationNotice = "11100000MB03271699022"
    }

    private static let arc = "1.2.156.3005.2."

    package let kind: String
    package let agency: String
    /// Nine digits.
    package let serial: String
    /// Three digits; a licence that is issued again has the next one.
    package let version: String
    package let check: Character

    /// Throws ``DocumentError/licenceIdentifier(_:)`` for a part of the wrong form.
    ///
    /// - Parameters:
    ///   - agency: the issuing body's code, six or eighteen of 0-9 and A-Z.
    ///   - serial: 1 to 999,999,999, unique for kind and agency.
    package init(kind: String, agency: String, serial: Int, version: Int = 1) throws {
        guard (1...999_999_999).contains(serial) else { throw DocumentError.licenceIdentifier("serial \(serial)") }
        guard (1...999).contains(version) else { throw DocumentError.licenceIdentifier("version \(version)") }
        try self.init(kind: kind, agency: agency, serialText: Self.pad(serial, 9), versionText: Self.pad(version, 3))
    }

    /// Reads an identifier and checks its last character.
    package init(_ text: String) throws {
        guard text.hasPrefix(Self.arc) else { throw DocumentError.licenceIdentifier("it does not begin with \(Self.arc)") }
        let parts = text.dropFirst(Self.arc.count).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[2].utf8.count == 9, parts[3].utf8.count == 3, Int(parts[2]) != nil, Int(parts[3]) != nil
        else { throw DocumentError.licenceIdentifier("it does not have its five parts") }
        try self.init(kind: parts[0], agency: parts[1], serialText: parts[2], versionText: parts[3])
        guard parts[4] == String(check) else { throw DocumentError.licenceIdentifier("its check character is wrong") }
    }

    private init(kind: String, agency: String, serialText: String, versionText: String) throws {
        guard kind.utf8.count == 21 else { throw DocumentError.licenceIdentifier("kind \(kind)") }
        guard agency.utf8.count == 6 || agency.utf8.count == 18 else { throw DocumentError.licenceIdentifier("agency \(agency)") }
        (self.kind, self.agency, serial, version) = (kind, agency, serialText, versionText)
        check = try Self.checkCharacter(kind + agency + serialText + versionText)
    }

    package var description: String { "\(Self.arc)\(kind).\(agency).\(serial).\(version).\(check)" }

    /// ISO/IEC 7064 MOD 37,36.
    static func checkCharacter(_ text: String) throws -> Character {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var product = 36
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else {
                throw DocumentError.licenceIdentifier("character \(character)")
            }
            let sum = (product + value) % 36
            product = (sum == 0 ? 36 : sum) * 2 % 37
        }
        return alphabet[(37 - product) % 36]
    }

    private static func pad(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: count - text.count) + text
    }
}
