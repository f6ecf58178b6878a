/// Texts that were set lately. Most of what stands on a certificate stands on every certificate: setting it once is enough.
///
/// Two generations: what isn't used while as many others are is forgotten.
struct SetTexts {
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

        /// The text and the sizes tell apart nearly all; the rest is compared.
        func hash(into hasher: inout Hasher) {
            hasher.combine(text)
            hasher.combine(size)
            hasher.combine(width)
        }
    }

    private var young: [Key: SetText] = [:]
    private var old: [Key: SetText] = [:]
    private let size: Int

    init(size: Int = 1_024) {
        self.size = size
    }

    mutating func text(_ key: Key) -> SetText? {
        if let known = young[key] { return known }
        guard let known = old[key] else { return nil }
        keep(known, for: key)
        return known
    }

    mutating func keep(_ text: SetText, for key: Key) {
        if young.count >= size, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = text
    }
}
