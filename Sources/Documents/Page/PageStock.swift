import Packing
import Seals

/// What documents with the same artworks begin with, to the byte: the artworks, the fonts of their texts, and the colour profile.
struct PageStock {
    private(set) var book = PDFBook()
    /// The objects of the artworks by their resources' names.
    private(set) var numbers: [String: Int] = [:]
    private(set) var profile = 0
    private let digest: [UInt8]

    init(_ artworks: [Artwork]) throws {
        var fonts = FontUse()
        for artwork in artworks { fonts.add(artwork.fonts) }
        var names = ""
        for glyphs in fonts.faces.sorted(by: { $0.face.name < $1.face.name }) {
            names += " /\(glyphs.face.name) \(try FontObjects.write(glyphs, into: &book, packed: .most)) 0 R"
        }
        let resources = book.object("<< /ProcSet [/PDF /Text] /Font <<\(names) >> >>")
        for artwork in artworks { numbers[artwork.resource] = artwork.write(into: &book, resources: resources) }
        profile = book.rawStream(ColorProfile.bytes, dictionary: "/N 3")
        digest = Digests.sha256(Array(book.written))
    }

    /// The identifier of a document that began with this stock: 32 hexadecimal digits.
    ///
    /// - Parameter start: where what its pages say begins, behind its fonts, which follow from that.
    func identifier(of book: PDFBook, from start: Int) -> String {
        Hex.encode(Digests.sha256(digest + book.written[start...]).prefix(16))
    }
}
