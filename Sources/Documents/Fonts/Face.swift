import CCairo

/// One font file's face: its glyphs as charstrings, made when they are first used.
final class Face {
    /// Family and style without blanks, such as `NotoSerifCJKSCBold`: unique, and the same on every machine.
    let name: String
    private let font: OpaquePointer
    private var entries: [(bytes: [UInt8], width: Int)] = []
    /// For each glyph where it stands among the entries, counted from 1; 0 until it is used. A face has no more glyphs than this.
    private var places = [UInt16](repeating: 0, count: 1 << 16)

    /// - Parameter source: HarfBuzz's font at any size; its face is kept.
    init(name: String, source: OpaquePointer) {
        self.name = name
        font = hb_font_create(hb_font_get_face(source))
        hb_font_set_scale(font, 1000, 1000)
    }

    deinit { hb_font_destroy(font) }

    /// Thousandths of the font size.
    func width(_ glyph: UInt16) -> Int { entries[place(glyph)].width }

    func program(_ glyph: UInt16) -> [UInt8] { entries[place(glyph)].bytes }

    private func place(_ glyph: UInt16) -> Int {
        let known = Int(places[Int(glyph)])
        if known > 0 { return known - 1 }
        let width = Int(hb_font_get_glyph_h_advance(font, UInt32(glyph)))
        var program = GlyphProgram(width: width)
        withUnsafeMutablePointer(to: &program) {
            dengbu_draw_glyph(font, UInt32(glyph), OutlineReader.shared.functions, $0)
        }
        program.finish()
        entries.append((program.bytes, width))
        places[Int(glyph)] = UInt16(entries.count)
        return entries.count - 1
    }
}

/// HarfBuzz's callbacks that write what they are told into a ``GlyphProgram``.
///
/// Sendable: the functions are made immutable, and each call brings its own program.
private final class OutlineReader: @unchecked Sendable {
    static let shared = OutlineReader()
    let functions: OpaquePointer?

    private init() {
        functions = hb_draw_funcs_create()
        hb_draw_funcs_set_move_to_func(
            functions, { _, data, _, x, y, _ in OutlineReader.program(data)?.pointee.move(round(x), round(y)) }, nil, nil)
        hb_draw_funcs_set_line_to_func(
            functions, { _, data, _, x, y, _ in OutlineReader.program(data)?.pointee.line(round(x), round(y)) }, nil, nil)
        hb_draw_funcs_set_cubic_to_func(
            functions,
            { _, data, _, x1, y1, x2, y2, x3, y3, _ in
                OutlineReader.program(data)?.pointee.curve(round(x1), round(y1), round(x2), round(y2), round(x3), round(y3))
            }, nil, nil)
        // HarfBuzz turns quadratic curves into cubic ones where no callback wants them.
        hb_draw_funcs_make_immutable(functions)
    }

    private static func program(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<GlyphProgram>? {
        data?.assumingMemoryBound(to: GlyphProgram.self)
    }
}

private func round(_ value: Float) -> Int { Int(value.rounded()) }
