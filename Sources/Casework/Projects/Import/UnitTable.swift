package import Register

/// The developer's list of units as a table: what its columns are, and how a row is read.
package enum UnitTable {
    package enum Column: String, Hashable, Sendable, CaseIterable {
        case unit = "不动产单元号"
        case room = "室号"
        case location = "坐落"
        case use = "规划用途"
        case structure = "房屋结构"
        case storey = "所在层"
        case storeys = "总层数"
        case buildingArea = "建筑面积"
        case innerArea = "专有建筑面积"
        case sharedArea = "分摊建筑面积"
        case completed = "竣工日期"
        case selfService = "可自行办理"
        case outline = "平面轮廓"

        /// Without it the rest can be imported.
        var isOptional: Bool { self == .outline }

        /// For the page that explains the table.
        package var about: String {
            switch self {
            case .unit: "28位，含项目宗地代码；每行一个，不得重复。"
            case .room: "例如 302。"
            case .location: "完整地址，到室。"
            case .use: "名称或代码，例如 成套住宅 或 11。"
            case .structure: "名称或代码，例如 钢筋混凝土结构 或 3。"
            case .storey: "整数，地下层用负数。"
            case .storeys: "整数。"
            case .buildingArea: "平方米，最多两位小数，等于下面两项之和。"
            case .innerArea: "平方米，最多两位小数。"
            case .sharedArea: "平方米，最多两位小数。"
            case .completed: "年-月-日，例如 2026-09-30。"
            case .selfService: "是 或 否。填“是”的房屋，购房人可自行办证。"
            case .outline:
                "选填，不填则不动产权证书上没有房产分户图。沿外墙依次写各拐点的“横,纵”坐标，以空格分隔，例如 0,0 11.5,0 11.5,10.8 0,10.8；以本层西南角为原点，横向东、纵向北，单位米，最多两位小数，不取负数。同层各户用同一原点。围成的面积应在专有建筑面积与建筑面积之间，各户不得重叠。跨层的房屋不填。"
            }
        }
    }

    /// The columns in a sentence, for programs.
    package static let columns = Column.allCases.map { "\($0.rawValue)\($0.isOptional ? "（选填）" : "")：\($0.about)" }.joined()

    /// What all units of a project share: the land and its term, as registered.
    package struct Ground: Hashable, Sendable {
        /// 宗地代码.
        package let parcel: String
        package let land: UnitDescription
        package let today: LegalDate

        package init(parcel: String, land: UnitDescription, today: LegalDate) {
            self.parcel = parcel
            self.land = land
            self.today = today
        }
    }

    /// Reads the whole table, or refuses it with everything that is wrong.
    /// - Throws: ``TableRefused``.
    package static func read(_ bytes: [UInt8], on ground: Ground, limits: TableReader.Limits = .init(field: 2_000)) throws(TableRefused) -> [ImportedUnit] {
        let rows = try TableReader.rows(of: TableText.decode(bytes), limits: limits)
        guard let heading = rows.first else { throw TableRefused([TableFault("表格是空的。")]) }
        let places = try columns(heading)
        guard rows.count > 1 else { throw TableRefused([TableFault("表格只有标题，没有房屋。")]) }
        var faults: [TableFault] = []
        var units: [ImportedUnit] = []
        var seen: [UnitCode: Int] = [:]
        var seenLocations: [String: Int] = [:]
        for row in rows.dropFirst() {
            var reader = UnitRowReader(row, places, ground)
            let unit = reader.read()
            faults += reader.faults
            guard let unit else { continue }
            if let first = seen[unit.unit.unit] {
                faults.append(reader.fault(.unit, "与第\(first)行的不动产单元号相同。"))
            }
            if let first = seenLocations[unit.unit.description.location] {
                faults.append(reader.fault(.location, "与第\(first)行的坐落相同。"))
            }
            seen[unit.unit.unit] = seen[unit.unit.unit] ?? row.number
            seenLocations[unit.unit.description.location] = seenLocations[unit.unit.description.location] ?? row.number
            units.append(unit)
        }
        faults += StoreyOverlaps.faults(units.compactMap { StoreyOverlaps.Item($0.unit, imported: $0) })
        guard faults.isEmpty else { throw TableRefused(faults) }
        return units
    }

    /// Where each column stands; they may come in any order.
    private static func columns(_ heading: TableReader.Row) throws(TableRefused) -> [Column: Int] {
        var places: [Column: Int] = [:]
        var faults: [TableFault] = []
        for (index, text) in heading.fields.enumerated() where !text.isEmpty {
            guard let column = Column(rawValue: text) else {
                faults.append(TableFault(row: heading.number, column: index + 1, "没有“\(text.prefix(30))”这一列。请使用模板中的标题。"))
                continue
            }
            if let first = places[column] {
                faults.append(TableFault(row: heading.number, column: index + 1, heading: text, "标题与\(TableFault.letters(first + 1))列重复。"))
            } else {
                places[column] = index
            }
        }
        let missing = Column.allCases.filter { places[$0] == nil && !$0.isOptional }
        if !missing.isEmpty {
            let oneColumn = heading.fields.count == 1 && heading.fields[0].contains { $0 == "\t" || $0 == ";" || $0 == "；" }
            let hint = oneColumn ? "各列之间应使用英文逗号分隔。" : ""
            faults.append(TableFault(row: heading.number, "缺少\(missing.count)列：\(missing.map(\.rawValue).joined(separator: "、"))。\(hint)"))
        }
        guard faults.isEmpty else { throw TableRefused(faults) }
        return places
    }

    /// The table that a developer starts from: the units as they are, or two examples on the project's parcel.
    package static func template(parcel: String, location: String, units: [ProjectUnit]) -> String {
        let rows = units.isEmpty ? examples(parcel: parcel, location: location) : units.map(row)
        return TableWriter.text([Column.allCases.map(\.rawValue)] + rows)
    }

    private static func row(_ unit: ProjectUnit) -> [String] {
        let text = unit.description
        return [
            unit.unit.text, unit.room, text.location, CodeLists.uses[text.use] ?? text.use, text.structure.map { CodeLists.structures[$0] ?? $0 } ?? "",
            text.storey.map(String.init) ?? "", text.storeys.map(String.init) ?? "", text.buildingArea.description, text.innerArea.description,
            text.sharedArea.description, text.completed?.description ?? "", unit.selfService ? "是" : "否", unit.outline.map(OutlineCell.text) ?? "",
        ]
    }

    private static func examples(parcel: String, location: String) -> [[String]] {
        [
            ["\(parcel)F00010001", "101", "\(location)1栋1层101室", "成套住宅", "钢筋混凝土结构", "1", "18", "95.30", "76.24", "19.06", "2026-09-30", "是", "0,0 7.2,0 7.2,10.59 0,10.59"],
            ["\(parcel)F00010002", "102", "\(location)1栋1层102室", "成套住宅", "钢筋混凝土结构", "1", "18", "118.64", "94.90", "23.74", "2026-09-30", "是", ""],
        ]
    }
}

/// A unit with the row it came from.
package struct ImportedUnit: Hashable, Sendable {
    package let row: Int
    package let unit: ProjectUnit
    /// Where the columns stand in its table.
    let places: [UnitTable.Column: Int]

    func fault(_ column: UnitTable.Column, _ message: String) -> TableFault {
        TableFault(row: row, column: (places[column] ?? 0) + 1, heading: column.rawValue, message)
    }
}
