import Cadastre
import Register

/// No two units have the same room: outlines on one storey of a building may touch along their walls, and no more than the survey's
/// tolerance explains lies in both.
struct StoreyOverlaps {
    /// A unit with its outline; its place in the table, or where else it is listed.
    struct Item {
        let unit: ProjectUnit
        let outline: Outline
        /// nil: a unit of another project in the same building.
        let imported: ImportedUnit?
        fileprivate let bounds: (min: Outline.Point, max: Outline.Point)

        init?(_ unit: ProjectUnit, imported: ImportedUnit? = nil) {
            guard let outline = unit.outline else { return nil }
            self.unit = unit
            self.outline = outline
            self.imported = imported
            bounds = outline.bounds
        }
    }

    /// Pairs of sides that are compared in one table. A shopping arcade of a thousand units needs a fiftieth of it; a table that was made to
    /// keep the server busy is refused instead.
    static let work = 20_000_000
    private let work: Int
    private var done = 0
    private var faults: [TableFault] = []

    private init(work: Int) { self.work = work }

    static func faults(_ items: [Item], work: Int = work) -> [TableFault] {
        var overlaps = StoreyOverlaps(work: work)
        for storey in Dictionary(grouping: items, by: { "\($0.unit.unit.buildingCode ?? "") \($0.unit.description.storey ?? 0)" }).values {
            overlaps.compare(storey)
        }
        return overlaps.faults
    }

    /// Goes over the storey from west to east: only what still reaches as far as the next unit begins is compared with it.
    private mutating func compare(_ storey: [Item]) {
        var open: [Item] = []
        for item in storey.sorted(by: { ($0.bounds.min.east, $0.unit.unit.text) < ($1.bounds.min.east, $1.unit.unit.text) }) {
            open.removeAll { $0.bounds.max.east <= item.bounds.min.east }
            for other in open where other.bounds.max.north > item.bounds.min.north && item.bounds.max.north > other.bounds.min.north {
                // What stands in two other projects was compared when it was listed there.
                guard item.imported != nil || other.imported != nil else { continue }
                done += item.outline.points.count * other.outline.points.count
                guard done <= work else {
                    let place = item.imported ?? other.imported
                    if let place { faults.append(place.fault(.outline, "这一层的轮廓过于复杂，无法逐户核对是否重叠，请减少拐点后重新导入。")) }
                    return
                }
                let shared = Area(hundredths: Int64(item.outline.overlap(with: other.outline) / 100))
                let smaller = min(item.outline.areaHundredths, other.outline.areaHundredths)
                guard shared > SurveyTolerance.limit(for: Area(hundredths: smaller)) else { continue }
                tell(item, other, shared)
                // One is enough to find the rest by.
                break
            }
            open.append(item)
        }
    }

    /// Told at the later row, which names the earlier.
    private mutating func tell(_ one: Item, _ two: Item, _ shared: Area) {
        let (first, second) = (one.imported?.row ?? 0) < (two.imported?.row ?? 0) ? (one, two) : (two, one)
        guard let place = second.imported else { return }
        let who = first.imported.map { "第\($0.row)行（\(first.unit.room)室）" } ?? "另一个项目的\(first.unit.unit)（\(first.unit.room)室）"
        faults.append(place.fault(.outline, "\(second.unit.room)室的轮廓与\(who)的重叠\(shared)平方米。"))
    }
}
