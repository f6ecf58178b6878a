import CCairo

/// A text as lines of characters of a ``TypeCase``. Numbers are in Pango's units, 1024 to a point, so that nothing is rounded on the way.
struct ComposedLines {
    let face: Face
    let size: Double
    let sorts: [TypeCase.Sort]
    /// Parts of the sorts.
    let lines: [Range<Int>]
    let frame: TypeCase.Frame
    let tracking: Int32
    /// In which lines are centred; nil for lines that begin on the left.
    let middleOf: Int32?

    var height: Int32 { frame.height }

    /// From where the first of the lines begins to where the last one ends.
    var width: Int32 {
        let spans = lines.map { (start: start(of: $0), end: start(of: $0) + Self.width($0, sorts, tracking)) }
        return (spans.map(\.end).max() ?? 0) - (spans.map(\.start).min() ?? 0)
    }

    static func width(_ line: Range<Int>, _ sorts: [TypeCase.Sort], _ tracking: Int32) -> Int32 {
        sorts[line].reduce(Int32(line.count - 1) * tracking) { $0 + $1.advance }
    }

    /// As Pango would give them: the parts of a line that are of one script.
    var runs: [ShapedRun] {
        var runs: [ShapedRun] = []
        for (line, baseline) in zip(lines, frame.baselines) {
            var pen = start(of: line)
            let y = Double(baseline) / 1024
            var run = ShapedRun(face: face, size: size)
            run.marks.reserveCapacity(line.count)
            for index in line {
                if index > line.lowerBound, sorts[index].script != sorts[index - 1].script {
                    runs.append(run)
                    run.marks.removeAll()
                }
                run.marks.append(.glyph(sorts[index].glyph, x: Double(pen) / 1024, y: y))
                pen += sorts[index].advance + tracking
            }
            runs.append(run)
        }
        return runs
    }

    /// Where Pango begins a line: a centred one on a whole point where both widths are.
    private func start(of line: Range<Int>) -> Int32 {
        guard let middleOf else { return 0 }
        let width = Self.width(line, sorts, tracking)
        let start = (middleOf - width) / 2
        return (middleOf | width) & 1023 == 0 ? (start + 512) & ~1023 : start
    }
}

extension Typesetter {
    /// The text as composed lines, which are to the unit those that Pango would set; nil where only Pango can say.
    func compose(_ text: String, _ style: TextStyle, width: Double?) -> ComposedLines? {
        if style.justified || style.indent != 0 || style.alignment == .right { return nil }
        let key = TypeCase.Key(family: style.family, bold: style.bold, size: units(style.size))
        guard let type = typeCase(key, style) else { return nil }
        var sorts: [TypeCase.Sort] = []
        sorts.reserveCapacity(text.utf8.count / 2)
        var paragraphs: [(sorts: Range<Int>, isBreakable: Bool)] = []
        var start = 0
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let isBreakable = append(Array(line), to: &sorts, type, style) else { return nil }
            paragraphs.append((start..<sorts.count, isBreakable))
            start = sorts.count
        }

