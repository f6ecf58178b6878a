import Cadastre
package import Identity
package import Register
package import Storage

/// What an official looks into the register by.
package enum RegisterKey: String, Sendable, CaseIterable {
    case auto, unit, certificate, location, name, identifier

    package var chinese: String {
        switch self {
        case .auto: "自动识别"
        case .unit: "不动产单元号"
        case .certificate: "不动产权证号或证明号"
        case .location: "坐落"
        case .name: "权利人姓名（名称）"
        case .identifier: "权利人证件号"
        }
    }
}

/// The units that a look-up found: one page of them.
package struct RegisterHits: Sendable {
    package let units: [UnitCode]
    package let total: Int
    /// What it was taken for.
    package let key: RegisterKey
    /// Whose property the list tells, when it was asked for by a name or number: showing it is a look at them.
    package let holders: [PartyID]
}

/// Finding pages of the register (登记资料查询; 条例 27): by unit, certificate, place or holder, within an office's divisions.
package enum RegisterLookup {
    package static func find(
        _ text: String, by key: RegisterKey, divisions: [String], offset: Int, limit: Int, parties: PartyBook, region: String,
        in connection: any Connection
    ) throws -> RegisterHits {
        let key = key == .auto ? kind(of: text) : key
        switch key {
        case .auto: return RegisterHits(units: [], total: 0, key: key, holders: [])
        case .unit:
            guard let code = try? UnitCode(text), divisions.contains(code.division), try FolioRecords.find(code, region: region, in: connection) != nil else {
                return none(key)
            }
            return RegisterHits(units: [code], total: 1, key: key, holders: [])
        case .certificate:
            guard let number = try? CertificateNumber(text),
                let found = try CertificateRecords.find(number: number.text, region: region, in: connection), divisions.contains(found.unit.division)
            else { return none(key) }
            return RegisterHits(units: [found.unit], total: 1, key: key, holders: [])
        case .location:
            let (units, total) = try AddressRecords.units(
                at: text, divisions: divisions, offset: offset, limit: limit, region: region, in: connection)
            return RegisterHits(units: units, total: total, key: key, holders: [])
        case .name:
            guard (try? PartyName.normalised(text)) != nil else { return none(key) }
            return try held(by: try parties.find(name: text, in: connection).map(\.id), key, divisions, offset, limit, region, connection)
        case .identifier:
            var found: [PartyID] = []
            for kind in PartyIdentifierKind.allCases {
                if let identifier = try? PartyIdentifier(kind: kind, number: text), let party = try parties.find(identifier, in: connection) {
                    found.append(party.id)
                }
            }
            return try held(by: found, key, divisions, offset, limit, region, connection)
        }
    }

    private static func none(_ key: RegisterKey) -> RegisterHits { RegisterHits(units: [], total: 0, key: key, holders: []) }

    private static func held(
        by parties: [PartyID], _ key: RegisterKey, _ divisions: [String], _ offset: Int, _ limit: Int, _ region: String, _ connection: any Connection
    ) throws -> RegisterHits {
        guard !parties.isEmpty else { return none(key) }
        let (holdings, total) = try HoldingRecords.owned(
            by: parties, divisions: divisions, offset: offset, limit: limit, region: region, in: connection)
        var units: [UnitCode] = []
        for holding in holdings where units.last != holding.unit { units.append(holding.unit) }
        return RegisterHits(units: units, total: total, key: key, holders: Array(Set(holdings.map(\.party))).sorted())
    }

    /// What a text looks like. Words for places decide between an address and a name.
    package static func kind(of text: String) -> RegisterKey {
        if (try? UnitCode(text)) != nil { return .unit }
        if (try? CertificateNumber(text)) != nil { return .certificate }
        for kind in [PartyIdentifierKind.identityCard, .creditCode] where (try? PartyIdentifier(kind: kind, number: text)) != nil { return .identifier }
        let isPlace = text.contains("号") || text.contains { "路街巷栋幢室".contains($0) } || text.contains("大道")
        // A company's name may have a road in it, but no house number.
        if isPlace, !text.hasSuffix("公司") { return .location }
        return text.contains { !$0.isASCII } ? .name : .identifier
    }
}
