/// A text as it was set: its size, and its glyphs once somebody wanted them. Points, from the upper left corner.
struct SetText {
    /// Glyphs of one face and one line, written by one operator.
    struct Piece {
        let face: Face
        let size: Double
        let x: Double
        let y: Double
        /// Glyphs and the moves between them, from `[` to `TJ`: they are the same wherever the text stands.
        let operation: [UInt8]
        let glyphs: [FontUse.Glyph]
    }

    /// No face has the character.
    struct Gap {
        let x: Double
        let y: Double
        let advance: Double
        let size: Double
        let character: UInt32
    }

    /// What is seen of a text.
    struct Image {
        private(set) var pieces: [Piece] = []
        private(set) var gaps: [Gap] = []

        init(_ runs: [ShapedRun]) {
            for run in runs {
                var writer = PieceWriter(run.face, size: run.size)
                for mark in run.marks {
                    switch mark {
                    case .glyph(let glyph, let x, let y): writer.add(glyph, x: x, y: y)
                    case .missing(let x, let y, let advance, let character):
                        writer.close()
                        gaps.append(Gap(x: x, y: y, advance: advance, size: run.size, character: character))
                    }
                }
                writer.close()
                pieces += writer.pieces
            }
        }
    }

    let width: Double
    let height: Double
    var image: Image?
}
