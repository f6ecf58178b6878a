/// A picture of a bit a point, whose dark points are painted with the colour of the page: an image mask (ISO 32000-1, 8.9.6.2).
struct Stencil {
    let width: Int
    let height: Int
    /// Rows of whole bytes, the first point as the highest bit; 1 is painted. They are codes, which no compression makes shorter.
    let bits: [UInt8]

    /// - Parameter index: which one of its page it is.
    static func resource(_ index: Int) -> String { "S\(index)" }

    func write(into book: inout PDFBook) -> Int {
        book.rawStream(
            bits, dictionary: "/Type /XObject /Subtype /Image /Width \(width) /Height \(height) /ImageMask true /BitsPerComponent 1 /Decode [1 0]")
    }
}
