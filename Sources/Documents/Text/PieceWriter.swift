/// Writes glyphs that stand at given places as few operators: those of a line follow each other, and only where one isn't where the
/// advance of those before it brings it, it is moved (ISO 32000-1, 9.4.3).
struct PieceWriter {
    private(set) var pieces: [SetText.Piece] = []
    private let face: Face
    private let size: Double
    private var start = (x: 0.0, y: 0.0)
    private var pen = 0.0
    private var operation: [UInt8] = []
    private var glyphs: [FontUse.Glyph] = []

    init(_ face: Face, size: Double) {
        (self.face, self.size) = (face, size)
    }

    mutating func add(_ glyph: FontUse.Glyph, x: Double, y: Double) {
        if operation.isEmpty || y != start.y {
            close()
            operation.append("[<")
            (start, pen) = ((x, y), x)
        } else {
            let adjustment = ((pen - x) / size * 1000).rounded()
            if abs(adjustment) >= 2 {
                operation.append(UInt8(ascii: ">"))
                operation.append(adjustment, decimals: 0)
                operation.append(UInt8(ascii: "<"))
                pen -= adjustment * size / 1000
            }
        }
        operation.appendHex(glyph.number)
        glyphs.append(glyph)
        pen += Double(face.width(glyph.number)) * size / 1000
    }

    /// Ends the piece that was begun.
    mutating func close() {
        if operation.isEmpty { return }
        operation.append(">] TJ\n")
        pieces.append(SetText.Piece(face: face, size: size, x: start.x, y: start.y, operation: operation, glyphs: glyphs))
        operation = []
        glyphs = []
    }
}
