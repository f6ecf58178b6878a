package import Register

/// Somebody says: this identifier belongs to this name.
package struct PartyClaim: Hashable, Sendable {
    /// Who says so decides what happens when the book knows another name.
    package enum Source: Hashable, Sendable {
        /// An authority over names (public security, market supervision, unified identity): a new name replaces the old one.
        case authority
        /// Anybody else: another name is refused with ``IdentityError/nameDiffers``.
        case stated
    }

    package let name: String
    package let identifier: PartyIdentifier
    package let kind: PartyKind
    package let phone: String?
    package let source: Source

    /// - Throws: ``IdentityError/badName``, ``IdentityError/badPhone``.
    package init(
        name: String, identifier: PartyIdentifier, kind: PartyKind, phone: String? = nil, source: Source = .stated
    ) throws(IdentityError) {
        self.name = try PartyName.normalised(name)
        self.identifier = identifier
        self.kind = kind
        self.phone = try phone.map(PhoneNumber.normalised)
        self.source = source
    }
}

/// Names as they are compared: departments write the same one with other blanks, widths and middle dots.
package enum PartyName {
    /// The longest name that is accepted, in characters. TD/T 1066 gives the holder's name 100.
    package static let limit = 100

    package static func normalised(_ text: String) throws(IdentityError) -> String {
        var scalars = String.UnicodeScalarView()
        var pendingBlank = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20, 0xA0, 0x3000, 0x09:
                pendingBlank = !scalars.isEmpty
                continue
            case 0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
                // Control and direction characters could make one name look like another.
                throw .badName
            default: break
            }
            if pendingBlank {
                scalars.append(" ")
                pendingBlank = false
            }
            scalars.append(folded(scalar))
        }
        let name = String(scalars)
        guard !name.isEmpty, name.count <= limit else { throw .badName }
        return name
    }

    /// Full-width letters, digits and brackets become narrow; the dots in transcribed names become one.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x2022, 0x2027, 0x30FB, 0xFF65, 0x2219, 0x22C5: "\u{B7}"
        default: scalar
        }
    }
}

package enum PhoneNumber {
    /// Digits with an optional leading `+`; blanks and dashes between them are dropped.
    package static func normalised(_ text: String) throws(IdentityError) -> String {
        var result = ""
        for character in text where character != " " && character != "-" {
            guard character.isASCII, character.isNumber || (character == "+" && result.isEmpty) else { throw .badPhone }
            result.append(character)
        }
        guard (5...16).contains(result.count) else { throw .badPhone }
        return result
    }
}
