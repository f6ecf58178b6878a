import Cadastre
import Register

/// What is printed on a certificate or proof, as it stood at the moment of registration. Names people, so it is stored sealed.
package struct CertificateFacts: Codable, Hashable, Sendable {
    package var title: String
    /// 权利人 or 权利人(申请人).
    package var holders: String
    /// 共有情况.
    package var coOwnership: String
    /// 证明权利或事项; proofs only.
    package var matter: String?
    /// 义务人; proofs only.
    package var obligor: String?
    package var location: String
    package var rightKind: String
    package var rightNature: String
    package var use: String
    package var area: String
    package var term: String
    package var other: String
    package var remarks: String
    /// 16 random bytes in hexadecimal, from which the fields' salts are drawn; nil in certificates of before.
    package var salt: String?

    /// The fields that stand on the paper, as `FieldDisclosure` binds them.
    var printed: [(name: String, value: String)] {
        if let matter {
            return [
                ("matter", matter), ("holders", holders), ("obligor", obligor ?? ""), ("location", location), ("other", other), ("remarks", remarks),
            ]
        }
        return [
            ("holders", holders), ("coOwnership", coOwnership), ("location", location), ("rightKind", rightKind), ("rightNature", rightNature),
            ("use", use), ("area", area), ("term", term), ("other", other), ("remarks", remarks),
        ]
    }
}

extension CertificateFacts {
    private static func measured(_ area: Area) -> String { "房屋建筑面积：\(area)平方米" }

    /// Whether a survey is of the unit as it is certified: a unit that was rebuilt (变更登记) has no plan until it is surveyed anew.
    func isOf(_ survey: UnitSurvey) -> Bool { area.hasSuffix(Self.measured(survey.buildingArea)) }

    /// 不动产权证书 for the main right of a page.
    static func ownership(_ folio: Folio, names: [PartyID: NamedParty]) -> CertificateFacts {
        let description = folio.description
        let ownership = folio.ownership
        func name(_ party: PartyRef) -> String { names[party.id]?.name ?? "" }
        let holders = ownership?.holders ?? []
        var shared = ownership?.form.chinese ?? ""
        if ownership?.form == .byShares {
            shared += ":" + holders.map { "\(name($0.party))\($0.share.map { " \($0)" } ?? "")" }.joined(separator: ",")
        }
        let isHouse = description.buildingArea > .zero
        var term = ""
        if let until = description.landTermUntil {
            let from = description.landTermFrom.map { "\($0.chinese)起" } ?? ""
            term = "国有建设用地使用权：\(from)\(until.chinese)止"
        }
        var other: [String] = []
        if let structure = description.structure, let word = CodeLists.structures[structure] { other.append("房屋结构：\(word)") }
        if isHouse { other.append("专有建筑面积：\(description.innerArea)平方米；分摊建筑面积：\(description.sharedArea)平方米") }
        if let storeys = description.storeys, let storey = description.storey { other.append("房屋总层数：\(storeys)层；所在层：第\(storey)层") }
        if let completed = description.completed { other.append("房屋竣工时间：\(completed.chinese)") }
        return CertificateFacts(
            title: "不动产权证书", holders: holders.map { name($0.party) }.joined(separator: "、"), coOwnership: shared, matter: nil, obligor: nil,
            location: description.location, rightKind: ownership?.right.chinese ?? "",
            rightNature: (CodeLists.landNatures[description.landNature] ?? "") + (isHouse ? "/市场化商品房" : ""),
            use: (isHouse ? "城镇住宅用地/" : "") + (CodeLists.uses[description.use] ?? description.use),
            area: isHouse
                ? "共有宗地面积：\(description.parcelArea)平方米/\(measured(description.buildingArea))" : "宗地面积：\(description.parcelArea)平方米",
            term: term, other: other.joined(separator: "\n"),
            remarks: ownership.map { "登记原因：\($0.cause.chinese)" + ($0.price.map { "\n取得价格：人民币\($0)元" } ?? "") } ?? "")
    }

    /// 不动产登记证明 for a mortgage.
    static func mortgage(_ mortgage: Mortgage, on folio: Folio, names: [PartyID: NamedParty]) -> CertificateFacts {
        func list(_ parties: [PartyRef]) -> String { parties.map { names[$0.id]?.name ?? "" }.joined(separator: "、") }
        let kind = mortgage.kind == .ordinary ? "一般抵押" : "最高额抵押"
        let amount = mortgage.kind == .ordinary || mortgage.determined ? "被担保主债权数额" : "最高债权额"
        let since = mortgage.determination.map { "：\($0.chinese)" } ?? ""
        let determined = mortgage.determined ? "\n最高额抵押权已经确定\(since)" : ""
        return CertificateFacts(
            title: "不动产登记证明", holders: list(mortgage.mortgagees), coOwnership: "", matter: "抵押权", obligor: list(mortgage.mortgagors),
            location: folio.description.location, rightKind: RightKind.mortgage.chinese, rightNature: "", use: "", area: "", term: "",
            other: "抵押方式：\(kind)\n\(amount)：人民币\(mortgage.amount)元\n债务履行期限：\(mortgage.from.chinese)起\(mortgage.until.chinese)止\n抵押顺位：第\(mortgage.rank)顺位" + determined,
            remarks: "担保范围：\(mortgage.scope)\n是否存在禁止或限制转让抵押不动产的约定：\(mortgage.transferBan == true ? "是" : "否")")
    }
}
