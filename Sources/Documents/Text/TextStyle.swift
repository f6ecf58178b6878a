/// How a text is set.
struct TextStyle {
    enum Alignment { case left, center, right }

    var family = DocumentFonts.serif
    var bold = false
    /// Points.
    var size = 10.5
    var ink = Ink.text
    var alignment = Alignment.left
    /// Every line but the last fills the width.
    var justified = false
    /// Baseline to baseline as a multiple of the font's own line height, which is 1.45 of the size for our fonts.
    var lineSpacing = 1.0
    /// Points between characters.
    var tracking = 0.0
    /// First lines begin this many points further right.
    var indent = 0.0

    func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
        var style = self
        change(&style)
        return style
    }
}
