import Packing
package import Seals

/// What a document of this program shows as text, read back from its pages: glyphs through the fonts' maps to Unicode.
package enum PrintedText {
    /// The characters of all pages in the order in which they were set, without white space.
    /// - Throws: `DocumentError.damaged`, `SealError.pdf`.
    package static func read(_ contents: PDFContents) throws -> String {
        var text = ""
        for page in try contents.pages() {
            let maps = try page.unicode.mapValues { map(try bytes($0)) }
            text += try read(bytes(page.content), maps)
        }
        return text
    }

    /// The bytes of a stream, expanded.
    package static func bytes(_ stream: PDFContents.Stream) throws -> [UInt8] {
        stream.isDeflated ? try inflate(stream.bytes) : stream.bytes
    }

    /// A text as `read` gives it once it is printed.
    package static func condensed(_ text: String) -> String { PlainText.clean(text).filter { !$0.isWhitespace } }

    /// Far more than a page of this program has: nobody fills our memory with a small file.
    private static let mostBytes = 32 << 20

    private static func inflate(_ bytes: [UInt8]) throws -> [UInt8] {
        do { return try Packing.zlib.unpack(bytes, atMost: mostBytes) } catch { throw DocumentError.damaged("\(error)") }
    }

    /// The lines `<glyph><text>` of a ToUnicode map.
    private static func map(_ bytes: [UInt8]) -> [UInt16: String] {
        var map: [UInt16: String] = [:]
        for line in bytes.split(separator: 0x0A) where line.first == UInt8(ascii: "<") {
            let parts = line.split { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }
            guard parts.count == 2, let glyph = units(parts[0]).first else { continue }
            map[glyph] = String(decoding: units(parts[1]), as: UTF16.self)
        }
        return map
    }

    private static func units(_ digits: ArraySlice<UInt8>) -> [UInt16] {
        let values = digits.compactMap { digit -> UInt16? in Character(UnicodeScalar(digit)).hexDigitValue.map(UInt16.init) }
        return stride(from: 0, to: values.count - values.count % 4, by: 4).map { values[$0..<$0 + 4].reduce(0) { $0 << 4 | $1 } }
    }

    /// Glyphs stand as hexadecimal strings, and only they do.
    private static func read(_ content: [UInt8], _ maps: [String: [UInt16: String]]) -> String {
        var text = ""
        var font: [UInt16: String] = [:]
        var position = 0
        while position < content.count {
            switch content[position] {
            case UInt8(ascii: "/"):
                let end = content[(position + 1)...].firstIndex { $0 == 0x20 || $0 == 0x0A } ?? content.count
                let name = String(decoding: content[position + 1..<end], as: UTF8.self)
                if let map = maps[name] { font = map }
                position = end
            case UInt8(ascii: "<"):
                let end = content[position...].firstIndex(of: UInt8(ascii: ">")) ?? content.count
                for glyph in units(content[position + 1..<end]) { text += font[glyph] ?? "" }
                position = end + 1
            default: position += 1
            }
        }
        return condensed(text)
    }
}
