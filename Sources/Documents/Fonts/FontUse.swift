/// Which glyphs of which faces a document uses, and what text they stand for.
struct FontUse {
    struct Glyphs {
        let face: Face
        /// UTF-16 of the first text that a glyph was used for.
        var texts: [UInt16: [UInt16]] = [:]
    }

    private(set) var faces: [Glyphs] = []

    /// Where a face stands in ``faces``.
    mutating func index(of face: Face) -> Int {
        if let index = faces.firstIndex(where: { $0.face.name == face.name }) { return index }
        faces.append(Glyphs(face: face))
        return faces.count - 1
    }

    mutating func add(_ glyph: UInt16, face index: Int, text: () -> [UInt16]) {
        if faces[index].texts[glyph] == nil { faces[index].texts[glyph] = text() }
    }

    mutating func add(_ other: FontUse) {
        for glyphs in other.faces {
            let index = index(of: glyphs.face)
            faces[index].texts.merge(glyphs.texts) { first, _ in first }
        }
    }
}
