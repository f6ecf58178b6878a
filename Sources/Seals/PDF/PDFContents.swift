/// What a finished PDF holds beside its pages' looks: attached files, and the streams from which its text can be read.
///
/// It reads documents as ``PDFSealer`` seals them; bytes of streams are as they stand, compressed or not.
package struct PDFContents: Sendable {
    package struct Stream: Sendable {
        package let bytes: [UInt8]
        /// Whether the bytes are compressed by zlib (`/FlateDecode`).
        package let isDeflated: Bool
    }

    package struct Attachment: Sendable {
        package let name: String
        package let content: Stream
    }

    package struct Page: Sendable {
        package let content: Stream
        /// The maps from glyphs to Unicode, by the fonts' names on the page.
        package let unicode: [String: Stream]
    }

    private let file: PDFFile

    /// - Throws: ``SealError/pdf(_:)`` for bytes that can't be read.
    package init(_ pdf: [UInt8]) throws { file = try PDFFile(pdf) }

    /// Files attached to the document as a whole (ISO 32000-2 section 14.13).
    package func attachments() throws -> [Attachment] {
        try file.array("AF", in: try file.catalog().dictionary).map { element in
            guard let number = PDFDictionary.reference(file.bytes[element]) else { throw SealError.pdf("an attachment is not an object") }
            let specification = try file.dictionary(number)
            guard let files = try nested("EF", in: specification), let stream = files.reference("F") else {
                throw SealError.pdf("an attachment has no file")
            }
            let name = (specification.source("UF") ?? specification.source("F")).flatMap(PDFText.decode) ?? ""
            return Attachment(name: name, content: try self.stream(stream))
        }
    }

    package func pages() throws -> [Page] {
        guard let tree = try file.catalog().dictionary.reference("Pages") else { throw SealError.pdf("it has no pages") }
        var pages: [Page] = []
        let count = try file.dictionary(tree).integer("Count") ?? 0
        guard (0...1_000).contains(count) else { throw SealError.pdf("it has \(count) pages") }
        for index in 0..<count {
            let page = try file.dictionary(file.page(index))
            guard let content = page.reference("Contents"), let resources = try nested("Resources", in: page) else {
                throw SealError.pdf("page \(index + 1) is not as this program writes pages")
            }
            var unicode: [String: Stream] = [:]
            if let fonts = try nested("Font", in: resources) {
                for name in fonts.keys {
                    guard let number = fonts.reference(name), let map = try file.dictionary(number).reference("ToUnicode") else { continue }
                    unicode[name] = try stream(map)
                }
            }
            pages.append(Page(content: try stream(content), unicode: unicode))
        }
        return pages
    }

    /// A dictionary within a dictionary, direct or by reference.
    private func nested(_ key: String, in dictionary: PDFDictionary) throws -> PDFDictionary? {
        if let number = dictionary.reference(key) { return try file.dictionary(number) }
        guard let range = dictionary.range(of: key) else { return nil }
        var scanner = PDFScanner(file.bytes, at: range.lowerBound)
        return try scanner.dictionary()
    }

    private func stream(_ number: Int) throws -> Stream {
        var scanner = try file.scanner(object: number)
        let dictionary = try scanner.dictionary()
        try scanner.expect("stream")
        if try scanner.byte() == 0x0D { scanner.position += 1 }
        guard try scanner.byte() == 0x0A, let length = try dictionary.integer("Length"), length >= 0,
            length <= file.bytes.count - scanner.position - 1
        else { throw SealError.pdf("object \(number) is not a whole stream") }
        let start = scanner.position + 1
        let filter = dictionary.source("Filter")
        guard filter == nil || filter == "/FlateDecode" else { throw SealError.pdf("object \(number) has the filter \(filter ?? "")") }
        return Stream(bytes: Array(file.bytes[start..<start + length]), isDeflated: filter != nil)
    }
}
