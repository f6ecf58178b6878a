/// Lines and areas.
extension Canvas {
    func move(_ x: Double, _ y: Double) {
        number(x)
        number(y)
        operate("m")
    }

    func line(_ x: Double, _ y: Double) {
        number(x)
        number(y)
        operate("l")
    }

    func curve(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ x3: Double, _ y3: Double, decimals: Int = 2) {
        for value in [x1, y1, x2, y2, x3, y3] { content.append(value, decimals: decimals) }
        operate("c")
    }

    func close() { operate("h") }

    func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        for value in [x, y, width, height] { number(value) }
        operate("re")
    }

    func segment(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        move(x1, y1)
        line(x2, y2)
    }

    func polygon(_ points: [(x: Double, y: Double)]) {
        for (index, point) in points.enumerated() {
            if index == 0 { move(point.x, point.y) } else { line(point.x, point.y) }
        }
        close()
    }

    /// Four cubic curves; the largest error is 0.03 % of the radius.
    func ellipse(_ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double, turned angle: Double = 0) {
        let handle = 0.5522847
        let (cosine, sine) = (Self.cosine(angle), Self.sine(angle))
        func at(_ u: Double, _ v: Double) -> (Double, Double) {
            let (a, b) = (u * radiusX, v * radiusY)
            return (x + a * cosine - b * sine, y + a * sine + b * cosine)
        }
        let corners = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)]
        let start = at(1, 0)
        move(start.0, start.1)
        for (from, to) in zip(corners, corners.dropFirst()) {
            let (a, b, c) = (
                at(from.0 + to.0 * handle, from.1 + to.1 * handle), at(to.0 + from.0 * handle, to.1 + from.1 * handle),
                at(to.0, to.1)
            )
            curve(a.0, a.1, b.0, b.1, c.0, c.1)
        }
        close()
    }

    func circle(_ x: Double, _ y: Double, _ radius: Double) { ellipse(x, y, radius, radius) }

    /// Paints the path that was drawn, and forgets it.
    func stroke(_ ink: Ink, width: Double, dash: [Double] = []) {
        paint(ink)
        operate("RG")
        number(width)
        operate("w")
        if dash.isEmpty {
            operate("[] 0 d S")
        } else {
            content.append(UInt8(ascii: "["))
            for length in dash { number(length) }
            operate("] 0 d S")
        }
    }

    /// Fills the path that was drawn, and forgets it.
    func fill(_ ink: Ink, evenOdd: Bool = false) {
        setFill(ink)
        operate(evenOdd ? "f*" : "f")
    }

    func setFill(_ ink: Ink) {
        paint(ink)
        operate("rg")
    }

    /// Nothing is painted outside the rectangle until the end of ``isolated(_:)``.
    func clip(_ box: Box) {
        rectangle(box.x, box.y, box.width, box.height)
        operate("W n")
    }

    private func paint(_ ink: Ink) {
        for value in [ink.red, ink.green, ink.blue] { content.append(value, decimals: 3) }
    }
}
