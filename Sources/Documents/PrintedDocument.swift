package import Seals

/// A finished document, ready to be sealed.
package struct PrintedDocument: Sendable {
    /// The PDF. The same input gives the same bytes on every machine with the same fonts.
    package let bytes: [UInt8]
    package let pages: Int
    /// Where the picture of the seal is, for the signature to be attached to.
    package let sealPlace: PDFSeal.Place?
    /// Characters that no installed font has; they are printed as a hollow box, and a person should look at the document.
    package let missingCharacters: String
}
