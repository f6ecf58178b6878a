/// Why a document could not be made.
package enum DocumentError: Error, Equatable, Sendable {
    /// A font family that documents are set in doesn't resolve on this machine; `found` is what would stand in for it.
    case fontMissing(family: String, found: String)
    /// A text is longer than any certificate can hold. Lengths are in characters.
    case textTooLong(field: String, length: Int, limit: Int)
    /// A text that is wanted is empty.
    case textMissing(field: String)
    /// The text is too long for a QR code, or the library failed.
    case qrCode(bytes: Int)
    /// A drawing has a shape of fewer than three points, or coordinates that aren't finite.
    case drawing(String)
    /// A part of an electronic licence identifier has the wrong form.
    case licenceIdentifier(String)
    /// A stream of a document can't be read.
    case damaged(String)
}

extension DocumentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .fontMissing(let family, let found):
            "the font \(family) is not installed (\(found) would stand in for it); install the package fonts-noto-cjk"
        case .textTooLong(let field, let length, let limit): "\(field): \(length) characters, at most \(limit) can be printed"
        case .textMissing(let field): "\(field): a text is wanted"
        case .qrCode(let bytes): "no QR code holds these \(bytes) bytes"
        case .drawing(let what): "drawing: \(what)"
        case .licenceIdentifier(let what): "electronic licence identifier: \(what)"
        case .damaged(let what): "the document is damaged: \(what)"
        }
    }
}
