import Cadastre
import Register
import Testing

@testable import Casework

@Suite("The outline of a unit in the list")
struct OutlineTests {
    /// 12 m by 7 m: 84 m², between the 76.24 inside and the 95.30 in all of `UnitTableTests.row`.
    private static func box(_ x: Int, _ y: Int = 0) -> String { "\"\(x),\(y) \(x + 12),\(y) \(x + 12),\(y + 7) \(x),\(y + 7)\"" }

    private func faults(_ rows: [String]) -> [TableFault] {
        do {
            _ = try UnitTable.read(UnitTableTests.table(rows), on: UnitTableTests.ground)
            return []
        } catch {
            return error.faults
        }
    }

    private func message(_ cell: String) -> String? {
        let found = faults([UnitTableTests.row(1, [.outline: "\"\(cell)\""])])
        for fault in found { #expect(fault.place == "第2行 M列（平面轮廓）") }
        return found.first?.message
    }

    @Test("is read in centimetres, closed or not, and goes out as it came in")
    func good() throws {
        let cell = "\"0,0 12.5,0;12.5,6.72；0.00，6.72 0,0\""
        let unit = try #require(try UnitTable.read(UnitTableTests.table([UnitTableTests.row(1, [.outline: cell])]), on: UnitTableTests.ground).first).unit
        #expect(unit.outline?.points == [.init(0, 0), .init(1_250, 0), .init(1_250, 672), .init(0, 672)])
        #expect(unit.outline?.areaHundredths == 8_400)
        let list = UnitTable.template(parcel: UnitTableTests.parcel, location: "", units: [unit])
        #expect(list.contains("\"0.00,0.00 12.50,0.00 12.50,6.72 0.00,6.72\""))
        #expect(try UnitTable.read(Array(list.utf8), on: UnitTableTests.ground).map(\.unit) == [unit])
    }

    @Test("may be left out: the cell, or the whole column")
    func leftOut() throws {
        #expect(try UnitTable.read(UnitTableTests.table([UnitTableTests.row(1)]), on: UnitTableTests.ground)[0].unit.outline == nil)
        let heading = UnitTable.Column.allCases.filter { $0 != .outline }.map(\.rawValue).joined(separator: ",")
        let old = "\(heading)\n\(UnitTableTests.row(1).dropLast())\n"
        #expect(try UnitTable.read(Array(old.utf8), on: UnitTableTests.ground)[0].unit.outline == nil)
    }

    @Test("is refused, with its cell, if it is no list of points in a storey's plan")
    func form() {
        for cell in ["房屋", "0,0", "0;0;0", "0,0 1,1,1 2,2", "1e3,0 0,1 1,1", "-1,0 1,0 1,1", "0.001,0 1,0 1,1", "٣,0 1,0 1,1", "NaN,0 1,0 1,1", "=1,0 1,0 1,1"] {
            #expect(message(cell) != nil, "\(cell)")
        }
        #expect(message("0,0 1,1")?.contains("至少要有3个点") == true)
        #expect(message("0,0 1,0 2,0")?.contains("面积为零") == true)
        #expect(message("38412345.67,0 1,0 1,1")?.contains("西南角") == true)
        #expect(message("99999999999999999999,0 1,0 1,1")?.contains("应写成") == true)
        #expect(message((0...101).map { "\($0),0" }.joined(separator: " "))?.contains("100个点") == true)
        #expect(faults([UnitTableTests.row(1, [.outline: "\"" + String(repeating: "1,", count: 1_500) + "\""])]).map(\.message) == ["内容超过2000个字。"])
    }

    @Test("is refused if it crosses, touches or repeats itself")
    func shape() {
        // A bow tie, a corner on another side, a wall there and back, a point twice.
        for (cell, words) in [
            ("0,0 12,7 12,0 0,8", "第1条边与第3条边"), ("0,0 12,0 12,7 6,0 0,7", "第1条边"), ("0,0 12,0 20,0 12,0 12,7 0,7", "第1条边与第3条边"),
            ("0,0 0,0 12,0 12,7 0,7", "第1个点与下一个点相同"), ("0,0 12,0 12,7 12,7 0,7", "第3个点与下一个点相同"),
        ] {
            #expect(message(cell)?.contains(words) == true, "\(cell): \(message(cell) ?? "taken")")
        }
        #expect(message("0,0 6,0 6,3 12,3 12,9 0,9") == nil)
    }

    @Test("holds the inner area and no more than the building area, to within what GB/T 17986.1 allows")
    func area() {
        // 0.04√76.24 + 0.002 × 76.24 = 0.50; 0.04√95.30 + 0.002 × 95.30 = 0.58.
        #expect(SurveyTolerance.limit(for: Area(hundredths: 7_624)).hundredths == 50)
        #expect(SurveyTolerance.limit(for: Area(hundredths: 9_530)).hundredths == 58)
        func strip(_ hundredths: Int) -> String { "0,0 \(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()),0 \(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()),1 0,1" }
        for hundredths in [7_574, 7_624, 9_530, 9_588] { #expect(message(strip(hundredths)) == nil, "\(hundredths)") }
        for hundredths in [7_573, 9_589, 10, 90_000] { #expect(message(strip(hundredths))?.contains("GB/T 17986.1") == true, "\(hundredths)") }
        #expect(message("0,0 1000,0 1000,1000 0,1000")?.contains("1000000.00平方米") == true)
    }

    @Test("shares walls with its neighbours and no floor: both rows are named; other storeys and buildings are other places")
    func overlaps() {
        func row(_ serial: Int, _ outline: String, _ more: [UnitTable.Column: String] = [:]) -> String {
            UnitTableTests.row(serial, more.merging([.outline: outline]) { first, _ in first })
        }
        #expect(faults([row(1, Self.box(0)), row(2, Self.box(12)), row(3, Self.box(0, 7)), row(4, Self.box(0), [.storey: "2"]), row(5, Self.box(0), [.unit: "\(UnitTableTests.parcel)F00020001"])]).isEmpty)
        // Half a square metre in both is what two surveyors may differ by.
        #expect(faults([row(1, Self.box(0)), row(2, "\"11.93,0 23.93,0 23.93,7 11.93,7\"")]).isEmpty)
        let found = faults([row(1, Self.box(8)), row(2, Self.box(30)), row(3, Self.box(0))])
        #expect(found.map(\.place) == ["第4行 M列（平面轮廓）"])
        #expect(found.first?.message == "103室的轮廓与第2行（101室）的重叠28.00平方米。")
        // One inside the other, and the same twice.
        let around = "\"0,0 14,0 14,6.5 0,6.5\""
        #expect(faults([row(1, around), row(2, around)]).map(\.message) == ["102室的轮廓与第2行（101室）的重叠91.00平方米。"])
    }

    @Test("What two shapes share is exact, whatever their form and wherever they lie")
    func shared() throws {
        func outline(_ points: [(Int64, Int64)], _ east: Int64 = 0, _ north: Int64 = 0) throws -> Outline {
            try #require(Outline(points.map { Outline.Point($0.0 + east, $0.1 + north) }))
        }
        let triangle = [(0, 0), (400, 0), (0, 400)] as [(Int64, Int64)]
        let comb = [(0, 0), (500, 0), (500, 300), (400, 300), (400, 100), (300, 100), (300, 300), (200, 300), (200, 100), (100, 100), (100, 300), (0, 300)] as [(Int64, Int64)]
        for (east, north) in [(0, 0), (3_866_000_000, 320_000_000)] as [(Int64, Int64)] {
            let base = try outline(triangle, east, north)
            #expect(base.overlap(with: base) == 80_000)
            #expect(try base.overlap(with: outline(triangle, east + 200, north)) == 20_000)
            #expect(try base.overlap(with: outline(triangle, east + 400, north)) == 0)
            // Two triangles back to back touch along their long sides alone.
            #expect(try abs(base.overlap(with: outline([(400, 0), (400, 400), (0, 400)], east, north))) < 0.001)
            let teeth = try outline(comb, east, north)
            #expect(try teeth.overlap(with: outline([(0, 200), (500, 200), (500, 300), (0, 300)], east, north)) == 30_000)
            #expect(try teeth.overlap(with: outline([(100, 100), (200, 100), (200, 300), (100, 300)], east, north)) == 0)
        }
        #expect(Outline([.init(.min, 0), .init(.max, 0), .init(0, 1)]) == nil)
        #expect(Outline([.init(0, 0), .init(20_000_000, 0), .init(0, 20_000_000)]) == nil)
    }

    @Test("A table made to keep the server busy is refused instead of being compared to its end")
    func hostile() throws {
        // Corners of one frame: each lies in the other's box, and they share nothing.
        let corners = ["\"0,0 40,0 40,1 1,1 1,40 0,40\"", "\"1,40 39,40 39,1 40,1 40,41 1,41\""]
        let units = try UnitTable.read(UnitTableTests.table(corners.indices.map { UnitTableTests.row($0 + 1, [.outline: corners[$0]]) }), on: UnitTableTests.ground)
        let items = units.compactMap { StoreyOverlaps.Item($0.unit, imported: $0) }
        #expect(StoreyOverlaps.faults(items, work: 36).isEmpty)
        let refused = StoreyOverlaps.faults(items, work: 35)
        #expect(refused.map(\.place) == ["第3行 M列（平面轮廓）"])
        #expect(refused.first?.message.contains("过于复杂") == true)
    }
}
