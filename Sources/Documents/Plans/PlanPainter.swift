/// Draws a ``Plan`` in a frame with its title, north arrow, scale and facts.
struct PlanPainter {
    let canvas: Canvas
    let accent: Ink

    private static let title = TextStyle(bold: true, size: 12, tracking: 3)
    private static let label = TextStyle(size: 7.5)
    private static let dimension = TextStyle(size: 6.25, ink: .quiet)

    func draw(_ plan: Plan, in box: Box) throws {
        try plan.check()
        let rows = (plan.facts.count + 1) / 2
        let table = Box(box.x, box.bottom - Double(rows) * 20, box.width, Double(rows) * 20)
        let frame = Box(box.x, box.y + 26, box.width, box.height - 26 - table.height)
        canvas.centered(
            try PlainText.clean(plan.title, field: "plan title", limit: 40), x: box.x + box.width / 2, y: box.y + 10,
            Self.title.with { $0.ink = accent })
        canvas.rectangle(frame.x, frame.y, frame.width, frame.height)
        canvas.fill(Ink(0xFFFFFF))

        let scale = PlanScale(plan, in: frame.inset(22, 26))
        try canvas.isolated {
            canvas.clip(frame)
            for shape in plan.shapes where shape.role == .surroundings { paint(shape, scale) }
            for shape in plan.shapes where shape.role == .subject {
                canvas.polygon(shape.ring.map(scale.place))
                canvas.fill(.white)
            }
            for role in [Plan.Role.part, .subject] {
                for shape in plan.shapes where shape.role == role { paint(shape, scale) }
            }
            for shape in plan.shapes { try labels(shape, scale, frame) }
            for shape in plan.shapes where shape.role == .subject { dimensions(shape, scale) }
        }
        northArrow(x: frame.right - 22, y: frame.y + 30)
        canvas.text("比例尺 \(scale.text)", x: frame.x + 8, y: frame.bottom - 16, Self.label)
        canvas.text("单位：m", x: frame.right - 40, y: frame.bottom - 16, Self.label)
        try facts(plan, in: table)
        canvas.rectangle(frame.x, frame.y, frame.width, frame.height)
        canvas.stroke(.gold, width: 0.8)
    }

    private func paint(_ shape: Plan.Shape, _ scale: PlanScale) {
        let points = shape.ring.map(scale.place)
        switch shape.role {
        case .surroundings:
            canvas.polygon(points)
            canvas.fill(Ink(0xF7F5F1))
            canvas.polygon(points)
            canvas.stroke(Ink(0xA8A29A), width: 0.5, dash: [3, 2])
        case .part:
            canvas.polygon(points)
            canvas.stroke(Ink(0x8A837A), width: 0.6)
        case .subject:
            canvas.polygon(points)
            canvas.stroke(accent, width: 1.5)
        }
    }

