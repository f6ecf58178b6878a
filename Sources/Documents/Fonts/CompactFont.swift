/// Writes a subset as a CID-keyed font in the Compact Font Format (Adobe Technical Note 5176).
///
/// A glyph keeps its number in the source font as its CID, so text can be written before the subset is known.
enum CompactFont {
    /// - Parameter glyphs: numbers and charstrings, ascending; the first one is glyph 0.
    static func write(name: String, glyphs: [(number: UInt16, program: [UInt8])]) -> [UInt8] {
        let header: [UInt8] = [1, 0, 4, 4]
        let names = index([Array(name.utf8)])
        let strings = index([Array("Adobe".utf8), Array("Identity".utf8)])
        let globalSubroutines: [UInt8] = [0, 0]
        var charset: [UInt8] = [0]
        charset.reserveCapacity(1 + 2 * glyphs.count)
        for glyph in glyphs.dropFirst() { charset.appendBig(Int(glyph.number), 2) }
        var select: [UInt8] = [3, 0, 1, 0, 0, 0]
        select.appendBig(glyphs.count, 2)
        let programs = index(glyphs.map(\.program))
        // The widths stand in the charstrings, so nominal and default width are 0.
        let privateDictionary = number(0) + [20] + number(0) + [21]

        // Offsets have a fixed length, so the length of the dictionary that holds them is known beforehand.
        let topLength = index([topDictionary(charset: 0, select: 0, programs: 0, dictionaries: 0)]).count
        let charsetAt = header.count + names.count + topLength + strings.count + globalSubroutines.count
        let selectAt = charsetAt + charset.count
        let programsAt = selectAt + select.count
        let privateAt = programsAt + programs.count
        let dictionariesAt = privateAt + privateDictionary.count
        let dictionaries = index([number(privateDictionary.count) + offset(privateAt) + [18]])

        var font: [UInt8] = []
        font.reserveCapacity(dictionariesAt + dictionaries.count)
        font += header + names
        font += index([topDictionary(charset: charsetAt, select: selectAt, programs: programsAt, dictionaries: dictionariesAt)])
        font += strings + globalSubroutines + charset + select
        font += programs
        font += privateDictionary + dictionaries
        return font
    }

    private static func topDictionary(charset: Int, select: Int, programs: Int, dictionaries: Int) -> [UInt8] {
        var bytes = number(391) + number(392) + number(0) + [12, 30]
        bytes += number(0) + number(-300) + number(1200) + number(1000) + [5]
        bytes += offset(65536) + [12, 34]
        bytes += offset(charset) + [15]
        bytes += offset(programs) + [17]
        bytes += offset(dictionaries) + [12, 36]
        return bytes + offset(select) + [12, 37]
    }

    private static func index(_ items: [[UInt8]]) -> [UInt8] {
        let total = items.reduce(1) { $0 + $1.count }
        let size = total < 1 << 8 ? 1 : total < 1 << 16 ? 2 : total < 1 << 24 ? 3 : 4
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 + (items.count + 1) * size + total)
        bytes.appendBig(items.count, 2)
        bytes.append(UInt8(size))
        var position = 1
        bytes.appendBig(position, size)
        for item in items {
            position += item.count
            bytes.appendBig(position, size)
        }
        for item in items { bytes += item }
        return bytes
    }

    private static func number(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        GlyphProgram.append(value, to: &bytes)
        return bytes
    }

    private static func offset(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = [29]
        bytes.appendBig(value, 4)
        return bytes
    }
}

extension [UInt8] {
    /// A number in so many bytes, the highest first.
    fileprivate mutating func appendBig(_ value: Int, _ count: Int) {
        for place in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    }
}
