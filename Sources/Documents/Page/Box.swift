/// A rectangle on a page, in points from the upper left corner.
struct Box: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    var right: Double { x + width }
    var bottom: Double { y + height }

    func inset(_ horizontal: Double, _ vertical: Double) -> Box {
        Box(x + horizontal, y + vertical, max(0, width - 2 * horizontal), max(0, height - 2 * vertical))
    }
}
