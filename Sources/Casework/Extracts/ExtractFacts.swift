import Catalogue
import Identity
import Register
import Storage

/// What is printed on an extract, as the register stood at the moment of the answer.
package struct ExtractFacts: Codable, Hashable, Sendable {
    package struct Line: Codable, Hashable, Sendable {
        package var name: String
        package var value: String
    }
    package struct Section: Codable, Hashable, Sendable {
        package var title: String
        package var lines: [Line]
    }
    package var inquiry: [Line]
    package var sections: [Section]
    package var remarks: [String]
}

extension ExtractFacts {
    /// Everything that somebody holds, one section a unit: what it is, what right, what stands on it.
    static func make(
        of applicant: NamedParty, purpose: String?, holdings: [(holding: Holding, folio: Folio)], certificates: [UnitCode: [String]], at: Moment
    ) -> ExtractFacts {
        var inquiry = [
            Line(name: "查询人", value: applicant.name), Line(name: "证件号码", value: masked(applicant.identifier)),
            Line(name: "查询范围", value: "查询人名下的不动产登记信息"), Line(name: "查询时间", value: at.description),
        ]
        if let purpose { inquiry.append(Line(name: "用途", value: purpose)) }
        var seen: Set<UnitCode> = []
        let owned = holdings.filter { $0.holding.role == .owner && seen.insert($0.folio.unit).inserted }
        let sections = owned.enumerated().map { index, item in
            Section(title: "\(index + 1)．\(item.folio.description.location)", lines: lines(item.folio, holder: item.holding.party, certificates[item.folio.unit] ?? []))
        }
        inquiry.append(Line(name: "查询结果", value: owned.isEmpty ? "无登记信息" : "共\(owned.count)处"))
        return ExtractFacts(
            inquiry: inquiry, sections: sections,
            remarks: [
                "本证明反映查询时登记簿的记载，此后发生变化的，以登记簿为准。", "本证明由系统依查询人本人申请出具，加盖电子印章；扫描二维码可以核验真伪。",
                "泄露、非法使用查询结果的，依法承担责任（《不动产登记资料查询暂行办法》第二十八条）。",
            ])
    }

    private static func lines(_ folio: Folio, holder: PartyID, _ certificates: [String]) -> [Line] {
        let description = folio.description
        var lines = [Line(name: "不动产单元号", value: folio.unit.grouped)]
        if let ownership = folio.ownership {
            lines.append(Line(name: "权利类型", value: ownership.right.chinese))
            let share = ownership.holders.first { $0.party.id == holder }?.share
            lines.append(Line(name: "共有情况", value: ownership.form.chinese + (share.map { "，占\($0)" } ?? "")))
        }
        if !certificates.isEmpty { lines.append(Line(name: "不动产权证号", value: certificates.joined(separator: "、"))) }
        lines.append(Line(name: "用途", value: CodeLists.uses[description.use] ?? description.use))
        lines.append(
            description.buildingArea > .zero
                ? Line(name: "建筑面积", value: "\(description.buildingArea)平方米") : Line(name: "宗地面积", value: "\(description.parcelArea)平方米"))
        if let until = description.landTermUntil { lines.append(Line(name: "使用期限", value: "至\(until.chinese)止")) }
        if let at = folio.ownership?.entry.registeredAt { lines.append(Line(name: "登簿时间", value: at.description)) }
        lines.append(Line(name: "抵押", value: folio.mortgages.isEmpty ? "无" : "有（\(folio.mortgages.count)项）"))
        lines.append(Line(name: "查封", value: folio.seizures.isEmpty ? "无" : "有（\(folio.seizures.count)项）"))
        var other: [String] = []
        if !folio.notices.isEmpty { other.append("预告登记") }
        if !folio.objections.isEmpty { other.append("异议登记") }
        if !folio.residences.isEmpty { other.append("居住权") }
        if !folio.easements.isEmpty { other.append("地役权") }
        if !folio.locks.isEmpty { other.append("其他限制") }
        lines.append(Line(name: "其他", value: other.isEmpty ? "无" : other.joined(separator: "、")))
        return lines
    }

    /// The first six and last four characters: enough to tell two people of one name apart.
    private static func masked(_ identifier: String) -> String {
        let number = identifier.split(separator: ":").last.map(String.init) ?? identifier
        guard number.count > 10 else { return number }
        return "\(number.prefix(6))\(String(repeating: "*", count: number.count - 10))\(number.suffix(4))"
    }
}
