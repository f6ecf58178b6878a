/// Collects what is drawn on a page or an artwork. Points, from the upper left corner downwards.
final class Canvas {
    let width: Double
    let height: Double
    let typesetter: Typesetter
    /// The operators of a content stream (ISO 32000-1 annex A), for a coordinate system that points downwards.
    var content: [UInt8] = []
    var fonts = FontUse()
    private(set) var artworks: [Artwork] = []
    private(set) var stencils: [Stencil] = []
    private(set) var missing: [UInt32] = []

    init(width: Double, height: Double, typesetter: Typesetter) {
        (self.width, self.height, self.typesetter) = (width, height, typesetter)
        content.reserveCapacity(16_000)
    }

    // MARK: State

    func operate(_ code: String) {
        content.append(contentsOf: code.utf8)
        content.append(0x0A)
    }

    func number(_ value: Double) { content.append(value) }

    /// Everything that the body changes is undone after it.
    func isolated(_ body: () throws -> Void) rethrows {
        operate("q")
        try body()
        operate("Q")
    }

    func transform(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ x: Double, _ y: Double) {
        for value in [a, b, c, d] { content.append(value, decimals: 5) }
        number(x)
        number(y)
        operate("cm")
    }

    func use(_ artwork: Artwork, x: Double, y: Double, multiplied: Bool = false) {
        isolated {
            if multiplied { operate("/Multiply gs") }
            if x != 0 || y != 0 { transform(1, 0, 0, 1, x, y) }
            operate("/\(artwork.resource) Do")
        }
        if !artworks.contains(where: { $0.resource == artwork.resource }) { artworks.append(artwork) }
    }

    /// Paints a stencil on the unit square.
    func paint(_ stencil: Stencil) {
        operate("/\(Stencil.resource(stencils.count)) Do")
        stencils.append(stencil)
    }

    /// Writes a text, its upper left corner at a point, turned clockwise around it. A character that no font has becomes a hollow box, and
    /// the document remembers it.
    func show(_ image: SetText.Image, x: Double, y: Double, rotation: Double) {
        let (cosine, sine) = (Self.cosine(rotation), Self.sine(rotation))
        operate("BT")
        var last: SetText.Piece?
        for piece in image.pieces {
            if last.map({ $0.face !== piece.face || $0.size != piece.size }) ?? true {
                content.append(UInt8(ascii: "/"))
                content.append(piece.face.name)
                content.append(0x20)
                number(piece.size)
                operate("Tf")
            }
            last = piece
            content.append(cosine, decimals: 5)
            content.append(sine, decimals: 5)
            content.append(sine, decimals: 5)
            content.append(-cosine, decimals: 5)
            number(x + piece.x * cosine - piece.y * sine)
            number(y + piece.x * sine + piece.y * cosine)
            content.append("Tm ")
            content.append(contentsOf: piece.operation)
            fonts.add(piece.glyphs, of: piece.face)
        }
        operate("ET")
        if image.gaps.isEmpty { return }
        isolated {
            transform(cosine, sine, -sine, cosine, x, y)
            for gap in image.gaps {
                missing.append(gap.character)
                rectangle(gap.x + gap.advance * 0.08, gap.y - gap.size * 0.8, gap.advance * 0.84, gap.size * 0.84)
            }
            stroke(.text, width: 0.5)
        }
    }
}
