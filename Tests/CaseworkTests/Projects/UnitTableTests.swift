import Register
import Testing

@testable import Casework

@Suite("A developer's list of units")
struct UnitTableTests {
    static let parcel = "360102001001GB00001"
    static let ground = UnitTable.Ground(
        parcel: parcel,
        land: UnitDescription(
            location: "南昌市东湖区滨江路100号", use: "10", buildingArea: .zero, innerArea: .zero, sharedArea: .zero, parcelArea: Area(hundredths: 3_000_000),
            structure: nil, storey: nil, storeys: nil, completed: nil, landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
            landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true),
        today: LegalDate(year: 2026, month: 11, day: 23) ?? LegalDate(dayNumber: 20_000))

    static let heading = UnitTable.Column.allCases.map(\.rawValue).joined(separator: ",")

    /// A row that is right, but for what is changed in it.
    static func row(_ serial: Int, _ change: [UnitTable.Column: String] = [:]) -> String {
        let number = String(10_000 + serial).dropFirst()
        let good: [UnitTable.Column: String] = [
            .unit: "\(parcel)F0001\(number)", .room: "\(100 + serial)", .location: "南昌市东湖区滨江路100号1栋\(serial)室", .use: "成套住宅", .structure: "3", .storey: "1",
            .storeys: "18", .buildingArea: "95.30", .innerArea: "76.24", .sharedArea: "19.06", .completed: "2026-08-31", .selfService: "是",
        ]
        return UnitTable.Column.allCases.map { change[$0] ?? good[$0] ?? "" }.joined(separator: ",")
    }

    static func table(_ rows: [String]) -> [UInt8] { Array(([heading] + rows).map { $0 + "\r\n" }.joined().utf8) }

    private func faults(_ bytes: [UInt8], limits: TableReader.Limits = .init()) -> [TableFault] {
        do {
            _ = try UnitTable.read(bytes, on: Self.ground, limits: limits)
            return []
        } catch {
            return error.faults
        }
    }

    @Test("is read row by row, with what the land gives it")
    func good() throws {
        let units = try UnitTable.read(Self.table([Self.row(1), Self.row(2, [.selfService: "否", .storey: "-1", .completed: "2026/9/3", .use: "11"])]), on: Self.ground)
        #expect(units.map(\.row) == [2, 3])
        #expect(units[0].unit.unit.text == "\(Self.parcel)F00010001")
        #expect(units[0].unit.description.buildingArea == Area(hundredths: 9_530))
        #expect(units[0].unit.description.use == "11")
        #expect(units[0].unit.description.landTermUntil == LegalDate(year: 2092, month: 1, day: 1))
        #expect(units[0].unit.description.surveyed)
        #expect(units[1].unit.description.storey == -1)
        #expect(units[1].unit.description.completed == LegalDate(year: 2026, month: 9, day: 3))
        #expect(units[0].unit.selfService && !units[1].unit.selfService)
    }

    @Test("may have its columns in any order, quoted cells, empty lines and any line end")
    func forms() throws {
        let names = UnitTable.Column.allCases.map(\.rawValue)
        let cells = Self.row(1).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let reversed = names.reversed().joined(separator: ",") + "\n\n,,,\n" + cells.reversed().map { "\"\($0)\"" }.joined(separator: ",")
        let units = try UnitTable.read(Array(reversed.utf8), on: Self.ground)
        #expect(units.count == 1 && units[0].row == 4)
        let old = Self.heading + "\r" + Self.row(1, [.location: "\"南昌市,1栋\"\"甲\"\"座\""]) + "\r"
        #expect(try UnitTable.read(Array(old.utf8), on: Self.ground)[0].unit.description.location == "南昌市,1栋\"甲\"座")
    }

    @Test("comes as UTF-8 with or without its mark, or as GBK; what is neither is refused")
    func encodings() throws {
        let text = Self.table([Self.row(1)])
        #expect(try UnitTable.read([0xEF, 0xBB, 0xBF] + text, on: Self.ground).count == 1)
        // 南昌 in GBK; the whole heading is checked by the browser test.
        #expect(try TableText.decode([0xC4, 0xCF, 0xB2, 0xFD]) == "南昌")
        #expect(faults([0xC4, 0xFF, 0x80]).map(\.message) == ["文件既不是 UTF-8 也不是 GBK 编码，请在表格软件中另存为“CSV UTF-8”后重试。"])
        #expect(faults([0xFF, 0xFE, 0x41, 0]).first?.message.contains("UTF-16") == true)
        #expect(faults([0xEF, 0xBB, 0xBF, 0xC4, 0xCF]).first?.message.contains("标明是 UTF-8") == true)
        #expect(faults([]).first?.message == "文件是空的。")
    }

