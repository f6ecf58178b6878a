/// Whether an outline is one that walls can have, and what two of them share. All in exact integers but for areas of overlap.
extension Outline {
    /// Two sides of the ring that meet where they must not: the ring crosses or touches itself, or runs back on itself.
    /// - Returns: nil if the polygon is simple; else the numbers of two sides, counted from 1, each from its point to the next; twice the same for a
    ///   side without length.
    package var crossing: (Int, Int)? {
        let count = points.count
        if let same = points.indices.first(where: { points[$0] == points[($0 + 1) % count] }) { return (same + 1, same + 1) }
        for first in 0..<count {
            let (a, b) = (points[first], points[(first + 1) % count])
            for second in (first + 1)..<max(first + 1, count) {
                let (c, d) = (points[second], points[(second + 1) % count])
                let isNext = second == first + 1
                let isBefore = (second + 1) % count == first
                if isNext || isBefore {
                    // Neighbours share a point; they must not lie on each other.
                    let (tip, near, far) = isNext ? (b, a, d) : (a, b, c)
                    if Self.turn(near, tip, far) == 0, Self.product(tip, near, far) > 0 { return (first + 1, second + 1) }
                } else if Self.meet(a, b, c, d) {
                    return (first + 1, second + 1)
                }
            }
        }
        return nil
    }

    /// The area in square centimetres that two simple polygons have in common. Walls that lie on each other have none.
    ///
    /// Between the heights at which either has a corner, or their sides cross, what they share are trapezoids: their middle tells their area.
    package func overlap(with other: Outline) -> Double {
        let (low, high) = bounds
        let (otherLow, otherHigh) = other.bounds
        let bottom = max(low.north, otherLow.north)
        let top = min(high.north, otherHigh.north)
        guard bottom < top, max(low.east, otherLow.east) < min(high.east, otherHigh.east) else { return 0 }
        // Seen from a corner nearby, so that no digits are lost in the projected plane.
        let mine = sides(from: low)
        let theirs = other.sides(from: low)
        var heights = Set((mine + theirs).flatMap { [$0.a.y, $0.b.y] })
        for side in mine { for its in theirs { if let height = side.crossing(its) { heights.insert(height) } } }
        let range = Double(bottom - low.north)...Double(top - low.north)
        let levels = heights.filter(range.contains).sorted()
        return zip(levels, levels.dropFirst()).reduce(0) { sum, strip in
            let middle = (strip.0 + strip.1) / 2
            return sum + (strip.1 - strip.0) * Self.shared(Self.spans(mine, at: middle), Self.spans(theirs, at: middle))
        }
    }

    // MARK: sides

    private struct Side {
        let a: (x: Double, y: Double)
        let b: (x: Double, y: Double)

        func x(at height: Double) -> Double { a.x + (b.x - a.x) * (height - a.y) / (b.y - a.y) }

        /// The height at which two sides cross; nil for parallel ones and such as don't reach each other.
        func crossing(_ other: Side) -> Double? {
            let (dx, dy) = (b.x - a.x, b.y - a.y)
            let (ex, ey) = (other.b.x - other.a.x, other.b.y - other.a.y)
            let divisor = dx * ey - dy * ex
            guard divisor != 0 else { return nil }
            let along = ((other.a.x - a.x) * ey - (other.a.y - a.y) * ex) / divisor
            let across = ((other.a.x - a.x) * dy - (other.a.y - a.y) * dx) / divisor
            return (0...1).contains(along) && (0...1).contains(across) ? a.y + along * dy : nil
        }
    }

    private func sides(from base: Point) -> [Side] {
        points.indices.map { index in
            let (a, b) = (points[index], points[(index + 1) % points.count])
            return Side(
                a: (Double(a.east - base.east), Double(a.north - base.north)), b: (Double(b.east - base.east), Double(b.north - base.north)))
        }
    }

    /// From where to where the polygon is cut at a height that no corner has.
    private static func spans(_ sides: [Side], at height: Double) -> [(from: Double, to: Double)] {
        let cuts = sides.filter { min($0.a.y, $0.b.y) < height && height < max($0.a.y, $0.b.y) }.map { $0.x(at: height) }.sorted()
        return stride(from: 0, to: cuts.count - 1, by: 2).map { (cuts[$0], cuts[$0 + 1]) }
    }

    private static func shared(_ mine: [(from: Double, to: Double)], _ theirs: [(from: Double, to: Double)]) -> Double {
        mine.reduce(0) { sum, span in theirs.reduce(sum) { $0 + max(0, min(span.to, $1.to) - max(span.from, $1.from)) } }
    }

    // MARK: points

    /// Positive if a, b, c turn left, negative if right, zero on one line.
    private static func turn(_ a: Point, _ b: Point, _ c: Point) -> Int64 {
        (b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east)
    }

    /// Positive if two points lie on the same side of a third, on whose line they are.
    private static func product(_ tip: Point, _ one: Point, _ two: Point) -> Int64 {
        (one.east - tip.east) * (two.east - tip.east) + (one.north - tip.north) * (two.north - tip.north)
    }

    /// Whether two sides have a point in common.
    private static func meet(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
        let (atC, atD, atA, atB) = (turn(a, b, c).signum(), turn(a, b, d).signum(), turn(c, d, a).signum(), turn(c, d, b).signum())
        if atC * atD < 0, atA * atB < 0 { return true }
        return (atC == 0 && within(a, b, c)) || (atD == 0 && within(a, b, d)) || (atA == 0 && within(c, d, a)) || (atB == 0 && within(c, d, b))
    }

    private static func within(_ a: Point, _ b: Point, _ p: Point) -> Bool {
        min(a.east, b.east) <= p.east && p.east <= max(a.east, b.east) && min(a.north, b.north) <= p.north && p.north <= max(a.north, b.north)
    }
}
