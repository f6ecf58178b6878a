import Identity
import Register

/// The registry's own part of the sheet: what the page says, with every seizure in line. Organisations are named, people are counted.
enum RegisterSection {
    static func make(_ folio: Folio, organisations: [PartyID: String], today: LegalDate, at: Moment) -> AuctionSheet.Section {
        AuctionSheet.Section(
            source: "register", title: "不动产登记簿", department: "登记机构", state: .answered, at: at,
            lines: natural(folio) + rights(folio, organisations) + restrictions(folio, today) + uses(folio))
    }

    private static func natural(_ folio: Folio) -> [AuctionSheet.Line] {
        let description = folio.description
        var lines: [AuctionSheet.Line] = [
            .init("不动产单元号", folio.unit.grouped), .init("坐落", description.location), .init("用途", CodeLists.uses[description.use] ?? description.use),
        ]
        if description.buildingArea > .zero { lines.append(.init("建筑面积", "\(description.buildingArea)平方米")) }
        let nature = CodeLists.landNatures[description.landNature] ?? description.landNature
        let allocated = description.landNature == CodeLists.allocatedLand
        lines.append(.init("土地权利性质", allocated ? "\(nature)；过户须缴纳土地出让金或者土地收益（《城市房地产管理法》第五十一条）" : nature))
        if let until = description.landTermUntil { lines.append(.init("土地使用期限", "至\(until.chinese)")) }
        return lines
    }

    private static func rights(_ folio: Folio, _ names: [PartyID: String]) -> [AuctionSheet.Line] {
        guard let ownership = folio.ownership else { return [.init("权利状况", "尚未办理首次登记，不能办理转移登记（实施细则第二十四条）")] }
        var lines: [AuctionSheet.Line] = [
            .init("权利类型", ownership.right.chinese),
            .init("权利人", "\(ownership.holders.count)人，\(ownership.form.chinese)" + (ownership.form == .byShares ? "（\(ownership.holders.compactMap(\.share).map(\.description).joined(separator: "、"))）" : "")),
        ]
        if folio.mortgages.isEmpty { lines.append(.init("抵押", "无")) }
        for mortgage in folio.mortgages {
            let lender = mortgage.mortgagees.map { names[$0.id] ?? "自然人" }.joined(separator: "、")
            lines.append(
                .init("第\(mortgage.rank)顺位\(mortgage.kind.chinese)", "抵押权人\(lender)，债权数额\(mortgage.amount)元，\(mortgage.entry.registeredAt.date.chinese)登记"))
        }
        return lines
    }

    private static func restrictions(_ folio: Folio, _ today: LegalDate) -> [AuctionSheet.Line] {
        let force = Set(folio.seizuresInForce(on: today).map(\.entry.id))
        var lines: [AuctionSheet.Line] = folio.seizures.isEmpty ? [.init("查封", "无")] : []
        for seizure in folio.seizures {
            let standing = force.contains(seizure.entry.id) ? "正在执行" : seizure.place == 0 ? "期限已满" : "轮候第\(seizure.place)位"
            let share = seizure.share.map { "，查封份额\($0)" } ?? ""
            lines.append(.init("\(seizure.chinese)（\(standing)）", "\(seizure.authority)\(seizure.document)，至\(seizure.until.chinese)\(share)"))
        }
        lines.append(.init("异议登记", folio.objections.isEmpty ? "无" : "\(folio.objections.count)项：" + folio.objections.map(\.matter).joined(separator: "；")))
        lines.append(.init("预告登记", folio.notices.isEmpty ? "无" : folio.notices.map(\.kind.chinese).joined(separator: "、")))
        lines.append(.init("其他限制", folio.locks.isEmpty ? "无" : folio.locks.map { "\($0.authority)\($0.document)" }.joined(separator: "、")))
        return lines
    }

    /// What goes with the unit to whoever buys it (拍卖变卖规定 28).
    private static func uses(_ folio: Folio) -> [AuctionSheet.Line] {
        [
            .init("居住权", folio.residences.isEmpty ? "无" : folio.residences.map { "\($0.scope)，\($0.term.chinese)" }.joined(separator: "；")),
            .init("地役权", folio.easements.isEmpty ? "无" : folio.easements.map(\.content).joined(separator: "；")),
        ]
    }
}
