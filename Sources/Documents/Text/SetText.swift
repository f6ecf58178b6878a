/// A text as it was set: its size, and its glyphs once somebody wanted them. Points, from the upper left corner.
struct SetText {
    struct Run {
        let face: Face
        let size: Double
        let marks: [Mark]
    }

    enum Mark {
        /// `text`: UTF-16 of the characters that the glyph stands for.
        case glyph(UInt16, x: Double, y: Double, text: [UInt16])
        /// No face has the character.
        case missing(x: Double, y: Double, advance: Double, character: UInt32)
    }

    /// What decides how a text looks; colour and place don't.
    struct Key: Hashable {
        let text: String
        let family: String
        let bold: Bool
        let size: Int32
        let alignment: TextStyle.Alignment
        let justified: Bool
        let lineSpacing: Double
        let tracking: Double
        let indent: Double
        let width: Double?

        init(_ text: String, _ style: TextStyle, size: Int32, width: Double?) {
            self.text = text
            family = style.family
            bold = style.bold
            self.size = size
            alignment = style.alignment
            justified = style.justified
            lineSpacing = style.lineSpacing
            tracking = style.tracking
            indent = style.indent
            self.width = width
        }
    }

    let width: Double
    let height: Double
    var runs: [Run]?
}

/// Texts that were set lately. Most of what stands on a certificate stands on every certificate: shaping it once is enough.
///
/// Two generations: what isn't used while as many others are is forgotten.
struct SetTexts {
    private var young: [SetText.Key: SetText] = [:]
    private var old: [SetText.Key: SetText] = [:]
    private let size: Int

    init(size: Int = 1_024) {
        self.size = size
    }

    mutating func text(_ key: SetText.Key) -> SetText? {
        if let known = young[key] { return known }
        guard let known = old[key] else { return nil }
        keep(known, for: key)
        return known
    }

    mutating func keep(_ text: SetText, for key: SetText.Key) {
        if young.count >= size, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = text
    }
}
