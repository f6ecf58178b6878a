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

    /// A text that is being written.
    private var origin = (x: 0.0, y: 0.0, cosine: 1.0, sine: 0.0)
    private var run: (face: Face, index: Int, size: Double)?
    private var isOpen = false
    private var pen = (x: 0.0, y: 0.0)
    private var hollowBoxes: [(x: Double, y: Double, width: Double, height: Double)] = []

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

    // MARK: Glyphs, called by the typesetter

    func beginText(x: Double, y: Double, rotation: Double) {
        origin = (x, y, Self.cosine(rotation), Self.sine(rotation))
        operate("BT")
    }

    func beginRun(_ face: Face, size: Double) {
        run = (face, fonts.index(of: face), size)
        content.append("/\(face.name) ")
        number(size)
        operate("Tf")
    }

    func glyph(_ glyph: UInt16, x: Double, y: Double, text: () -> [UInt16]) {
        guard let run else { return }
        fonts.add(glyph, face: run.index, text: text)
        if isOpen && y == pen.y {
            let adjustment = ((pen.x - x) / run.size * 1000).rounded()
            if abs(adjustment) >= 2 {
                content.append(UInt8(ascii: ">"))
                content.append(adjustment, decimals: 0)
                content.append(UInt8(ascii: "<"))
                pen.x -= adjustment * run.size / 1000
            }
        } else {
            closeGlyphs()
            content.append(origin.cosine, decimals: 5)
            content.append(origin.sine, decimals: 5)
            content.append(origin.sine, decimals: 5)
            content.append(-origin.cosine, decimals: 5)
            number(origin.x + x * origin.cosine - y * origin.sine)
            number(origin.y + x * origin.sine + y * origin.cosine)
            content.append("Tm [<")
            isOpen = true
            pen = (x, y)
        }
        content.appendHex(glyph)
        pen.x += Double(run.face.width(glyph)) * run.size / 1000
    }

    /// A character that no font has: a hollow box stands for it, and the document remembers it.
    func missingGlyph(x: Double, y: Double, advance: Double, size: Double, character: UInt32) {
        closeGlyphs()
        missing.append(character)
        hollowBoxes.append((x + advance * 0.08, y - size * 0.8, advance * 0.84, size * 0.84))
    }

    func endRun() {
        closeGlyphs()
        run = nil
    }

    func endText() {
        operate("ET")
        if hollowBoxes.isEmpty { return }
        isolated {
            transform(origin.cosine, origin.sine, -origin.sine, origin.cosine, origin.x, origin.y)
            for box in hollowBoxes { rectangle(box.x, box.y, box.width, box.height) }
            stroke(.text, width: 0.5)
        }
        hollowBoxes.removeAll()
    }

    private func closeGlyphs() {
        if isOpen { operate(">] TJ") }
        isOpen = false
    }
}