    @Test("tells everything that is wrong at once, each with its row and column")
    func allAtOnce() {
        let table = Self.table([
            Self.row(1, [.unit: "123", .storey: "x"]), Self.row(2, [.use: "宫殿", .buildingArea: "95.31", .innerArea: "70"]),
            Self.row(3, [.room: "", .completed: "2027-01-01", .selfService: "可以"]), Self.row(4, [.storey: "19"]), Self.row(5, [.storey: "0"]),
            Self.row(6, [.unit: "360102001001GB00002F00010006"]), Self.row(7, [.unit: "\(Self.parcel)W00000000"]), Self.row(8, [.unit: "3.60102E+27"]),
        ])
        let places = faults(table).map(\.place)
        #expect(
            places == [
                "第2行 A列（不动产单元号）", "第2行 F列（所在层）", "第3行 D列（规划用途）", "第3行 H列（建筑面积）", "第4行 B列（室号）", "第4行 K列（竣工日期）", "第4行 L列（可自行办理）", "第5行 F列（所在层）", "第6行 F列（所在层）",
                "第7行 A列（不动产单元号）", "第8行 A列（不动产单元号）", "第9行 A列（不动产单元号）",
            ])
        #expect(faults(table).last?.message.contains("科学计数法") == true)
    }

    @Test("names the first of two rows that say the same unit or the same place")
    func duplicates() {
        let found = faults(Self.table([Self.row(1), Self.row(2), Self.row(3, [.unit: "\(Self.parcel)F00010001"]), Self.row(4, [.location: "南昌市东湖区滨江路100号1栋2室"])]))
        #expect(found.map(\.message) == ["与第2行的不动产单元号相同。", "与第3行的坐落相同。"])
        #expect(found.map(\.place) == ["第4行 A列（不动产单元号）", "第5行 C列（坐落）"])
    }

    @Test("is refused with a heading that is missing, unknown or there twice")
    func headings() {
        let noUse = Self.heading.split(separator: ",").filter { $0 != "规划用途" }.joined(separator: ",")
        #expect(faults(Array("\(noUse)\n1\n".utf8)).map(\.message) == ["缺少1列：规划用途。"])
        #expect(faults(Array("\(Self.heading),颜色,室号\n1\n".utf8)).map(\.place) == ["第1行 N列", "第1行 O列（室号）"])
        #expect(faults(Array("不动产单元号\t室号\n1\t2\n".utf8)).contains { $0.message.contains("英文逗号") })
        #expect(faults(Array("\(Self.heading)\n".utf8)).map(\.message) == ["表格只有标题，没有房屋。"])
        #expect(faults(Self.table([Self.row(1) + ",多余"])).map(\.place) == ["第2行 N列"])
    }

    @Test("can't smuggle in formulas, control characters or text that turns its direction", arguments: ["=1+1", "+A1", "@SUM(A1)", "-2+3", "'=1"])
    func formulas(cell: String) {
        #expect(faults(Self.table([Self.row(1, [.location: cell])])).map(\.place) == ["第2行 C列（坐落）"])
        for hidden in ["南\u{0}昌", "南\u{202E}昌", "南\u{200B}昌", "\u{1B}[2J"] {
            #expect(!faults(Self.table([Self.row(1, [.location: hidden])])).isEmpty)
        }
    }

    @Test("has limits: rows, columns, characters of a cell, and an end to every quote")
    func limits() {
        let small = TableReader.Limits(rows: 3, columns: 13, field: 40)
        #expect(faults(Self.table((1...3).map { Self.row($0) }), limits: small).map(\.message) == ["表格超过3行，请分成几份导入。"])
        #expect(faults(Self.table([Self.row(1) + ",,"]), limits: small).map(\.message) == ["超过13列。"])
        let long = String(repeating: "长", count: 41)
        #expect(faults(Self.table([Self.row(1, [.location: long])]), limits: small).map(\.message) == ["内容超过40个字。"])
        #expect(faults(Self.table(["\"abc"])).map(\.message) == ["引号没有结束。"])
        #expect(faults(Self.table(["\"a\"b,c"])).first?.message.contains("引号之后还有内容") == true)
        #expect(faults(Self.table(["a\"b,c"])).first?.message.contains("引号不在单元格的开头") == true)
    }

    @Test("shows no more faults than anybody reads, but counts them all")
    func manyFaults() {
        let table = Self.table((1...900).map { Self.row($0, [.storey: "x"]) })
        do {
            _ = try UnitTable.read(table, on: Self.ground)
            Issue.record("it was taken")
        } catch {
            #expect(error.faults.count == TableRefused.limit && error.total == 900)
        }
    }

    @Test("goes out as a template and comes back the same, and no cell of it is a formula")
    func roundTrip() throws {
        let template = UnitTable.template(parcel: Self.parcel, location: "南昌市东湖区滨江路100号", units: [])
        let units = try UnitTable.read(Array(template.utf8), on: Self.ground)
        #expect(units.count == 2)
        let again = UnitTable.template(parcel: Self.parcel, location: "", units: units.map(\.unit))
        #expect(try UnitTable.read(Array(again.utf8), on: Self.ground).map(\.unit) == units.map(\.unit))
        #expect(TableWriter.text([["=1+1", "-1", "a,\"b\""]]) == "\u{FEFF}'=1+1,-1,\"a,\"\"b\"\"\"\r\n")
    }
}
