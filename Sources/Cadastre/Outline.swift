/// A closed ring of points, in centimetres; the last point is not repeated.
///
/// Parcels and buildings lie in the projected plane (CGCS2000, 3-degree Gauss–Krüger). Units lie there with their building, or, where a
/// developer's list gave them, in the plan of their storey, which has an origin of its own.
///
/// Integers keep areas exact and drawings reproducible; a centimetre is finer than the cadastral survey promises (TD/T 1001: 5 cm).
package struct Outline: Hashable, Sendable, Codable {
    package struct Point: Hashable, Sendable {
        package var east: Int64
        package var north: Int64
        package init(_ east: Int64, _ north: Int64) {
            self.east = east
            self.north = north
        }
    }

    package let points: [Point]

    /// Wider than any parcel (100 km), and narrow enough for areas to be exact in 64 bits.
    private static let extent: Int64 = 10_000_000

    /// - Returns: nil for fewer than three points, a ring without area, or one wider than 100 km.
    package init?(_ points: [Point]) {
        guard points.count >= 3, points.count <= 100_000 else { return nil }
        self.points = points
        let (low, high) = bounds
        let width = high.east.subtractingReportingOverflow(low.east)
        let depth = high.north.subtractingReportingOverflow(low.north)
        guard !width.overflow, !depth.overflow, max(width.partialValue, depth.partialValue) <= Self.extent else { return nil }
        guard doubledArea != 0 else { return nil }
    }

    package init(rectangleAt origin: Point, width: Int64, depth: Int64) {
        points = [
            origin, Point(origin.east + width, origin.north), Point(origin.east + width, origin.north + depth),
            Point(origin.east, origin.north + depth),
        ]
    }

    /// Twice the signed area in cm² (shoelace).
    private var doubledArea: Int64 {
        var sum: Int64 = 0
        // Seen from one of its own points, so that products stay small wherever in the plane the ring lies.
        let base = points[0]
        for (index, point) in points.enumerated() {
            let next = points[(index + 1) % points.count]
            sum += (point.east - base.east) * (next.north - base.north) - (next.east - base.east) * (point.north - base.north)
        }
        return sum
    }

    /// Area in hundredths of a square metre (1 m² = 10,000 cm²), rounded half up.
    package var areaHundredths: Int64 { (abs(doubledArea) / 2 + 50) / 100 }

    package var bounds: (min: Point, max: Point) {
        var low = points[0]
        var high = points[0]
        for point in points {
            low.east = min(low.east, point.east)
            low.north = min(low.north, point.north)
            high.east = max(high.east, point.east)
            high.north = max(high.north, point.north)
        }
        return (low, high)
    }

    /// Written as `[[e,n],…]`, the shape GeoJSON rings have.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let pairs = try container.decode([[Int64]].self)
        guard pairs.allSatisfy({ $0.count == 2 }), let outline = Outline(pairs.map { Point($0[0], $0[1]) }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ring")
        }
        self = outline
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(points.map { [$0.east, $0.north] })
    }
}
