/// Which glyphs of which faces a document uses, and what text they stand for.
struct FontUse {
    struct Glyph: Equatable {
        let number: UInt16
        let text: GlyphText
    }

    struct Glyphs {
        let face: Face
        /// Each glyph with the first text that it was used for.
        private(set) var all: [Glyph] = []
        /// A bit for each glyph of the face.
        private var seen = [UInt64](repeating: 0, count: 1 << 10)

        init(face: Face) {
            self.face = face
            all.reserveCapacity(128)
        }

        mutating func add(_ glyph: Glyph) {
            let (word, bit) = (Int(glyph.number >> 6), 1 as UInt64 &<< UInt64(glyph.number))
            if seen[word] & bit != 0 { return }
            seen[word] |= bit
            all.append(glyph)
        }
    }

    private(set) var faces: [Glyphs] = []

    mutating func add(_ glyphs: [Glyph], of face: Face) {
        let index = index(of: face)
        for glyph in glyphs { faces[index].add(glyph) }
    }

    mutating func add(_ other: FontUse) {
        for glyphs in other.faces { add(glyphs.all, of: glyphs.face) }
    }

    private mutating func index(of face: Face) -> Int {
        if let index = faces.firstIndex(where: { $0.face === face || $0.face.name == face.name }) { return index }
        faces.append(Glyphs(face: face))
        return faces.count - 1
    }
}

/// The characters that a glyph stands for: mostly one.
enum GlyphText: Equatable {
    case character(UInt32)
    /// UTF-16; nothing for the second and later glyphs of a cluster.
    case units([UInt16])

    init(_ text: String) {
        let scalars = text.unicodeScalars
        if let only = scalars.first, scalars.count == 1 { self = .character(only.value) } else { self = .units(Array(text.utf16)) }
    }

    var isEmpty: Bool { self == .units([]) }

    /// Appends the UTF-16 in hexadecimal digits.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .units(let units): for unit in units { bytes.appendHex(unit) }
        case .character(let value) where value < 0x1_0000: bytes.appendHex(UInt16(value))
        case .character(let value):
            bytes.appendHex(UInt16(0xD800 + (value - 0x1_0000) >> 10))
            bytes.appendHex(UInt16(0xDC00 + (value - 0x1_0000) & 0x3FF))
        }
    }
}
