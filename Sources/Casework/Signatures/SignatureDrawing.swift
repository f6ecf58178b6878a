/// A signature as it was drawn: strokes of points, each with its place and the milliseconds since the first touch. What a hand does over
/// time says more about its owner than the picture alone, so the movement is the evidence and the picture follows from it.
package struct SignatureDrawing: Codable, Hashable, Sendable {
    package struct Point: Codable, Hashable, Sendable {
        package let x: Int
        package let y: Int
        package let milliseconds: Int
    }

    package let width: Int
    package let height: Int
    package let strokes: [[Point]]

    /// What the page sends: `width,height;x,y,t x,y,t;x,y,t …`, one group a stroke, whole numbers.
    /// - Returns: nil for anything else: points outside of the field, time that runs backwards, hardly a line, or far too much.
    package init?(text: String) {
        guard text.utf8.count <= 48 * 1024 else { return nil }
        let groups = text.split(separator: ";", omittingEmptySubsequences: false)
        guard groups.count >= 2, groups.count <= 200, let size = Self.numbers(groups[0], count: 2) else { return nil }
        let (width, height) = (size[0], size[1])
        guard (60...4_000).contains(width), (40...4_000).contains(height) else { return nil }
        var strokes: [[Point]] = []
        var last = 0
        for group in groups.dropFirst() {
            var stroke: [Point] = []
            for part in group.split(separator: " ") {
                guard let values = Self.numbers(part, count: 3), (0...width).contains(values[0]), (0...height).contains(values[1]),
                    values[2] >= last, values[2] < 3_600_000
                else { return nil }
                last = values[2]
                stroke.append(Point(x: values[0], y: values[1], milliseconds: values[2]))
            }
            guard !stroke.isEmpty else { return nil }
            strokes.append(stroke)
        }
        self.width = width
        self.height = height
        self.strokes = strokes
        // A dot or a short slip of the finger is no signature.
        guard length >= Double(width) / 6 else { return nil }
    }

    /// How far the pen moved on the field, in its units.
    package var length: Double {
        strokes.reduce(0) { sum, stroke in
            zip(stroke, stroke.dropFirst()).reduce(sum) { sum, step in
                let (dx, dy) = (Double(step.1.x - step.0.x), Double(step.1.y - step.0.y))
                return sum + (dx * dx + dy * dy).squareRoot()
            }
        }
    }

    private static func numbers(_ text: Substring, count: Int) -> [Int]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == count else { return nil }
        let values = parts.compactMap { part in part.count <= 7 && part.allSatisfy(\.isASCII) ? Int(part) : nil }
        return values.count == count && values.allSatisfy { $0 >= 0 } ? values : nil
    }
}
