/// Records as an older register exports them, made up: the same for the same region, number and seed. For tests and measurements.
///
/// Every house has its first registration; most were sold; many are mortgaged, and of these some no longer. Persons and their numbers are
/// drawn: the check digits are right, the people don't exist.
package struct SampleRecords: Sendable {
    private let region: String
    private let count: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - region: six digits of the registry's division.
    ///   - count: number of records.
    package init(region: String, count: Int, seed: UInt64) {
        self.region = region
        self.count = count
        self.seed = seed
    }

    /// Hands over the file piece by piece, in order.
    package func write(_ take: ([UInt8]) throws -> Void) rethrows {
        var random = SeededGenerator(seed: seed)
        var line = SampleLine(division: region.hasSuffix("00") ? region.prefix(4) + "02" : region.prefix(6))
        var made = 0
        var home = 0
        while made < count {
            line.begin(home: home, &random)
            home += 1
            line.firstRegistration()
            made += 1
            if made < count, random.int(0...9) < 8 {
                line.transfer(&random)
                made += 1
                if made < count, random.int(0...9) < 4 {
                    line.mortgage(&random)
                    made += 1
                    if made < count, random.int(0...9) < 4 {
                        line.release()
                        made += 1
                    }
                }
            }
            if line.bytes.count > 1 << 20 {
                try take(line.bytes)
                line.bytes.removeAll(keepingCapacity: true)
            }
        }
        try take(line.bytes)
    }
}

/// Writes the records of one home after the other.
private struct SampleLine {
    var bytes: [UInt8] = []
    private let division: [UInt8]
    private var unit: [UInt8] = []
    private var place: [UInt8] = []
    private var area = 0
    private var year = 2012
    private var day = 0
    private var matter = 0
    private var holder: [UInt8] = []
    private static let floors = 30, homesOfFloor = 4, buildings = 12, parcels = 400

    init(division: Substring) {
        self.division = Array(division.utf8)
        bytes.reserveCapacity(1 << 20 + 4_096)
    }

    mutating func begin(home: Int, _ random: inout SeededGenerator) {
        let suite = home % (Self.floors * Self.homesOfFloor)
        let building = home / (Self.floors * Self.homesOfFloor)
        let parcel = building / Self.buildings
        unit = division + digits(1 + parcel / Self.parcels / 900, 3) + digits(1 + parcel / Self.parcels % 900, 3) + Array("GB".utf8)
        unit += digits(1 + parcel % Self.parcels, 5) + [UInt8(ascii: "F")] + digits(1 + building % Self.buildings, 4)
        unit += digits((suite / Self.homesOfFloor + 1) * 100 + suite % Self.homesOfFloor + 1, 4)
        place = Array("滨江路\(100 + parcel)号\(building % Self.buildings + 1)栋\(suite / Self.homesOfFloor + 1)层\(suite % Self.homesOfFloor + 1)室".utf8)
        area = 7_000 + random.int(0...9_000)
        year = 2012 + random.int(0...8)
        day = random.int(0...300)
    }

    mutating func firstRegistration() {
        open("FDCQ2", kind: "100", right: "4")
        field("DJYY", "新建房屋")
        field("QLRMC", "滨江置业有限公司")
        field("ZJZL", "8")
        field("ZJH", "91360100MA35EXAMP1")
        house()
        close()
    }

    mutating func transfer(_ random: inout SeededGenerator) {
        later(random.int(100...900))
        holder = Array(CityNames.person(&random, male: random.chance(50)).utf8)
        open("FDCQ2", kind: "200", right: "4")
        field("DJYY", "买卖")
        field("QLRMC", holder)
        field("ZJZL", "1")
        field("ZJH", card(&random))
        field("FDCJYJG", decimal(area * random.int(60...150), 2))
        house()
        close()
    }

    mutating func mortgage(_ random: inout SeededGenerator) {
        later(random.int(0...20))
        open("DYAQ", kind: "100", right: "37")
        field("DJYY", "抵押贷款")
        field("DYR", holder)
        field("QLRMC", "赣江银行股份有限公司南昌分行")
        field("DYFS", "1")
        field("BDBZZQSE", decimal(random.int(3_000...20_000), 2))
        field("DYQSW", "1")
        close()
    }

    mutating func release() {
        later(400)
        open("DYAQ", kind: "400", right: "37")
        field("DJYY", "主债权消灭")
        field("DYR", holder)
        close()
    }

    private mutating func house() {
        field("ZL", place)
        field("JZMJ", decimal(area, 2))
        field("GHYT", "11")
        field("FWJG", "3")
        field("QSZT", "1")
    }

    private mutating func later(_ days: Int) {
        day += days
        year += day / 336
        day %= 336
    }

    private mutating func open(_ page: StaticString, kind: StaticString, right: StaticString) {
        matter += 1
        bytes.append(UInt8(ascii: "{"))
        field("BM", page)
        field("BDCDYH", unit)
        field("YWH", digits(year, 4) + digits(matter, 9))
        field("QLLX", right)
        field("DJLX", kind)
        field("DJSJ", digits(year, 4) + Array("-".utf8) + digits(1 + day / 28, 2) + Array("-".utf8) + digits(1 + day % 28, 2) + Array(" 10:20:30".utf8))
        field("QXDM", division)
        field("BDCQZH", Array("赣(".utf8) + digits(year, 4) + Array(")南昌市不动产权第".utf8) + digits(matter % 9_999_999 + 1, 7) + Array("号".utf8))
    }

    private mutating func close() {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(0x0A)
    }

    private mutating func field(_ name: StaticString, _ value: StaticString) {
        field(name)
        bytes.append(contentsOf: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func field(_ name: StaticString, _ value: [UInt8]) {
        field(name)
        bytes.append(contentsOf: value)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func field(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: "\"")])
    }

    private func digits(_ number: Int, _ width: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: width) { buffer, count in
            var rest = number
            for index in stride(from: width - 1, through: 0, by: -1) {
                buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            count = width
        }
    }

    private func decimal(_ hundredths: Int, _ places: Int) -> [UInt8] { Array(String(hundredths / 100).utf8) + [UInt8(ascii: ".")] + digits(hundredths % 100, places) }

    /// 公民身份号码 (GB 11643): ISO 7064 MOD 11-2.
    private func card(_ random: inout SeededGenerator) -> [UInt8] {
        var number = division + digits(random.int(1950...2002), 4) + digits(random.int(1...12), 2) + digits(random.int(1...28), 2) + digits(random.int(1...999), 3)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(number, weights).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
        number.append(Array("10X98765432".utf8)[sum % 11])
        return number
    }
}
