import Cadastre
import Register

/// The cell 平面轮廓 of the list of units: the unit's corners in the plan of its storey (分层分户平面图), one after the other along its walls.
///
/// `0,0 11.5,0 11.5,10.8 0,10.8`: metres with at most two decimals, east then north of an origin that lies south-west of the storey and is
/// the same for all its units. Numbers are never negative, so that no spreadsheet takes the cell for a formula.
enum OutlineCell {
    /// More corners than any home has.
    static let corners = 100
    /// No storey is longer than a kilometre; coordinates of the projected plane don't belong here.
    static let reach: Int64 = 100_000

    struct Fault: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    static func text(_ outline: Outline) -> String {
        outline.points.map { "\(metres($0.east)),\(metres($0.north))" }.joined(separator: " ")
    }

    static func read(_ text: String) throws(Fault) -> Outline {
        var points: [Outline.Point] = []
        for (index, word) in text.split(whereSeparator: { $0.isWhitespace || $0 == ";" || $0 == "；" }).enumerated() {
            guard index <= corners else { throw Fault("不能超过\(corners)个点。") }
            points.append(try point(word, number: index + 1))
        }
        // Where the ring is closed by its first point, that is not one more corner.
        if points.count > 1, points.first == points.last { points.removeLast() }
        guard points.count >= 3 else { throw Fault("至少要有3个点，现为\(points.count)个。") }
        guard points.count <= corners else { throw Fault("不能超过\(corners)个点。") }
        guard let outline = Outline(points) else { throw Fault("各点围不成轮廓，面积为零。") }
        if let (first, second) = outline.crossing {
            throw Fault(first == second ? "第\(first)个点与下一个点相同。" : "第\(first)条边与第\(second)条边相交或重合，轮廓不能自相交叉。")
        }
        return outline
    }

    /// The outline must be that of a unit with these areas.
    static func compare(_ outline: Outline, inner: Area, building: Area) throws(Fault) {
        guard !outline.fits(inner: inner, building: building) else { return }
        throw Fault(
            "轮廓的面积为\(Area(hundredths: outline.areaHundredths))平方米，应在专有建筑面积\(inner)与建筑面积\(building)之间（允许误差\(SurveyTolerance.limit(for: building))，GB/T 17986.1）。")
    }

    private static func point(_ word: Substring, number: Int) throws(Fault) -> Outline.Point {
        let parts = word.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "，" }
        guard parts.count == 2, let east = centimetres(parts[0]), let north = centimetres(parts[1]) else {
            throw Fault("第\(number)个点“\(word.prefix(20))”应写成“横,纵”，单位米，不取负数，最多两位小数，例如 0,0 11.5,0 11.5,10.8 0,10.8。")
        }
        guard max(east, north) <= reach else { throw Fault("第\(number)个点“\(word.prefix(20))”超出1000米。坐标以本层西南角为原点，不用地图坐标。") }
        return Outline.Point(east, north)
    }

    /// A hundredth of a metre is written as one of a square metre is.
    private static func centimetres(_ text: Substring) -> Int64? { Area(squareMetres: text)?.hundredths }
    private static func metres(_ centimetres: Int64) -> String { Area(hundredths: centimetres).description }
}
