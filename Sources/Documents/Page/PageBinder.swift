import Seals

/// Binds pages to a document.
enum PageBinder {
    static func bind(
        _ pages: [Canvas], _ metadata: DocumentMetadata, from workshop: Workshop, seal: PDFSeal.Place? = nil, attaching attachments: [Attachment] = []
    ) throws -> PrintedDocument {
        var metadata = metadata
        metadata.hasAttachments = !attachments.isEmpty
        var artworks: [Artwork] = []
        for artwork in pages.flatMap(\.artworks) where !artworks.contains(where: { $0.resource == artwork.resource }) { artworks.append(artwork) }
        let stock = try workshop.stock(artworks)
        var book = stock.book
        let tree = book.reserve()

        var fonts = FontUse()
        for page in pages { fonts.add(page.fonts) }
        var fontNumbers: [String: Int] = [:]
        for glyphs in fonts.faces.sorted(by: { $0.face.name < $1.face.name }) {
            fontNumbers[glyphs.face.name] = try FontObjects.write(glyphs, into: &book, packed: nil)
        }
        let start = book.written.count
        var kids = ""
        for page in pages {
            let content = try book.stream(flipped(page))
            var size: [UInt8] = []
            size.append(page.width)
            size.append(page.height)
            var resources = "/ProcSet [/PDF /Text /ImageB] /ExtGState << /Multiply << /Type /ExtGState /BM /Multiply /ca 0.92 >> >> /Font <<"
            for glyphs in page.fonts.faces { resources += " /\(glyphs.face.name) \(fontNumbers[glyphs.face.name] ?? 0) 0 R" }
            resources += " >> /XObject <<"
            for artwork in page.artworks { resources += " /\(artwork.resource) \(stock.numbers[artwork.resource] ?? 0) 0 R" }
            for (index, stencil) in page.stencils.enumerated() { resources += " /\(Stencil.resource(index)) \(stencil.write(into: &book)) 0 R" }
            let number = book.object(
                "<< /Type /Page /Parent \(tree) 0 R /MediaBox [0 0 \(String(decoding: size, as: UTF8.self))]"
                    + " /Resources << \(resources) >> >> /Contents \(content) 0 R >>")
            kids += "\(number) 0 R "
        }
        book.write(tree, "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")

        let xmp = book.rawStream(metadata.xmp(), dictionary: "/Type /Metadata /Subtype /XML")
        let attached = Attachment.write(attachments, at: metadata.createdAt, into: &book)
        let catalog = book.object(
            "<< /Type /Catalog /Pages \(tree) 0 R /Metadata \(xmp) 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >>"
                + " /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB)"
                + " /Info (sRGB) /DestOutputProfile \(stock.profile) 0 R >>]\(attached) >>")
        let information = book.object(metadata.information())
        let bytes = book.finish(catalog: catalog, information: information, identifier: stock.identifier(of: book, from: start))
        let missing = pages.flatMap(\.missing).compactMap(UnicodeScalar.init)
        return PrintedDocument(
            bytes: bytes, pages: pages.count, sealPlace: seal,
            missingCharacters: String(String.UnicodeScalarView(missing)))
    }

    /// A page's content after the matrix that turns its coordinates downwards.
    private static func flipped(_ page: Canvas) -> [UInt8] {
        var content: [UInt8] = Array("1 0 0 -1 0 ".utf8)
        content.reserveCapacity(page.content.count + 32)
        content.append(page.height)
        content.append("cm\n")
        content.append(contentsOf: page.content)
        return content
    }
}
