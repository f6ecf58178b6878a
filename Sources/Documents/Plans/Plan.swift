/// A drawing for a certificate: a parcel (宗地图) or the floor plan of a unit (房产分户图).
package struct Plan: Sendable {
    /// Metres; y grows to the north.
    package struct Point: Sendable, Hashable {
        package var x: Double
        package var y: Double

        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    package enum Role: Sendable, CaseIterable {
        /// The parcel, or the unit: what the certificate is about. Its sides get their lengths.
        case subject
        /// A building on the parcel, or a room of the unit.
        case part
        /// The storey around the unit, or the parcels around the parcel.
        case surroundings
    }

    package struct Shape: Sendable {
        package var role: Role
        /// A closed ring; the last point isn't repeated.
        package var ring: [Point]
        /// Such as 主卧 or 1801.
        package var label: String?

        package init(_ role: Role, _ ring: [Point], label: String? = nil) {
            (self.role, self.ring, self.label) = (role, ring, label)
        }
    }

    package var title: String
    package var shapes: [Shape]
    /// Names and values under the drawing, such as 结构 and 钢筋混凝土.
    package var facts: [(name: String, value: String)]

    /// - Parameters:
    ///   - title: 宗地图 or 房产分户图.
    ///   - shapes: later ones cover earlier ones.
    package init(title: String, shapes: [Shape], facts: [(name: String, value: String)] = []) {
        (self.title, self.shapes, self.facts) = (title, shapes, facts)
    }

    /// Throws ``DocumentError/drawing(_:)`` for shapes that can't be drawn.
    func check() throws {
        guard shapes.contains(where: { $0.role == .subject }) else { throw DocumentError.drawing("\(title): no subject") }
        guard shapes.reduce(0, { $0 + $1.ring.count }) <= 5000 else { throw DocumentError.drawing("\(title): more than 5000 points") }
        for shape in shapes {
            guard shape.ring.count >= 3 else { throw DocumentError.drawing("\(title): a shape of \(shape.ring.count) points") }
            // National coordinates (CGCS2000) stay within eight digits of metres.
            guard shape.ring.allSatisfy({ abs($0.x) < 1e9 && abs($0.y) < 1e9 }) else {
                throw DocumentError.drawing("\(title): coordinates out of range")
            }
        }
    }

    /// What is shown: the subject, and of the rest what lies within a quarter of the subject's size around it.
    var bounds: (low: Point, high: Point) {
        let (low, high) = Self.bounds(shapes.filter { $0.role == .subject })
        let (lowest, highest) = Self.bounds(shapes)
        let margin = max(high.x - low.x, high.y - low.y) * 0.25
        return (
            Point(max(lowest.x, low.x - margin), max(lowest.y, low.y - margin)),
            Point(min(highest.x, high.x + margin), min(highest.y, high.y + margin))
        )
    }

    private static func bounds(_ shapes: [Shape]) -> (low: Point, high: Point) {
        let points = shapes.flatMap(\.ring)
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        return (Point(xs.min() ?? 0, ys.min() ?? 0), Point(xs.max() ?? 0, ys.max() ?? 0))
    }
}
