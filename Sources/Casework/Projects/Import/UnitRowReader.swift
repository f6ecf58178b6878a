import Cadastre
import Register

/// Reads one row of the list of units, cell by cell, and keeps every fault with its place.
struct UnitRowReader {
    private let row: TableReader.Row
    private let places: [UnitTable.Column: Int]
    private let ground: UnitTable.Ground
    private(set) var faults: [TableFault] = []

    init(_ row: TableReader.Row, _ places: [UnitTable.Column: Int], _ ground: UnitTable.Ground) {
        self.row = row
        self.places = places
        self.ground = ground
    }

    func fault(_ column: UnitTable.Column, _ message: String) -> TableFault {
        TableFault(row: row.number, column: (places[column] ?? 0) + 1, heading: column.rawValue, message)
    }

    private mutating func fail(_ column: UnitTable.Column, _ message: String) { faults.append(fault(column, message)) }

    /// - Returns: nil if anything is wrong; ``faults`` says what.
    mutating func read() -> ImportedUnit? {
        if let extra = row.fields.indices.first(where: { index in !row.fields[index].isEmpty && !places.values.contains(index) }) {
            faults.append(TableFault(row: row.number, column: extra + 1, "这一列没有标题，却有内容。"))
        }
        let unit = unitCode()
        let room = text(.room, upTo: 20)
        let location = text(.location, upTo: 200)
        let use = code(.use, CodeLists.uses)
        let structure = code(.structure, CodeLists.structures)
        let storey = integer(.storey, -9...200)
        let storeys = integer(.storeys, 1...200)
        let building = area(.buildingArea)
        let inner = area(.innerArea)
        let shared = area(.sharedArea, zeroAllowed: true)
        let completed = date()
        let selfService = flag()
        let outline = outline(inner: inner, building: building)
        if storey == 0 { fail(.storey, "没有第0层；地下层用负数。") }
        if let storey, let storeys, storey > storeys { fail(.storey, "所在层\(storey)高于总层数\(storeys)。") }
        // GB/T 17986.1: the building area is the inner area and the share of the common parts; rounding may leave a hundredth.
        if let building, let inner, let shared, abs((inner + shared - building).hundredths) > 1 {
            fail(.buildingArea, "建筑面积\(building)不等于专有\(inner)与分摊\(shared)之和\(inner + shared)。")
        }
        guard faults.isEmpty, let unit, let room, let location, let use, let structure, let storey, let storeys, let building, let inner, let shared,
            let completed, let selfService
        else { return nil }
        let description = UnitDescription(
            location: location, use: use, buildingArea: building, innerArea: inner, sharedArea: shared, parcelArea: ground.land.parcelArea,
            structure: structure, storey: storey, storeys: storeys, completed: completed, landNature: ground.land.landNature,
            landTermFrom: ground.land.landTermFrom, landTermUntil: ground.land.landTermUntil, surveyed: true)
        return ImportedUnit(
            row: row.number, unit: ProjectUnit(unit: unit, description: description, room: room, selfService: selfService, outline: outline), places: places)
    }

    /// Empty where the table has no such column, or the row no such cell.
    private func cell(_ column: UnitTable.Column) -> String {
        guard let index = places[column], index < row.fields.count else { return "" }
        return row.fields[index]
    }

    /// The cell's text; nil and a fault if it is empty.
    private mutating func value(_ column: UnitTable.Column) -> String? {
        let text = cell(column)
        if text.isEmpty { fail(column, "不能为空。") }
        return text.isEmpty ? nil : text
    }

    private mutating func text(_ column: UnitTable.Column, upTo limit: Int) -> String? {
        guard let text = value(column) else { return nil }
        guard text.count <= limit else {
            fail(column, "不能超过\(limit)个字，现为\(text.count)个。")
            return nil
        }
        guard !text.contains(where: \.isNewline) else {
            fail(column, "不能换行。")
            return nil
        }
        // A spreadsheet that opens the list later would run it.
        guard let first = text.first, !"=+-@'".contains(first) else {
            fail(column, "不能以“\(text.prefix(1))”开头。")
            return nil
        }
        return text
    }

    private mutating func unitCode() -> UnitCode? {
        guard let text = value(.unit) else { return nil }
        if text.contains("E+") || text.contains("e+") {
            fail(.unit, "已被表格软件改成科学计数法，请将该列设为“文本”格式后重新填写。")
            return nil
        }
        do {
            let unit = try UnitCode(text)
            if unit.parcel != ground.parcel {
                fail(.unit, "不在项目宗地\(ground.parcel)上。")
            } else if unit.fixture != .building {
                fail(.unit, "第20位应为F（房屋）。")
            }
            return unit
        } catch {
            fail(.unit, error.message)
            return nil
        }
    }

    /// A code of a national list, written as the code or as its word.
    private mutating func code(_ column: UnitTable.Column, _ list: [String: String]) -> String? {
        guard let text = value(column) else { return nil }
        if list[text] != nil { return text }
        if let found = list.filter({ $0.value == text }).keys.min() { return found }
        fail(column, "没有“\(text.prefix(20))”这一项，请填写国家标准中的名称或代码。")
        return nil
    }

    private mutating func integer(_ column: UnitTable.Column, _ range: ClosedRange<Int>) -> Int? {
        guard let text = value(column) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            fail(column, "“\(text.prefix(20))”应为\(range.lowerBound)到\(range.upperBound)之间的整数。")
            return nil
        }
        return number
    }

    private mutating func area(_ column: UnitTable.Column, zeroAllowed: Bool = false) -> Area? {
        guard let text = value(column) else { return nil }
        guard let area = Area(squareMetres: text), area.hundredths <= 100_000_000 else {
            fail(column, "“\(text.prefix(20))”应为平方米数，最多两位小数。")
            return nil
        }
        guard zeroAllowed || area > .zero else {
            fail(column, "面积应大于零。")
            return nil
        }
        return area
    }

    private mutating func date() -> LegalDate? {
        guard let text = value(.completed) else { return nil }
        // Spreadsheets turn 2026-09-30 into 2026/9/30.
        let parts = text.split(separator: text.contains("/") ? "/" : "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1949...9999).contains(year),
            let date = LegalDate(year: year, month: month, day: day)
        else {
            fail(.completed, "“\(text.prefix(20))”应为有效的日期，如 2026-09-30。")
            return nil
        }
        guard date <= ground.today else {
            fail(.completed, "竣工日期晚于今天。")
            return nil
        }
        return date
    }

    private mutating func flag() -> Bool? {
        guard let text = value(.selfService) else { return nil }
        switch text {
        case "是": return true
        case "否": return false
        default:
            fail(.selfService, "请填写“是”或“否”。")
            return nil
        }
    }

    /// - Returns: nil for an empty cell, which is no fault.
    private mutating func outline(inner: Area?, building: Area?) -> Outline? {
        let text = cell(.outline)
        guard !text.isEmpty else { return nil }
        do {
            let outline = try OutlineCell.read(text)
            if let inner, let building { try OutlineCell.compare(outline, inner: inner, building: building) }
            return outline
        } catch {
            fail(.outline, error.message)
            return nil
        }
    }
}
