/// How metres become points.
struct PlanScale {
    private static let denominators: [Double] = [
        20, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 2000, 2500, 3000, 4000,
        5000, 8000, 10_000, 20_000, 50_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]

    /// 1 : denominator
    let denominator: Double
    private let low: Plan.Point
    private let high: Plan.Point
    private let center: (x: Double, y: Double)

    /// The largest usual scale at which a plan fits a box.
    init(_ plan: Plan, in box: Box) {
        (low, high) = plan.bounds
        let (width, height) = (high.x - low.x, high.y - low.y)
        denominator =
            Self.denominators.first { width * Self.points($0) <= box.width && height * Self.points($0) <= box.height } ?? 1e9
        center = (box.x + box.width / 2, box.y + box.height / 2)
    }

    var text: String { "1:\(Int(denominator))" }

    func place(_ point: Plan.Point) -> (x: Double, y: Double) {
        let factor = Self.points(denominator)
        return (center.x + (point.x - (low.x + high.x) / 2) * factor, center.y - (point.y - (low.y + high.y) / 2) * factor)
    }

    /// Points a metre.
    private static func points(_ denominator: Double) -> Double { 72 / 0.0254 / denominator }
}
