/// Glyphs of one face and size with their places, as shaping gives them. Points, from the upper left corner of the text.
struct ShapedRun {
    enum Mark: Equatable {
        case glyph(FontUse.Glyph, x: Double, y: Double)
        /// No face has the character.
        case missing(x: Double, y: Double, advance: Double, character: UInt32)
    }

    let face: Face
    let size: Double
    var marks: [Mark] = []
}
