/// Text in boxes.
extension Canvas {
    enum VerticalAlignment { case top, middle }

    /// Noto's CJK faces have more room above an ideograph than below: this share of the size centres it by eye.
    private static let opticalLift = 0.05

    /// A single line whose baseline box begins at a point.
    @discardableResult
    func text(_ text: String, x: Double, y: Double, _ style: TextStyle, rotation: Double = 0) -> (width: Double, height: Double) {
        let size = typesetter.set(text, style)
        setFill(style.ink)
        typesetter.emit(into: self, x: x, y: y, rotation: rotation)
        return size
    }

    /// A single line whose middle is at a point.
    func centered(_ text: String, x: Double, y: Double, _ style: TextStyle, rotation: Double = 0) {
        let size = typesetter.set(text, style)
        let (cosine, sine) = (Self.cosine(rotation), Self.sine(rotation))
        let (dx, dy) = (-size.width / 2, -size.height / 2 - style.size * Self.opticalLift)
        setFill(style.ink)
        typesetter.emit(into: self, x: x + dx * cosine - dy * sine, y: y + dx * sine + dy * cosine, rotation: rotation)
    }

    /// A paragraph of a given width; answers its height.
    @discardableResult
    func paragraph(_ text: String, x: Double, y: Double, width: Double, _ style: TextStyle) -> Double {
        let size = typesetter.set(text, style, width: width)
        setFill(style.ink)
        typesetter.emit(into: self, x: x, y: y)
        return size.height
    }

    /// Sets a text in a box, smaller where it must be; false, and nothing written, where it doesn't fit at the smallest size.
    ///
    /// Nothing is painted outside the box, whatever marks a hostile text piles up.
    func fit(
        _ text: String, in box: Box, _ style: TextStyle, smallest: Double = 6.5, vertical: VerticalAlignment = .middle
    ) -> Bool {
        var style = style
        while true {
            let size = typesetter.set(text, style, width: box.width)
            if size.height <= box.height && size.width <= box.width + 0.01 {
                let y = vertical == .top ? box.y : box.y + (box.height - size.height) / 2 - style.size * Self.opticalLift
                isolated {
                    clip(box)
                    setFill(style.ink)
                    typesetter.emit(into: self, x: box.x, y: max(box.y, y))
                }
                return true
            }
            if style.size <= smallest { return false }
            style.size = max(smallest, (style.size * 0.9 * 4).rounded(.down) / 4)
        }
    }
}
