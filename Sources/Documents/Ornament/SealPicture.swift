/// The round seal of an authority with its star (国发〔1999〕25号): the body's name along the upper arc, the use below.
struct SealPicture {
    /// 42 mm, as the rule sets for a county or city body.
    static let diameter = 42 * 72 / 25.4

    var authority: String
    /// Such as 不动产登记专用章.
    var use: String

    func draw(on canvas: Canvas) {
        let radius = Self.diameter / 2
        let center = (x: radius, y: radius)
        canvas.circle(center.x, center.y, radius - 1.7)
        canvas.stroke(.seal, width: 3.4)
        star(canvas, center, radius * 0.29)
        name(canvas, center, radius * 0.76)
        canvas.centered(
            use, x: center.x, y: center.y + radius * 0.56,
            TextStyle(family: DocumentFonts.serif, bold: true, size: size(of: use, room: radius * 1.15, at: 10), ink: .seal, tracking: 0.6))
    }

    /// A star with five points, one of them upward.
    private func star(_ canvas: Canvas, _ center: (x: Double, y: Double), _ radius: Double) {
        var points: [(x: Double, y: Double)] = []
        for index in 0..<10 {
            let length = index.isMultiple(of: 2) ? radius : radius * 0.381966
            let angle = Double(index) * Double.pi / 5
            points.append((center.x + length * Canvas.sine(angle), center.y - length * Canvas.cosine(angle)))
        }
        canvas.polygon(points)
        canvas.fill(.seal)
    }

    /// Characters upright on the arc, from left to right over the top; closer together the more there are.
    private func name(_ canvas: Canvas, _ center: (x: Double, y: Double), _ radius: Double) {
        let characters = Array(authority)
        guard !characters.isEmpty else { return }
        let spread = min(250.0, 24.0 * Double(characters.count - 1)) * Double.pi / 180
        let step = characters.count > 1 ? spread / Double(characters.count - 1) : 0
        let size = characters.count > 1 ? min(14.5, step * radius * 0.98) : 14.5
        let style = TextStyle(family: DocumentFonts.serif, bold: true, size: size, ink: .seal)
        for (index, character) in characters.enumerated() {
            let angle = -spread / 2 + Double(index) * step
            canvas.centered(
                String(character), x: center.x + radius * Canvas.sine(angle), y: center.y - radius * Canvas.cosine(angle), style,
                rotation: angle)
        }
    }

    private func size(of text: String, room: Double, at size: Double) -> Double {
        min(size, room / Double(max(1, text.count)))
    }
}

extension Workshop {
    /// The seal of a body. Names longer than an arc can hold are cut by the caller's limits.
    func seal(_ picture: SealPicture) throws -> Artwork {
        try artwork("seal \(picture.authority) \(picture.use)", width: SealPicture.diameter, height: SealPicture.diameter) {
            picture.draw(on: $0)
        }
    }
}
