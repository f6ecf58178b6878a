/// The code of a real property unit (不动产单元代码): 28 characters of GB/T 37346-2019. A bad code can't exist.
///
/// `360102 001 002 GB 00003 F 0001 0203`: division, cadastral district and subdistrict, parcel features, parcel number,
/// kind of what stands on the parcel, and its number. There is no check digit in the standard.
package struct UnitCode: Hashable, Sendable, Comparable {
    /// The 28 characters without spaces, letters in upper case.
    package let text: String

    /// Parses a code; spaces between the groups and lower-case letters are accepted, as people type them.
    package init(_ input: some StringProtocol) throws(UnitCodeError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(28)
        for byte in input.utf8 where byte != 0x20 {
            bytes.append(byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
            if bytes.count > 28 { break }
        }
        guard bytes.count == 28 else { throw .length(found: bytes.count) }
        for position in 0..<28 where position != 12 && position != 13 && position != 19 {
            guard bytes[position] >= 0x30, bytes[position] <= 0x39 else { throw .digitExpected(position: position + 1) }
        }
        guard let ownership = LandOwnership(rawValue: String(UnicodeScalar(bytes[12]))) else { throw .ownershipMark }
        guard let use = ParcelUse(rawValue: String(UnicodeScalar(bytes[13]))) else { throw .useMark }
        guard let fixture = Fixture(rawValue: String(UnicodeScalar(bytes[19]))) else { throw .fixtureMark }
        guard use.owners.contains(ownership) else { throw .combination("\(ownership.rawValue)\(use.rawValue)") }
        guard use.fixtures.contains(fixture) else { throw .combination("\(use.rawValue)\(fixture.rawValue)") }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.dropFirst(14).prefix(5) != "00000" else { throw .serial("宗地顺序号") }
        let number = text.dropFirst(20)
        switch fixture {
        case .none: guard number == "00000000" else { throw .serial("定着物单元编号") }
        case .building: guard number.prefix(4) != "0000", number.suffix(4) != "0000" else { throw .serial("幢号或户号") }
        case .forest, .other: guard number != "00000000" else { throw .serial("定着物单元编号") }
        }
        self.text = text
    }

    /// For codes that were parsed before they were stored.
    package init(trusted text: String) { self.text = text }

    /// Six digits of GB/T 2260: the county-level division in which the unit lies.
    package var division: String { String(text.prefix(6)) }
    /// 地籍区, three digits.
    package var cadastralDistrict: String { slice(6, 3) }
    /// 地籍子区, three digits.
    package var cadastralSubdistrict: String { slice(9, 3) }
    /// The parcel's own code (宗地代码): the first 19 characters.
    package var parcel: String { String(text.prefix(19)) }
    /// The parcel's unit code without anything standing on it, whose folio carries what concerns the land as a whole.
    package var parcelUnit: UnitCode { UnitCode(trusted: parcel + "W00000000") }
    package var ownership: LandOwnership { LandOwnership(rawValue: slice(12, 1)) ?? .undetermined }
    package var use: ParcelUse { ParcelUse(rawValue: slice(13, 1)) ?? .undetermined }
    package var parcelSerial: Int { Int(slice(14, 5)) ?? 0 }
    package var fixture: Fixture { Fixture(rawValue: slice(19, 1)) ?? .none }
    /// 幢号 for buildings: four digits; nil for other units.
    package var building: String? { fixture == .building ? slice(20, 4) : nil }
    /// 户号 for buildings: four digits; nil for other units.
    package var suite: String? { fixture == .building ? slice(24, 4) : nil }
    /// Characters 1 to 24: the building this unit belongs to; nil for other units.
    package var buildingCode: String? { fixture == .building ? String(text.prefix(24)) : nil }

    private func slice(_ from: Int, _ length: Int) -> String { String(text.dropFirst(from).prefix(length)) }

    package static func < (a: UnitCode, b: UnitCode) -> Bool { a.text < b.text }
}

extension UnitCode: CustomStringConvertible {
    /// Four groups as certificates print them: `360102001002 GB00003 F00010203`.
    package var description: String { text }
    package var grouped: String { "\(slice(0, 6)) \(slice(6, 6)) \(slice(12, 7)) \(slice(19, 9))" }
}

extension UnitCode: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let error as UnitCodeError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Why a text is not a unit code.
package enum UnitCodeError: Error, Hashable, Sendable {
    case length(found: Int)
    case digitExpected(position: Int)
    case ownershipMark
    case useMark
    case fixtureMark
    case combination(String)
    case serial(String)

    /// For the person who typed it.
    package var message: String {
        switch self {
        case .length(let found): "不动产单元号应为28位，现为\(found)位。"
        case .digitExpected(let position): "不动产单元号第\(position)位应为数字。"
        case .ownershipMark: "不动产单元号第13位（土地所有权类型）应为G、J或Z。"
        case .useMark: "不动产单元号第14位（宗地特征码）无效。"
        case .fixtureMark: "不动产单元号第20位（定着物特征码）应为F、L、Q或W。"
        case .combination(let marks): "不动产单元号中的特征码组合“\(marks)”不存在。"
        case .serial(let part): "不动产单元号中的\(part)不能为零（无定着物时应全为零）。"
        }
    }
}