        let tracking = units(style.tracking)
        var lines: [Range<Int>] = []
        for paragraph in paragraphs {
            // Pango looks whether a line fits before it takes away what tracking adds at its ends.
            if let limit = width.map(units), ComposedLines.width(paragraph.sorts, sorts, tracking) + tracking > limit {
                guard tracking == 0, paragraph.isBreakable, let broken = broken(paragraph.sorts, of: sorts, limit) else { return nil }
                lines += broken
            } else {
                lines.append(paragraph.sorts)
            }
        }
        if lines.count > 64 { return nil }
        let frame = type.frame(TypeCase.FrameKey(lines: lines.count, spacing: style.lineSpacing)) { self.frame(lines.count, style) }
        let composed = ComposedLines(face: type.face, size: type.size, sorts: sorts, lines: lines, frame: frame, tracking: tracking, middleOf: nil)
        if style.alignment == .left { return composed }
        return ComposedLines(
            face: type.face, size: type.size, sorts: sorts, lines: lines, frame: frame, tracking: tracking, middleOf: width.map(units) ?? composed.width)
    }

    /// Appends the sorts of a line; nil where there are none.
    /// - Returns: whether it may be broken: two letters that a break parts are no longer kerned.
    private func append(_ line: [UnicodeScalar], to sorts: inout [TypeCase.Sort], _ type: TypeCase, _ style: TextStyle) -> Bool? {
        guard let scripts = LineScript.of(line) else { return nil }
        for (index, character) in line.enumerated() {
            let script = scripts[index]
            let following = index + 1 < line.count && scripts[index + 1] == script ? line[index + 1] : nil
            if script == .han, LineScript.isMark(character), following.map(LineScript.isMark) ?? false { return nil }
            let next = script == .han ? nil : following
            guard let sort = type.sort(character, script, before: next, shape: { self.sort(character, script, before: next, type.face, style) }) else { return nil }
            sorts.append(sort)
        }
        return scripts.allSatisfy { $0 == .han }
    }

    /// A paragraph's lines: as much as fits, up to where Unicode's rules allow a line to end (UAX #14); nil where that isn't all that counts.
    private func broken(_ paragraph: Range<Int>, of sorts: [TypeCase.Sort], _ limit: Int32) -> [Range<Int>]? {
        var text = String.UnicodeScalarView()
        for sort in sorts[paragraph] {
            // A blank at the end of a line hangs over.
            guard case .character(let value) = sort.glyph.text, value != 0x20, let character = UnicodeScalar(value) else { return nil }
            text.append(character)
        }
        var attributes = [PangoLogAttr](repeating: PangoLogAttr(), count: paragraph.count + 1)
        var string = String(text)
        string.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                pango_get_log_attrs($0.baseAddress, Int32($0.count), -1, pango_context_get_language(context), &attributes, Int32(attributes.count))
            }
        }
        var lines: [Range<Int>] = []
        var start = paragraph.lowerBound
        var (end, width) = (start, 0 as Int32)
        var index = start
        while index < paragraph.upperBound {
            let attribute = attributes[index - paragraph.lowerBound]
            if index > start, attribute.is_line_break != 0 {
                if attribute.break_inserts_hyphen != 0 { return nil }
                end = index
            }
            width += sorts[index].advance
            index += 1
            if width > limit {
                guard end > start else { return nil }
                lines.append(start..<end)
                (start, index, width) = (end, end, 0)
            }
        }
        lines.append(start..<paragraph.upperBound)
        return lines
    }

    // MARK: What Pango says of characters and lines

    private func typeCase(_ key: TypeCase.Key, _ style: TextStyle) -> TypeCase? {
        if let known = cases[key] { return known }
        // Documents are set in some thirty sizes, and texts that don't fit in some more.
        if cases.count >= 256 { cases.removeAll() }
        _ = shape("国", TextStyle(family: style.family, bold: style.bold, size: style.size), width: nil)
        guard let run = shapedRuns().first else { return nil }
        let type = TypeCase(face: run.face, size: run.size)
        cases[key] = type
        return type
    }

    /// A character as it stands behind one of its script and before another, among ideographs before any; nil unless each of them is a glyph
    /// of the face that stands where the advance of the one before it ends.
    private func sort(
        _ character: UnicodeScalar, _ script: LineScript, before next: UnicodeScalar?, _ face: Face, _ style: TextStyle
    ) -> TypeCase.Sort? {
        var text = "\(script.sample)\(character)"
        if let next { text.unicodeScalars.append(next) }
        if script == .han { text.append(script.sample) }
        let size = shape(text, TextStyle(family: style.family, bold: style.bold, size: style.size), width: nil)
        let runs = shapedRuns()
        guard runs.count == 1, let run = runs.first, run.face === face, run.marks.count == text.unicodeScalars.count,
            case .glyph(let glyph, let x, let y) = run.marks[1], glyph.text == .character(character.value)
        else { return nil }
        var end = size.width
        if run.marks.count > 2 {
            guard case .glyph(_, let x, y) = run.marks[2] else { return nil }
            end = x
        }
        return TypeCase.Sort(glyph: glyph, advance: units(end - x), script: script)
    }

    private func frame(_ lines: Int, _ style: TextStyle) -> TypeCase.Frame {
        let plain = TextStyle(family: style.family, bold: style.bold, size: style.size, lineSpacing: style.lineSpacing)
        let size = shape(Array(repeating: "国", count: lines).joined(separator: "\n"), plain, width: nil)
        let baselines = shapedRuns().map { run -> Int32 in
            guard case .glyph(_, _, let y)? = run.marks.first else { return 0 }
            return units(y)
        }
        return TypeCase.Frame(baselines: baselines, height: units(size.height))
    }
}
