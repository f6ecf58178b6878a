import Register

/// What the log shows of a record in the clear: read from its fields and found to be right.
struct RecordHead {
    let page: Int
    let unit: UnsafeRawBufferPointer
    /// 登记类型: three digits.
    let kind: UnsafeRawBufferPointer
    /// 权利类型; nil where the page has none.
    let right: UnsafeRawBufferPointer?
    /// 登记时间: a day, or a day and a time.
    let registered: UnsafeRawBufferPointer
    /// 业务号.
    let matter: UnsafeRawBufferPointer
}

/// Judges records line by line.
struct RecordCheck {
    /// What a unit's code must begin with: a city's registry has those of its divisions, a county's its own.
    private let division: [UInt8]
    private let region: String
    /// Whether a code with these three marks (ownership, use, fixture) exists, as found last.
    private var marks: (UInt8, UInt8, UInt8) = (0, 0, 0)

    private static let names = FieldNames.all
    private static let unit = names.number("BDCDYH"), matter = names.number("YWH"), kind = names.number("DJLX"), right = names.number("QLLX")
    private static let time = names.number("DJSJ"), county = names.number("QXDM")

    /// 登记类型 (TD/T 1066): first, transfer, change, cancellation, correction, objection, prenotice, seizure, other.
    private static let kinds = (1...9).map { Array("\($0)00".utf8) }
    /// 权利类型 of all versions of the list that exports use (domain 1.5).
    private static let rights: [[UInt8]] = (Array(1...24) + [28, 29, 30, 31, 32, 35, 36, 37, 92, 94, 96, 97, 98, 99]).map { Array("\($0)".utf8) }

    /// - Parameter region: six digits of the registry's division.
    init(region: String) {
        self.region = region
        division = Array((region.hasSuffix("00") ? String(region.prefix(4)) : region).utf8)
    }

    /// - Throws: `RecordFault` without a line number.
    mutating func head(of record: RecordReader) throws(RecordFault) -> RecordHead {
        let unit = try Self.required(Self.unit, "BDCDYH", record)
        try check(unit: unit)
        let matter = try Self.required(Self.matter, "YWH", record)
        let kind = try Self.required(Self.kind, "DJLX", record)
        guard Self.kinds.contains(where: { $0.elementsEqual(kind) }) else { throw RecordFault(.badCode, "DJLX must be one of 100 200 300 400 500 600 700 800 900") }
        let right = record.value(Self.right)
        if let right {
            guard Self.rights.contains(where: { $0.count == right.count && $0.elementsEqual(right) }) else {
                throw RecordFault(.badCode, "QLLX is no kind of right: write the number of the list without zeros in front")
            }
        } else if RegisterPage.allCases[record.page].needsRight {
            throw RecordFault(.missingField, "\(RegisterPage.allCases[record.page].rawValue) needs QLLX")
        }
        let county = try Self.required(Self.county, "QXDM", record)
        guard county.count == 6, county.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw RecordFault(.badCode, "QXDM has six digits") }
        let time = try Self.required(Self.time, "DJSJ", record)
        guard Self.isTime(time) else { throw RecordFault(.badTime, "write DJSJ as 2019-05-06 or 2019-05-06 10:20:30") }
        return RecordHead(page: record.page, unit: unit, kind: kind, right: right, registered: time, matter: matter)
    }

    private static func required(_ number: Int, _ name: String, _ record: RecordReader) throws(RecordFault) -> UnsafeRawBufferPointer {
        guard let value = record.value(number) else { throw RecordFault(.missingField, "\(name) is missing or empty") }
        return value
    }

    private mutating func check(unit: UnsafeRawBufferPointer) throws(RecordFault) {
        guard isPlain(unit) || isCode(unit) else {
            let text = String(decoding: unit.prefix(60), as: UTF8.self)
            do throws(UnitCodeError) { _ = try UnitCode(text) } catch { throw RecordFault(.badUnit, "BDCDYH: \(error.message)") }
            throw RecordFault(.badUnit, "BDCDYH: write the 28 characters without spaces and in capitals")
        }
        guard unit.starts(with: division) else {
            throw RecordFault(.foreignUnit, "BDCDYH \(String(decoding: unit, as: UTF8.self)) lies outside the registry's division \(region)")
        }
    }

    /// Digits where they belong, the marks of the last good code, and numbers that aren't zero.
    private func isPlain(_ unit: UnsafeRawBufferPointer) -> Bool {
        guard unit.count == 28, unit[12] == marks.0, unit[13] == marks.1, unit[19] == marks.2, marks.2 == UInt8(ascii: "F") else { return false }
        var parcel: UInt8 = 0, building: UInt8 = 0, suite: UInt8 = 0
        for index in 0..<28 where index != 12 && index != 13 && index != 19 {
            let digit = unit[index] &- 0x30
            if digit > 9 { return false }
            if index > 23 { suite |= digit } else if index > 19 { building |= digit } else if index > 13 { parcel |= digit }
        }
        return parcel != 0 && building != 0 && suite != 0
    }

    private mutating func isCode(_ unit: UnsafeRawBufferPointer) -> Bool {
        guard let code = try? UnitCode(String(decoding: unit.prefix(60), as: UTF8.self)), code.text.utf8.elementsEqual(unit) else { return false }
        marks = (unit[12], unit[13], unit[19])
        return true
    }

    /// `YYYY-MM-DD`, or that and `HH:MM:SS` after a space or a T.
    static func isTime(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 10 || text.count == 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return false }
        guard let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2) else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        guard (1900...2100).contains(year), (1...12).contains(month), day >= 1 else { return false }
        guard day <= (month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31) else { return false }
        if text.count == 10 { return true }
        guard text[10] == 0x20 || text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":") else { return false }
        guard let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2) else { return false }
        return hour < 24 && minute < 60 && second < 60
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<(start + count) {
            let digit = text[index] &- 0x30
            if digit > 9 { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
