import Seals

/// What a document says about itself.
struct DocumentMetadata {
    var title: String
    var author: String
    var subject: String
    /// Seconds since 1970. The only time in a document, so that printing it again gives the same bytes.
    var createdAt: Int64
    /// Only part 3 of PDF/A lets a document carry files of any kind (ISO 19005-3 section 6.8).
    var hasAttachments = false

    static let producer = "Dengbu"

    /// The information dictionary (ISO 32000-1 section 14.3.3).
    func information() -> String {
        "<< /Title \(PDFText.hex(title)) /Author \(PDFText.hex(author)) /Subject \(PDFText.hex(subject))"
            + " /Producer (\(Self.producer)) /Creator (\(Self.producer)) /CreationDate (\(PDFDate.text(createdAt)))"
            + " /ModDate (\(PDFDate.text(createdAt))) >>"
    }

    /// The same in XMP, with the claim to be PDF/A-2b (ISO 19005-2 section 6.6), or PDF/A-3b where files are attached.
    func xmp() -> [UInt8] {
        let date = PDFDate.iso(createdAt)
        return Array(
            """
            <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
            xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
            <pdfaid:part>\(hasAttachments ? 3 : 2)</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(title))</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>\(escaped(author))</rdf:li></rdf:Seq></dc:creator>
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(subject))</rdf:li></rdf:Alt></dc:description>
            <xmp:CreateDate>\(date)</xmp:CreateDate><xmp:ModifyDate>\(date)</xmp:ModifyDate>
            <xmp:CreatorTool>\(Self.producer)</xmp:CreatorTool><pdf:Producer>\(Self.producer)</pdf:Producer>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """.utf8)
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
