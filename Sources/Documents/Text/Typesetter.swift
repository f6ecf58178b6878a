import CCairo

/// Lays out text by Pango and writes its glyphs to a canvas.
///
/// One layout and its fonts are used again and again. Texts are always set as plain text, never as markup.
final class Typesetter {
    private let map: UnsafeMutablePointer<PangoFontMap>
    let context: OpaquePointer
    let layout: OpaquePointer
    private var descriptions: [TypeCase.Key: OpaquePointer] = [:]
    private var faces: [String: Face] = [:]
    private var facesByFont: [OpaquePointer: (face: Face, size: Double)] = [:]
    private var known = SetTexts()
    /// Characters whose glyphs are known, by face and size.
    var cases: [TypeCase.Key: TypeCase] = [:]
    /// The text that was set last. The layout holds it unless its glyphs are known, or its lines are composed of known characters.
    private var current: (key: SetTexts.Key, text: SetText, lines: ComposedLines?)?

    /// Sets text without rounding to pixels: a page is not a screen.
    init() {
        map = pango_cairo_font_map_new()
        pango_cairo_font_map_set_resolution(OpaquePointer(map), 72)
        context = pango_font_map_create_context(map)
        pango_context_set_language(context, pango_language_from_string("zh-cn"))
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        layout = pango_layout_new(context)
        pango_layout_set_auto_dir(layout, 0)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    }

    deinit {
        for font in facesByFont.keys { g_object_unref(UnsafeMutableRawPointer(font)) }
        for description in descriptions.values { pango_font_description_free(description) }
        g_object_unref(UnsafeMutableRawPointer(layout))
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(map)
    }

    /// Sets a text, which ``emit(into:x:y:rotation:)`` then writes. Answers its size in points.
    ///
    /// - Parameter width: where lines are broken; nil for a single line of any length.
    func set(_ text: String, _ style: TextStyle, width: Double? = nil) -> (width: Double, height: Double) {
        let key = SetTexts.Key(text, style, size: units(style.size), width: width)
        if let done = known.text(key), done.image != nil {
            current = (key, done, nil)
            return (done.width, done.height)
        }
        if let lines = compose(text, style, width: width) {
            let size = (width: points(lines.width), height: points(lines.height))
            current = (key, SetText(width: size.width, height: size.height), lines)
            return size
        }
        let size = shape(text, style, width: width)
        current = (key, SetText(width: size.width, height: size.height), nil)
        return size
    }

