import Packing

/// A drawing that many documents share, kept compressed: a form XObject (ISO 32000-1 section 8.10).
struct Artwork {
    let resource: String
    let width: Double
    let height: Double
    let fonts: FontUse
    let compressed: [UInt8]

    /// - Parameter name: unique among the artworks of a document.
    init(name: String, width: Double, height: Double, canvas: Canvas) throws {
        // A resource name must be of regular characters, and a name may hold a body's name in Chinese.
        resource = "A" + name.utf8.map { String($0, radix: 16) }.joined()
        (self.width, self.height) = (width, height)
        fonts = canvas.fonts
        compressed = try Packing.zlib.pack(canvas.content, .most)
    }

    func write(into book: inout PDFBook, resources: Int) -> Int {
        var box: [UInt8] = []
        for value in [0, 0, width, height] { box.append(value) }
        return book.compressedStream(
            compressed,
            dictionary: "/Type /XObject /Subtype /Form /BBox [\(String(decoding: box, as: UTF8.self))] /Resources \(resources) 0 R")
    }
}