    private func labels(_ shape: Plan.Shape, _ scale: PlanScale, _ frame: Box) throws {
        guard let label = shape.label else { return }
        // Surroundings may reach out of the frame; their label stands in what is seen of them.
        let points = shape.ring.map(scale.place).map {
            (x: min(max($0.x, frame.x), frame.right), y: min(max($0.y, frame.y), frame.bottom))
        }
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return }
        let middle = centroid(points)
        let room = Box(middle.x - (right - left) * 0.45, middle.y - (bottom - top) * 0.45, (right - left) * 0.9, (bottom - top) * 0.9)
        let style = Self.label.with {
            $0.alignment = .center
            $0.bold = shape.role == .subject
        }
        _ = canvas.fit(try PlainText.clean(label, field: "plan label", limit: 60), in: room, style, smallest: 3)
    }

    /// Writes the length of each side outside of it, along it, never upside down. Sides too short for their text stay bare.
    private func dimensions(_ shape: Plan.Shape, _ scale: PlanScale) {
        let ring = straightened(shape.ring)
        let outward = area(ring) > 0 ? 1.0 : -1.0
        for (index, from) in ring.enumerated() {
            let to = ring[(index + 1) % ring.count]
            let length = ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)).squareRoot()
            let (a, b) = (scale.place(from), scale.place(to))
            let (dx, dy) = (b.x - a.x, b.y - a.y)
            let drawn = (dx * dx + dy * dy).squareRoot()
            let text = Self.meters(length)
            guard drawn > Double(text.count) * Self.dimension.size * 0.62 else { continue }
            var angle = Canvas.angle(dx, dy)
            if angle > Double.pi / 2 - 0.01 { angle -= Double.pi }
            if angle < -Double.pi / 2 - 0.01 { angle += Double.pi }
            // In a ring that runs against the clock the outside is on the right of each side.
            let distance = 6.0 * outward / drawn
            canvas.centered(
                text, x: (a.x + b.x) / 2 - dy * distance, y: (a.y + b.y) / 2 + dx * distance, Self.dimension, rotation: angle)
        }
    }

    private func northArrow(x: Double, y: Double) {
        canvas.polygon([(x, y - 14), (x + 5, y + 8), (x, y + 4)])
        canvas.fill(accent)
        canvas.polygon([(x, y - 14), (x - 5, y + 8), (x, y + 4)])
        canvas.stroke(accent, width: 0.6)
        canvas.centered("北", x: x, y: y - 20, Self.label.with { $0.ink = accent })
    }

    private func facts(_ plan: Plan, in box: Box) throws {
        let half = box.width / 2
        for (index, fact) in plan.facts.enumerated() {
            let cell = Box(box.x + Double(index % 2) * half, box.y + Double(index / 2) * 20, half, 20)
            let name = try PlainText.clean(fact.name, field: "plan fact", limit: 40)
            let value = try PlainText.clean(fact.value, field: name, limit: 200)
            _ = canvas.fit(name, in: Box(cell.x, cell.y, 62, 20).inset(5, 1), Self.label.with { $0.ink = .quiet }, smallest: 4)
            _ = canvas.fit(value, in: Box(cell.x + 62, cell.y, half - 62, 20).inset(4, 1), Self.label, smallest: 3)
        }
        if plan.facts.isEmpty { return }
        for row in 1...(plan.facts.count + 1) / 2 { canvas.segment(box.x, box.y + Double(row) * 20, box.right, box.y + Double(row) * 20) }
        for x in [box.x, box.x + half, box.right] { canvas.segment(x, box.y, x, box.bottom) }
        canvas.stroke(.gold, width: 0.5)
    }

    /// Two decimals, as survey reports give them.
    static func meters(_ length: Double) -> String {
        let centimeters = Int((length * 100).rounded())
        let rest = centimeters % 100
        return "\(centimeters / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The ring without points that lie on a straight line, so that a wall in pieces has one length.
    private func straightened(_ ring: [Plan.Point]) -> [Plan.Point] {
        let kept = ring.indices.filter { index in
            let (a, b, c) = (ring[(index + ring.count - 1) % ring.count], ring[index], ring[(index + 1) % ring.count])
            let cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
            let scale = (abs(b.x - a.x) + abs(b.y - a.y)) * (abs(c.x - b.x) + abs(c.y - b.y))
            return abs(cross) > scale * 1e-4
        }
        return kept.count >= 3 ? kept.map { ring[$0] } : ring
    }

    /// Twice the area, positive against the clock.
    private func area(_ ring: [Plan.Point]) -> Double {
        ring.indices.reduce(0) { sum, index in
            let next = ring[(index + 1) % ring.count]
            return sum + ring[index].x * next.y - next.x * ring[index].y
        }
    }

    private func centroid(_ points: [(x: Double, y: Double)]) -> (x: Double, y: Double) {
        var (twice, x, y) = (0.0, 0.0, 0.0)
        guard let base = points.first else { return (0, 0) }
        for index in points.indices {
            let (a, b) = (points[index], points[(index + 1) % points.count])
            let cross = (a.x - base.x) * (b.y - base.y) - (b.x - base.x) * (a.y - base.y)
            twice += cross
            x += cross * (a.x + b.x - 2 * base.x)
            y += cross * (a.y + b.y - 2 * base.y)
        }
        guard abs(twice) > 1e-6 else { return base }
        return (base.x + x / (3 * twice), base.y + y / (3 * twice))
    }
}