    /// Has Pango set a text, which the layout then holds. Answers its size in points.
    func shape(_ text: String, _ style: TextStyle, width: Double?) -> (width: Double, height: Double) {
        pango_layout_set_font_description(layout, description(style))
        pango_layout_set_width(layout, width.map(units) ?? -1)
        pango_layout_set_alignment(layout, alignment(style))
        pango_layout_set_justify(layout, style.justified ? 1 : 0)
        pango_layout_set_line_spacing(layout, style.lineSpacing == 1 ? 0 : Float(style.lineSpacing))
        pango_layout_set_indent(layout, units(style.indent))
        if style.tracking == 0 {
            pango_layout_set_attributes(layout, nil)
        } else {
            let attributes = pango_attr_list_new()
            pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units(style.tracking)))
            pango_layout_set_attributes(layout, attributes)
            pango_attr_list_unref(attributes)
        }
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
        var (x, y): (Int32, Int32) = (0, 0)
        pango_layout_get_size(layout, &x, &y)
        return (points(x), points(y))
    }

    /// Writes the text that was set last, its upper left corner at a point, turned clockwise around it.
    func emit(into canvas: Canvas, x: Double, y: Double, rotation: Double = 0) {
        guard let key = current?.key, var text = current?.text else { return }
        if text.image == nil {
            text.image = SetText.Image(current?.lines?.runs ?? shapedRuns())
            current = (key, text, nil)
            known.keep(text, for: key)
        }
        if let image = text.image { canvas.show(image, x: x, y: y, rotation: rotation) }
    }

    /// The glyphs of what the layout holds.
    func shapedRuns() -> [ShapedRun] {
        guard let iterator = pango_layout_get_iter(layout) else { return [] }
        defer { pango_layout_iter_free(iterator) }
        let text = UnsafePointer<CChar>(pango_layout_get_text(layout))
        var runs: [ShapedRun] = []
        repeat {
            guard let run = pango_layout_iter_get_run_readonly(iterator) else { continue }
            var extents = PangoRectangle()
            pango_layout_iter_get_run_extents(iterator, nil, &extents)
            if let run = self.run(run.pointee, x: points(extents.x), y: points(pango_layout_iter_get_baseline(iterator)), text: text) { runs.append(run) }
        } while pango_layout_iter_next_run(iterator) != 0
        return runs
    }

    /// The family that Pango would really use.
    func resolvedFamily(_ family: String) -> String {
        guard let description = pango_font_description_from_string(family) else { return "" }
        defer { pango_font_description_free(description) }
        guard let font = pango_context_load_font(context, description) else { return "" }
        defer { g_object_unref(UnsafeMutableRawPointer(font)) }
        guard let found = pango_font_describe(font) else { return "" }
        defer { pango_font_description_free(found) }
        return pango_font_description_get_family(found).map { String(cString: $0) } ?? ""
    }

    private func run(_ run: PangoGlyphItem, x: Double, y: Double, text: UnsafePointer<CChar>?) -> ShapedRun? {
        guard let item = run.item, let string = run.glyphs, let font = item.pointee.analysis.font,
            let (face, size) = face(of: font)
        else { return nil }
        let count = Int(string.pointee.num_glyphs)
        let ends = string.pointee.log_clusters
        var pen = x
        var run = ShapedRun(face: face, size: size)
        run.marks.reserveCapacity(count)
        for index in 0..<count {
            guard let info = string.pointee.glyphs?[index] else { break }
            let glyphX = pen + points(info.geometry.x_offset)
            let glyphY = y + points(info.geometry.y_offset)
            let advance = points(info.geometry.width)
            pen += advance
            if dengbu_is_empty_glyph(info.glyph) != 0 { continue }
            if dengbu_is_unknown_glyph(info.glyph) != 0 || info.glyph > 0xFFFF {
                run.marks.append(.missing(x: glyphX, y: glyphY, advance: advance, character: info.glyph & 0xFFFFFF))
                continue
            }
            let meant = Self.cluster(at: index, count: count, clusters: ends, item: item.pointee, text: text)
            run.marks.append(.glyph(FontUse.Glyph(number: UInt16(info.glyph), text: meant), x: glyphX, y: glyphY))
        }
        return run
    }

    /// The characters that a glyph stands for; nothing for the second and later glyphs of a cluster.
    private static func cluster(
        at index: Int, count: Int, clusters: UnsafeMutablePointer<Int32>?, item: PangoItem, text: UnsafePointer<CChar>?
    ) -> GlyphText {
        guard let clusters, let text else { return .units([]) }
        let start = clusters[index]
        if index > 0, clusters[index - 1] == start { return .units([]) }
        // Offsets rise in a run from left to right and fall in one from right to left.
        let step = item.analysis.level & 1 == 0 ? 1 : -1
        var other = index + step
        while (0..<count).contains(other), clusters[other] <= start { other += step }
        let end = (0..<count).contains(other) ? clusters[other] : item.length
        let bytes = UnsafeRawBufferPointer(start: text + Int(item.offset + start), count: Int(end - start))
        return GlyphText(String(decoding: bytes, as: UTF8.self))
    }

    private func face(of font: UnsafeMutablePointer<PangoFont>) -> (face: Face, size: Double)? {
        let key = OpaquePointer(font)
        if let known = facesByFont[key] { return known }
        guard let description = pango_font_describe_with_absolute_size(font), let source = pango_font_get_hb_font(font)
        else { return nil }
        defer { pango_font_description_free(description) }
        let size = points(pango_font_description_get_size(description))
        pango_font_description_unset_fields(description, PANGO_FONT_MASK_SIZE)
        guard let text = pango_font_description_to_string(description) else { return nil }
        defer { g_free(text) }
        let name = String(decoding: String(cString: text).utf8.filter { Self.isNameCharacter($0) }, as: UTF8.self)
        let face = faces[name] ?? Face(name: name, source: source)
        faces[name] = face
        // Kept alive, so that the pointer stays a key for this font.
        g_object_ref(font)
        facesByFont[key] = (face, size)
        return (face, size)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private func description(_ style: TextStyle) -> OpaquePointer? {
        let key = TypeCase.Key(family: style.family, bold: style.bold, size: units(style.size))
        if let known = descriptions[key] { return known }
        let description = pango_font_description_new()
        pango_font_description_set_family(description, style.family)
        pango_font_description_set_weight(description, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(description, Double(key.size))
        descriptions[key] = description
        return description
    }

    private func alignment(_ style: TextStyle) -> PangoAlignment {
        switch style.alignment {
        case .left: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .right: PANGO_ALIGN_RIGHT
        }
    }

    func units(_ points: Double) -> Int32 { Int32((points * 1024).rounded()) }
    func points(_ units: Int32) -> Double { Double(units) / 1024 }
}
