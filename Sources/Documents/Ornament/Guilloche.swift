/// The pale engraving behind a certificate, which a copier blurs, drawn by curves.
struct Guilloche {
    /// The waves across the page.
    var wave: Ink
    /// The rosette.
    var rosetteInk: Ink
    /// The border.
    var border: Ink
    /// The line that frames the border.
    var rule: Ink

    static let certificate = Guilloche(
        wave: Ink(0xF1E9D6), rosetteInk: Ink(0xF0DDCF), border: Ink(0xC9A86A), rule: Ink(0x9C1C1F))
    static let notice = Guilloche(
        wave: Ink(0xE4EFEC), rosetteInk: Ink(0xD3E5E2), border: Ink(0x8FB3AE), rule: Ink(0x14505A))

    /// Paper, waves and border for a whole page.
    func paper(on canvas: Canvas) {
        let (width, height) = (canvas.width, canvas.height)
        canvas.rectangle(0, 0, width, height)
        canvas.fill(Ink(0xFFFDF8))
        canvas.isolated {
            canvas.clip(Box(0, 0, width, height).inset(30, 30))
            for index in 0..<44 {
                let phase = Double(index) * 0.42
                let shift = (phase * 30).truncatingRemainder(dividingBy: 94)
                halfWaves(
                    canvas, count: 19, half: 47, amplitude: 9 + 3 * Canvas.sine(phase), from: -64 + shift,
                    across: 24 + Double(index) * (height - 48) / 43, upright: false)
            }
            canvas.stroke(wave, width: 0.35)
        }
        frame(canvas, width, height)
    }

    /// Turned ellipses: the envelope of a spirograph.
    func rosette(on canvas: Canvas) {
        let radius = canvas.width / 2
        let center = (x: radius, y: radius)
        for (scale, flat, count) in [(1.0, 0.42, 24), (0.72, 0.55, 18), (0.44, 0.38, 12)] {
            for index in 0..<count {
                canvas.ellipse(
                    center.x, center.y, radius * scale, radius * scale * flat, turned: Double(index) * Double.pi / Double(count))
            }
        }
        canvas.stroke(rosetteInk, width: 0.4)
    }

    /// Three strands that cross each other between two rules.
    private func frame(_ canvas: Canvas, _ width: Double, _ height: Double) {
        let (outer, band) = (18.0, 11.0)
        let middle = outer + band / 2
        for (length, rows, upright) in [(width, [middle, height - middle], false), (height, [middle, width - middle], true)] {
            let room = length - 2 * middle
            let count = Int((room / 20).rounded()) * 2
            let half = room / Double(count)
            canvas.isolated {
                canvas.clip(upright ? Box(0, middle, width, room) : Box(middle, 0, room, height))
                for row in rows {
                    for strand in 0..<3 {
                        halfWaves(
                            canvas, count: count + 2, half: half, amplitude: 4.2, from: middle - Double(strand) * half * 2 / 3,
                            across: row, upright: upright)
                    }
                }
                canvas.stroke(border, width: 0.55)
            }
        }
        for (inset, weight) in [(outer - 1.5, 1.1), (outer + band + 1.5, 0.5)] {
            canvas.rectangle(inset, inset, width - 2 * inset, height - 2 * inset)
            canvas.stroke(rule, width: weight)
        }
        for (x, y) in [(middle, middle), (width - middle, middle), (middle, height - middle), (width - middle, height - middle)] {
            canvas.rectangle(x - band / 2, y - band / 2, band, band)
            canvas.fill(Ink(0xFFFDF8))
            for index in 0..<6 { canvas.ellipse(x, y, band / 2, band / 5, turned: Double(index) * Double.pi / 6) }
            canvas.stroke(rule, width: 0.4)
        }
    }

    /// A wave that begins at zero; each half wave is one cubic curve with the height and the slope of a sine.
    private func halfWaves(
        _ canvas: Canvas, count: Int, half: Double, amplitude: Double, from: Double, across: Double, upright: Bool
    ) {
        let handle = half * 4 / (3 * Double.pi)
        func place(_ along: Double, _ aside: Double) -> (Double, Double) {
            upright ? (across + aside, from + along) : (from + along, across + aside)
        }
        let start = place(0, 0)
        canvas.move(start.0, start.1)
        for index in 0..<count {
            let x = Double(index) * half
            let height = (index.isMultiple(of: 2) ? 1 : -1) * amplitude * 4 / 3
            let (a, b, c) = (place(x + handle, height), place(x + half - handle, height), place(x + half, 0))
            canvas.curve(a.0, a.1, b.0, b.1, c.0, c.1, decimals: 1)
        }
    }
}
