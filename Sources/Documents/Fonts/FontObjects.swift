import Packing

/// The objects of one embedded font subset in a PDF (ISO 32000-1 section 9.7).
enum FontObjects {
    /// Writes them and answers the number of the font object.
    ///
    /// - Parameter effort: how hard to pack them; nil where it is done for each document. Outlines of glyphs repeat nothing: deflating them
    ///   saves a tenth and takes as long as drawing the page.
    static func write(_ glyphs: FontUse.Glyphs, into book: inout PDFBook, packed effort: Packing.Effort?) throws -> Int {
        let face = glyphs.face
        // What no font has is drawn otherwise, but every font begins with the glyph for it.
        let all = (glyphs.all + [FontUse.Glyph(number: 0, text: .units([]))]).sorted { $0.number < $1.number }
        let used = all.enumerated().filter { $0.offset == 0 || $0.element.number != 0 }.map(\.element)
        let numbers = used.map(\.number)
        let name = "\(tag(numbers))+\(face.name)"
        let font = CompactFont.write(name: name, glyphs: numbers.map { ($0, face.program($0)) })
        let file = try book.stream(font, dictionary: "/Subtype /CIDFontType0C", effort)
        let unicode = try book.stream(toUnicode(used), effort)
        let descriptor = book.object(
            "<< /Type /FontDescriptor /FontName /\(name) /Flags 4 /FontBBox [0 -300 1200 1000] /ItalicAngle 0 /Ascent 880"
                + " /Descent -120 /CapHeight 733 /StemV 80 /FontFile3 \(file) 0 R >>")
        let descendant = book.object(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /\(name) /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
                + " /Supplement 0 >> /FontDescriptor \(descriptor) 0 R /DW 1000 /W [\(widths(numbers, face))] >>")
        return book.object(
            "<< /Type /Font /Subtype /Type0 /BaseFont /\(name)-Identity-H /Encoding /Identity-H"
                + " /DescendantFonts [\(descendant) 0 R] /ToUnicode \(unicode) 0 R >>")
    }

    /// Six letters that depend on the glyphs alone (FNV-1a).
    private static func tag(_ numbers: [UInt16]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in numbers { hash = (hash ^ UInt64(number)) &* 0x100_0000_01B3 }
        var letters = ""
        for _ in 0..<6 {
            letters.append(Character(UnicodeScalar(UInt8(65 + hash % 26))))
            hash /= 26
        }
        return letters
    }

    private static func widths(_ numbers: [UInt16], _ face: Face) -> String {
        var text: [UInt8] = []
        for number in numbers where face.width(number) != 1000 {
            text.appendInteger(Int(number))
            text.append(" [")
            text.appendInteger(face.width(number))
            text.append("] ")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func toUnicode(_ glyphs: [FontUse.Glyph]) -> [UInt8] {
        let mapped = glyphs.filter { !$0.text.isEmpty }
        var map: [UInt8] = []
        map.reserveCapacity(400 + 16 * mapped.count)
        map.append(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """)
        var start = 0
        while start < mapped.count {
            let block = mapped[start..<min(start + 100, mapped.count)]
            map.append("\(block.count) beginbfchar\n")
            for glyph in block {
                map.append(UInt8(ascii: "<"))
                map.appendHex(glyph.number)
                map.append("><")
                glyph.text.append(to: &map)
                map.append(">\n")
            }
            map.append("endbfchar\n")
            start += block.count
        }
        map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        return map
    }
}
